"""Keys sealed under their parent, each bound to its place in the key tree.

ver(1)=01 | alg(1)=01 | nonce(12) | key(32) | tag(16)
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.crypto.binding import bind
from backend.crypto.keystore import Scope, WrappedKey
from backend.domain.errors import EnvelopeBroken

WRAPPED_BYTES = 62
MASTER_ID = 0  # the parent id of what the master key wraps

_HEAD = b"\x01\x01"


def wrap(
    parent: bytes,
    parent_id: int,
    *,
    scope: Scope,
    org_id: bytes,
    owner: bytes,
    version: int,
    secret: bytes,
    nonce: bytes,
) -> WrappedKey:
    """Return a row to be added; the store allots its id."""
    bound = _bound(parent_id, scope, org_id, owner, version)
    wrapped = _HEAD + nonce + AESGCM(parent).encrypt(nonce, secret, bound)
    return WrappedKey(0, scope, org_id, owner, version, wrapped)


def unwrap(parent: bytes, parent_id: int, row: WrappedKey) -> bytes:
    """Return the key; raises EnvelopeBroken.

    A row copied over another one's (the key of a person who was erased, of another
    organisation, of an older version) does not open there.
    """
    wrapped = row.wrapped
    if len(wrapped) != WRAPPED_BYTES or not wrapped.startswith(_HEAD):
        raise EnvelopeBroken
    bound = _bound(parent_id, row.scope, row.org_id, row.owner, row.version)
    try:
        return AESGCM(parent).decrypt(wrapped[2:14], wrapped[14:], bound)
    except InvalidTag:
        raise EnvelopeBroken from None


def _bound(
    parent_id: int, scope: Scope, org_id: bytes, owner: bytes, version: int
) -> bytes:
    return bind(
        b"w1",
        parent_id.to_bytes(4, "big"),
        scope.encode(),
        org_id,
        owner,
        version.to_bytes(4, "big"),
    )
