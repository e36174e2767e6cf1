"""The installation's own keys and the proof that the master key is the right one."""

import hmac
import os
from collections.abc import Mapping
from enum import StrEnum, unique

from backend.crypto.derive import KEY_BYTES, Label, derive
from backend.crypto.envelope import NONCE_BYTES
from backend.crypto.keystore import KeyStore, Scope, WrappedKey
from backend.crypto.wrap import MASTER_ID, unwrap, wrap
from backend.domain.errors import EnvelopeBroken, KeyMissing, KeyUnsafe

INSTALLATION = bytes(16)

_CHECK = b"check"


@unique
class Root(StrEnum):
    """Each is random, none derived from another."""

    TOKEN = "token"  # noqa: S105  # a label, not a secret
    LOOKUP = "lookup"
    BLIND = "blind"
    REFERENCE = "reference"
    AUDIT = "audit"
    SESSION = "session"
    SPOOL = "spool"


def open_roots(
    keystore: KeyStore, master_key: bytes, *, data_exist: bool
) -> Mapping[Root, tuple[bytes, ...]]:
    """Return the keys of each root, newest first; make them where nothing is at all.

    Raises KeyMissing, and writes nothing, when data exist that these keys or this
    master key cannot be the ones of: a key made up beside old data hides the loss.
    """
    if len(master_key) != KEY_BYTES:
        raise KeyUnsafe("the master key has not 32 bytes; restore its file")
    if keystore.empty():
        if data_exist:
            raise KeyMissing(
                "there are data but no keys; restore keys.db from its backup"
            )
        keystore.add(_check_row(master_key))
    _prove(keystore, master_key)
    wrapping = derive(master_key, Label.WRAP)
    roots = {
        root: _root_keys(keystore, wrapping, root, data_exist=data_exist)
        for root in Root
    }
    every = [key for keys in roots.values() for key in keys]
    if len(set(every)) < len(every):
        raise KeyUnsafe("two purposes share a key; restore keys.db from its backup")
    return roots


def _check_row(master_key: bytes) -> WrappedKey:
    """Return what tells a wrong master key before anything is sealed with it."""
    proof = derive(master_key, Label.CHECK)
    return WrappedKey(0, Scope.INSTALLATION, INSTALLATION, _CHECK, 1, proof)


def _prove(keystore: KeyStore, master_key: bytes) -> None:
    rows = keystore.find(Scope.INSTALLATION, INSTALLATION, _CHECK)
    proof = _check_row(master_key).wrapped
    if not rows or not hmac.compare_digest(rows[0].wrapped, proof):
        raise KeyMissing(
            "the master key is not the one that keys.db was made with; "
            "restore the one that was"
        )


def _root_keys(
    keystore: KeyStore, wrapping: bytes, root: Root, *, data_exist: bool
) -> tuple[bytes, ...]:
    rows = keystore.find(Scope.INSTALLATION, INSTALLATION, root.encode())
    if not rows:
        # Without data this is a first start that was cut short: go on with it.
        if data_exist:
            raise KeyMissing(f"the {root} key is gone; restore keys.db from its backup")
        row = wrap(
            wrapping,
            MASTER_ID,
            scope=Scope.INSTALLATION,
            org_id=INSTALLATION,
            owner=root.encode(),
            version=1,
            secret=os.urandom(KEY_BYTES),
            nonce=os.urandom(NONCE_BYTES),
        )
        rows = [keystore.add(row)]
    try:
        return tuple(unwrap(wrapping, MASTER_ID, row) for row in rows)
    except EnvelopeBroken:
        raise KeyMissing(
            f"the {root} key cannot be opened; restore keys.db from its backup"
        ) from None
