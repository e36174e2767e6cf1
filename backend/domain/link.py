"""A tracked link: where it may lead, its row, and its clicks.

Nothing here ever asks a target; the rules keep the redirect from being turned on the
reader's own network or dressed up as another place.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass

import idna

from backend.domain.errors import TargetRefused
from backend.domain.opens import Open

TARGET_MAX = 2048  # characters; what every browser and mail gateway lets through
LINKS_MAX = 50  # of one message
CLICK_ROWS_MAX = 50  # of one link; after that only a counter moves
NAME_MAX = 253  # characters of a host name (RFC 1035 section 2.3.4)
PORT_MAX = 65535

# One grammar, narrower than what browsers forgive (https://url.spec.whatwg.org/): two
# slashes, then everything up to the next of / ? #, so that no reading differs.
_SHAPE = re.compile(r"https://([^/?#]+)([^#]*)(?:#(.*))?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:@%\[\]]+)(?::([1-9][0-9]{0,4}))?")
_NAME = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
# What a browser takes for a number makes the whole host an IPv4 address in disguise.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# RFC 3986 section 3.3 to 3.5; a percent sign is left as it was given.
_PLAIN = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%"
)
# Controls, invisible format marks, lone surrogates, blanks and line ends.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
# Names that lead into the reader's own network: RFC 6761, 6762, 8375, and the private
# ones of RFC 6762 appendix G and ICANN resolution 2024.07.29.06.
_PRIVATE_NAMES = (
    *("localhost", "localdomain", "local", "internal", "home.arpa", "invalid", "test"),
    *("intranet", "private", "corp", "home", "lan"),
)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Addresses that carry an IPv4 address inside (RFC 3056, 4380).
_TUNNELS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the link table; ids are 16 random bytes."""

    org_id: bytes
    id: bytes
    message_id: bytes
    target_sealed: bytes
    text_sealed: bytes | None  # the sender's word for it
    click_rows: int = 0  # stored clicks
    clicks: int = 0  # all clicks, also those beyond CLICK_ROWS_MAX


@dataclass(frozen=True, slots=True)
class Click:
    """One kept click: judged and kept by the same rules as a fetch of the pixel."""

    link_id: bytes
    fetch: Open


def target(text: str) -> str:
    """Return a target in the one ASCII spelling that is stored and redirected to.

    Raises TargetRefused, which never repeats the text.
    """
    if len(text) > TARGET_MAX:
        raise TargetRefused("is longer than 2,048 characters")
    if "\\" in text or any(unicodedata.category(each) in _UNSEEN for each in text):
        raise TargetRefused("holds blanks, control characters or backslashes")
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise TargetRefused("is no https address")
    authority, path, fragment = shape.groups()
    if not path.startswith("/"):
        path = f"/{path}"
    # An empty query or fragment says nothing, and not every server would repeat it.
    place, _, query = path.partition("?")
    path = f"{place}?{query}" if query else place
    found = f"https://{_authority(authority)}{_escaped(path)}"
    if fragment:
        found += f"#{_escaped(fragment)}"
    if len(found) > TARGET_MAX:
        raise TargetRefused("is longer than 2,048 characters")
    return found


def host(target: str) -> str:
    """Return the host of a target that was accepted: what it is shown as."""
    return target.removeprefix("https://").partition("/")[0]


def _authority(text: str) -> str:
    if "@" in text:
        raise TargetRefused("holds a user name")
    parts = _AUTHORITY.fullmatch(text)
    if parts is None:
        raise TargetRefused("has a host or port that cannot be read")
    name, port = parts.groups()
    if port is not None and int(port) > PORT_MAX:
        raise TargetRefused("has a host or port that cannot be read")
    place = _ipv6(name[1:-1]) if name.startswith("[") else _host(name)
    return place if port in {None, "443"} else f"{place}:{port}"


def _host(text: str) -> str:
    name = _ascii(text)
    if name is None:
        raise TargetRefused("has a host or port that cannot be read")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _ipv4(name)
    if "." not in name or not _NAME.fullmatch(name) or len(name) > NAME_MAX:
        raise TargetRefused("has no host on the internet")
    if any(name == each or name.endswith(f".{each}") for each in _PRIVATE_NAMES):
        raise TargetRefused("leads into a private network")
    return name


def _ascii(text: str) -> str | None:
    name: str | None = text.lower().removesuffix(".")
    # Also for what looks ASCII but claims to be encoded: xn-- may hide anything.
    if name and (not name.isascii() or "xn--" in name):
        try:
            name = idna.encode(name, uts46=True, std3_rules=True).decode()
        except (idna.IDNAError, UnicodeError):
            name = None
    return name or None


def _ipv4(text: str) -> str:
    try:
        # Strict, unlike browsers: four decimal numbers without leading zeros.
        address = ipaddress.IPv4Address(text)
    except ValueError:
        raise TargetRefused("has a host or port that cannot be read") from None
    if not address.is_global or address.is_multicast or address.is_reserved:
        raise TargetRefused("leads into a private network")
    return str(address)


def _ipv6(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise TargetRefused("has a host or port that cannot be read") from None
    tunnelled = any(address in each for each in _TUNNELS)
    if not address.is_global or address not in _GLOBAL_UNICAST or tunnelled:
        raise TargetRefused("leads into a private network")
    return f"[{address}]"


def _escaped(text: str) -> str:
    # Bytes, since a character beyond ASCII becomes several escapes (RFC 3987 3.1).
    return "".join(
        each if each in _PLAIN else "".join(f"%{byte:02X}" for byte in each.encode())
        for each in text
    )
