"""Sealed fields: AES-256-GCM (NIST SP 800-38D), bound to the place they lie in.

ver(1)=01 | alg(1)=01 | key id(4) | nonce(12) | ciphertext | tag(16)
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.crypto.binding import bind
from backend.domain.errors import EnvelopeBroken

VERSION = 1
AES_256_GCM = 1
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD_BYTES = 34

_HEAD = bytes([VERSION, AES_256_GCM])
_KEY_ID_MAX = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lies; opened anywhere else it is broken."""

    org_id: bytes  # 16 bytes
    table: str
    row: bytes
    column: str
    schema_version: int = 1

    def bound(self, key_id: int) -> bytes:
        """Return what the seal covers beside the text itself."""
        return bind(
            b"f1",
            key_id.to_bytes(4, "big"),
            self.org_id,
            self.table.encode(),
            self.row,
            self.column.encode(),
            self.schema_version.to_bytes(4, "big"),
        )


def seal(
    key: bytes, key_id: int, place: Place, plaintext: bytes, nonce: bytes
) -> bytes:
    """Return the envelope; the nonce is 12 random bytes, never used twice."""
    if len(nonce) != NONCE_BYTES or not 0 < key_id <= _KEY_ID_MAX:
        raise ValueError("a nonce has 12 bytes, a key id is 1 to 2**32 - 1")
    sealed = AESGCM(key).encrypt(nonce, plaintext, place.bound(key_id))
    return _HEAD + key_id.to_bytes(4, "big") + nonce + sealed


def key_id_of(envelope: bytes) -> int:
    """Return which key an envelope asks for; raises EnvelopeBroken."""
    # Refused before any key is fetched: what is too short to carry a tag, or says it
    # was made some other way, must not choose how it is opened.
    if len(envelope) < OVERHEAD_BYTES or not envelope.startswith(_HEAD):
        raise EnvelopeBroken
    key_id = int.from_bytes(envelope[2:6], "big")
    if key_id == 0:
        raise EnvelopeBroken
    return key_id


def open_(key: bytes, place: Place, envelope: bytes) -> bytes:
    """Return the plaintext; raises EnvelopeBroken, which never says what was wrong."""
    key_id = key_id_of(envelope)
    nonce, sealed = envelope[6:18], envelope[18:]
    try:
        return AESGCM(key).decrypt(nonce, sealed, place.bound(key_id))
    except InvalidTag:
        raise EnvelopeBroken from None
