"""Labels made equally long, so that a sealed one does not tell who it names."""

from backend.domain.errors import EnvelopeBroken

# 1,024 holds the longest subject: 255 characters of four bytes each, and the mark.
SIZES = (64, 128, 256, 512, 1024)

_MARK = b"\x80"  # ISO/IEC 7816-4: one mark, then zeros


def pad_label(label: bytes) -> bytes:
    """Return the label filled up to the next of the sizes; 1,023 bytes at most."""
    marked = label + _MARK
    for size in SIZES:
        if len(marked) <= size:
            return marked.ljust(size, b"\0")
    raise ValueError("a label has at most 1,023 bytes")


def unpad_label(padded: bytes) -> bytes:
    """Return the label; raises EnvelopeBroken when it was not made by pad_label."""
    label, mark, rest = padded.rpartition(_MARK)
    if len(padded) not in SIZES or not mark or rest.strip(b"\0"):
        raise EnvelopeBroken
    return label
