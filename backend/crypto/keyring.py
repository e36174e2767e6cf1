"""The key tree: the master key wraps the installation's and organisations' keys.

An organisation's key wraps the keys of its fields, of each recipient and of each
message. To erase a person or a message for good is to destroy one key.
"""

import os
import threading
from collections.abc import Mapping

from backend.crypto import envelope
from backend.crypto.cache import Key, KeyCache, Owner
from backend.crypto.derive import KEY_BYTES, Label, derive
from backend.crypto.envelope import NONCE_BYTES, Place
from backend.crypto.keystore import KeyStore, Scope, WrappedKey
from backend.crypto.roots import INSTALLATION, Root, open_roots
from backend.crypto.wrap import MASTER_ID, unwrap, wrap
from backend.domain.errors import EnvelopeBroken
from backend.domain.token import Purpose, TokenKeys

CACHE_SIZE = 8192  # keys; a feed of 50 messages to 100 recipients fits

# Random nonces: at 2**28 seals under one key the odds of a repeat are 2**-41, far
# inside NIST SP 800-38D section 8.3. Uses are counted ahead, in blocks, so that a
# crash wastes some and repeats none.
USES_MAX = 2**28
USES_BLOCK = 2**16


class Keyring:
    """Every key in use, opened as needed; made by unlock."""

    def __init__(
        self,
        keystore: KeyStore,
        wrapping: bytes,
        roots: Mapping[Root, tuple[bytes, ...]],
        *,
        uses_max: int,
        uses_block: int,
    ) -> None:
        self._keystore = keystore
        self._wrapping = wrapping
        self._roots = roots
        self._uses_max = uses_max
        self._uses_block = uses_block
        # Held wherever the key store is asked: a key that is being destroyed cannot
        # slip back into memory through a look-up that began before.
        self._lock = threading.Lock()
        self._organisations: dict[bytes, Key] = {}
        self._cache = KeyCache(CACHE_SIZE)
        self._uses_left: dict[int, int] = {}
        self._tokens = TokenKeys(
            {
                purpose: tuple(
                    derive(key, Label.TOKEN, purpose.encode())
                    for key in roots[Root.TOKEN]
                )
                for purpose in Purpose
            },
            derive(roots[Root.LOOKUP][0], Label.LOOKUP),
        )

    @classmethod
    def unlock(
        cls,
        keystore: KeyStore,
        master_key: bytes,
        *,
        data_exist: bool,
        uses_max: int = USES_MAX,
        uses_block: int = USES_BLOCK,
    ) -> "Keyring":
        """Return the keyring; makes the installation's keys only where nothing is.

        Raises KeyMissing when data exist that these keys or this master key cannot
        be the ones of. A key made up beside old data would hide the loss.
        """
        roots = open_roots(keystore, master_key, data_exist=data_exist)
        wrapping = derive(master_key, Label.WRAP)
        return cls(keystore, wrapping, roots, uses_max=uses_max, uses_block=uses_block)

    def token_keys(self) -> TokenKeys:
        """Return the keys that mint, verify and look up tokens."""
        return self._tokens

    def blind_key(self, org_id: bytes) -> bytes:
        """Return the key of an organisation's blind indexes.

        One per organisation, so that two cannot find out whom they both write to.
        """
        return derive(self._roots[Root.BLIND][0], Label.BLIND, org_id)

    def reference_key(self, org_id: bytes) -> bytes:
        """Return the key of references that clients give (drafts, threads, sets)."""
        return derive(self._roots[Root.REFERENCE][0], Label.REFERENCE, org_id)

    def audit_key(self) -> bytes:
        """Return the key that chains the audit log."""
        return derive(self._roots[Root.AUDIT][0], Label.AUDIT)

    def session_key(self) -> bytes:
        """Return the key that signs browser sessions and form tokens."""
        return derive(self._roots[Root.SESSION][0], Label.SESSION)

    def spool_keys(self) -> tuple[bytes, ...]:
        """Return the keys that seal what waits for the store, the newest first."""
        return tuple(derive(key, Label.SPOOL) for key in self._roots[Root.SPOOL])

    def seal_field(self, org_id: bytes, place: Place, plaintext: bytes) -> bytes:
        """Seal what belongs to an organisation and to no single person."""
        return self._seal(self._field_key(org_id), place, plaintext)

    def seal_for_subject(
        self, org_id: bytes, subject: bytes, place: Place, plaintext: bytes
    ) -> bytes:
        """Seal what is about one recipient, named by the exact blind index.

        The key is durable before this returns: key first, row second, or a crash
        between the two would leave a row nobody can open.
        """
        key = self._sealing_key((Scope.SUBJECT, org_id, subject))
        return self._seal(key, place, plaintext)

    def seal_for_message(
        self, org_id: bytes, message_id: bytes, place: Place, plaintext: bytes
    ) -> bytes:
        """Seal what several recipients of one message share; durable likewise."""
        key = self._sealing_key((Scope.MESSAGE, org_id, message_id))
        return self._seal(key, place, plaintext)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Return a sealed plaintext; raises EnvelopeBroken, also when forgotten."""
        key = self._key(envelope.key_id_of(sealed))
        return envelope.open_(key.secret, place, sealed)

    def forget_subject(self, org_id: bytes, subject: bytes) -> None:
        """Destroy a recipient's keys: nothing sealed for them opens ever again."""
        self._forget(Scope.SUBJECT, org_id, subject)

    def forget_messages(self, org_id: bytes, *message_ids: bytes) -> None:
        """Destroy the keys of an organisation's messages."""
        self._forget(Scope.MESSAGE, org_id, *message_ids)

    def forget_organisation(self, org_id: bytes) -> None:
        """Destroy all keys of an organisation."""
        if org_id == INSTALLATION:
            raise ValueError("the installation's keys are not an organisation's")
        with self._lock:
            try:
                self._keystore.destroy_organisation(org_id)
            finally:
                self._organisations.pop(org_id, None)
                self._cache.forget_organisation(org_id)

    def forget_destroyed(self) -> None:
        """Let go of what another process has destroyed; to be called now and then.

        The command line erases beside a server, and one replica beside another: until
        this is called, a key that was destroyed there still opens here.
        """
        with self._lock:
            parents = {key.id for key in self._organisations.values()}
        held = parents.union(self._cache.ids())
        # Unlocked, for the key store may be slow: an id never comes back.
        gone = held - self._keystore.existing(held) if held else held
        if not gone:
            return
        self._cache.forget_ids(gone)
        with self._lock:
            for org_id, key in list(self._organisations.items()):
                if key.id in gone:
                    del self._organisations[org_id]

    def _forget(self, scope: Scope, org_id: bytes, *owners: bytes) -> None:
        with self._lock:
            try:
                self._keystore.destroy(scope, org_id, *owners)
            finally:
                self._cache.forget(*((scope, org_id, owner) for owner in owners))

    def _seal(self, key: Key, place: Place, plaintext: bytes) -> bytes:
        if key.org_id != place.org_id:
            raise ValueError("the place lies in another organisation")
        # Random, not counted: a disk image set back would count the same again.
        nonce = os.urandom(NONCE_BYTES)
        return envelope.seal(key.secret, key.id, place, plaintext, nonce)

    def _key(self, key_id: int) -> Key:
        key = self._cache.by_id(key_id)
        if key is not None:
            return key
        with self._lock:
            row = self._keystore.get(key_id)
            if row is None:
                raise EnvelopeBroken
            key = self._opened(row)
            self._cache.hold(key)
            return key

    def _sealing_key(self, owner: Owner) -> Key:
        key = self._cache.sealing(owner)
        if key is not None:
            return key
        with self._lock:
            rows = self._keystore.find(*owner)
            key = self._opened(rows[0]) if rows else self._made(owner, version=1)
            self._cache.hold(key, seals=True)
            return key

    def _field_key(self, org_id: bytes) -> Key:
        # Only these are counted: no person and no message is sealed for 2**28 times.
        owner = (Scope.FIELD, org_id, b"")
        key = self._sealing_key(owner)
        with self._lock:
            if not self._uses_left.get(key.id):
                key = self._reserved(owner)
            self._uses_left[key.id] -= 1
            return key

    def _reserved(self, owner: Owner) -> Key:
        rows = self._keystore.find(*owner)
        version = rows[0].version if rows else 1
        key = self._opened(rows[0]) if rows else self._made(owner, version=1)
        while self._keystore.reserve(key.id, self._uses_block) > self._uses_max:
            version += 1
            key = self._made(owner, version)
        self._uses_left[key.id] = self._uses_block
        self._cache.hold(key, seals=True)
        return key

    def _made(self, owner: Owner, version: int) -> Key:
        scope, org_id, name = owner
        parent = self._organisation(org_id, make=True)
        row = wrap(
            parent.secret,
            parent.id,
            scope=scope,
            org_id=org_id,
            owner=name,
            version=version,
            secret=os.urandom(KEY_BYTES),
            nonce=os.urandom(NONCE_BYTES),
        )
        # The row that comes back may be another process's: the first one counts.
        return self._opened(self._keystore.add(row))

    def _opened(self, row: WrappedKey) -> Key:
        parent = self._organisation(row.org_id, make=False)
        secret = unwrap(parent.secret, parent.id, row)
        return Key(row.id, row.scope, row.org_id, row.owner, secret)

    def _organisation(self, org_id: bytes, *, make: bool) -> Key:
        key = self._organisations.get(org_id)
        if key is not None:
            return key
        rows = self._keystore.find(Scope.ORGANISATION, org_id, b"")
        if not rows and not make:
            raise EnvelopeBroken
        row = (
            rows[0]
            if rows
            else self._keystore.add(
                wrap(
                    self._wrapping,
                    MASTER_ID,
                    scope=Scope.ORGANISATION,
                    org_id=org_id,
                    owner=b"",
                    version=1,
                    secret=os.urandom(KEY_BYTES),
                    nonce=os.urandom(NONCE_BYTES),
                )
            )
        )
        secret = unwrap(self._wrapping, MASTER_ID, row)
        key = Key(row.id, row.scope, org_id, b"", secret)
        self._organisations[org_id] = key
        return key
