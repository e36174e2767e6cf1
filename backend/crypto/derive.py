"""One key per purpose, each derived under a label of its own (RFC 5869)."""

from enum import StrEnum, unique

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


@unique  # two purposes under one label would share a key
class Label(StrEnum):
    """What a derived key is for; a context, if any, follows the label."""

    WRAP = "wrap|v1"
    CHECK = "check|v1"
    TOKEN = "token|v1|"  # noqa: S105  # a label, not a secret; + token's purpose
    LOOKUP = "lookup|v1"
    BLIND = "blind|v1|"  # + organisation
    REFERENCE = "reference|v1|"  # + organisation
    AUDIT = "audit|v1"
    SESSION = "session|v1"
    SPOOL = "spool|v1"


def derive(key: bytes, label: Label, context: bytes = b"") -> bytes:
    """Return the 32-byte key for one purpose; it tells nothing about its source."""
    info = label.encode() + context
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(key)
