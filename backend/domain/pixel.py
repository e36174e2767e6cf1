"""The pixel: the image, its one answer, and the addresses made of a token.

The path says what it is: whoever wants to block it can.
"""

import struct
import zlib
from html import escape

OPEN_PATH = "/track/open/"
CLICK_PATH = "/track/click/"
PRIVACY_PATH = "/privacy/"

_SUFFIX = ".png"


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _png() -> bytes:
    # 1 by 1, 8 bits per channel, RGBA (W3C PNG section 11.2.1): one clear point.
    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    line = b"\x00" + bytes(4)  # filter type, then the point
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(line, 9))
        + _chunk(b"IEND", b"")
    )


PNG = _png()

# The one answer, whatever the token is worth. No validator (ETag, Last-Modified): a
# proxy would ask with it and be told apart from others. No cookie: it would follow
# the reader from mail to mail. Never cached: the sender's own draft is the first to
# fetch, and a kept copy would hide every reader after that.
HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Type", "image/png"),
    ("Content-Length", str(len(PNG))),
    ("Cache-Control", "private, no-cache, no-store, must-revalidate, max-age=0"),
    ("Pragma", "no-cache"),
    ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)


def url(base: str, token: str) -> str:
    """Return a pixel's address; no query, which image proxies are said to dislike."""
    return f"{_origin(base)}{OPEN_PATH}{token}{_SUFFIX}"


def click_url(base: str, token: str) -> str:
    """Return a tracked link's address; the target is never part of it."""
    return f"{_origin(base)}{CLICK_PATH}{token}"


def privacy_url(base: str, token: str) -> str:
    """Return the address of the recipient's page."""
    return f"{_origin(base)}{PRIVACY_PATH}{token}"


def token_in(path: str) -> str:
    """Return what stands in a token's place in the path of a fetch; not verified."""
    if not path.startswith(OPEN_PATH):
        return ""
    return path.removeprefix(OPEN_PATH).removesuffix(_SUFFIX)


def img(address: str) -> str:
    """Return the element to be put into the mail.

    Nothing but these four attributes: an image with display:none is not fetched by
    Gmail (https://github.com/mautic/mautic/issues/2316), and the size is honest.
    """
    return f'<img src="{escape(address)}" width="1" height="1" alt="">'


def _origin(base: str) -> str:
    return base.removesuffix("/")
