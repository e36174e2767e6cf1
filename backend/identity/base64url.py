"""Unpadded base64url with one spelling per value (RFC 7515 section 2)."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")


def decode(text: str) -> bytes:
    """Return the bytes; raises ValueError unless `text` is their only spelling.

    Python's decoder drops stray characters and ignores slack bits, so many
    spellings of one signature would pass. Encoding again and comparing leaves one.
    """
    if not _ALPHABET.fullmatch(text):
        raise ValueError("not base64url")
    value = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(value).rstrip(b"=").decode("ascii") != text:
        raise ValueError("not the canonical spelling")
    return value
