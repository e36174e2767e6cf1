"""Lists of bytes with one reading only, for what a seal is bound to."""


def bind(*parts: bytes) -> bytes:
    """Return the parts, each behind its length in four bytes.

    Without lengths ("ab", "c") and ("a", "bc") would be one text, and a value could
    be moved from one place to the other.
    """
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
