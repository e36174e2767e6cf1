"""A recipient's address: its normal form, its blind index, and sets of them."""

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

import idna

from backend.domain.errors import AddressInvalid, DomainInvalid

LOCAL_OCTETS_MAX = 64  # RFC 5321 section 4.5.3.1.1
DOMAIN_OCTETS_MAX = 255  # RFC 5321 section 4.5.3.1.2
TEXT_MAX = 1024  # NFKC can make one character eighteen: bound the work first

# Unquoted, these make a display name, a source route, a list, or a second address
# out of one text (RFC 5322 section 3.2.3). A quoted local part spells what can be
# spelt plainly, so that a refusal could be walked around by quoting: refused too.
_SPECIALS = frozenset('()<>[]:;,\\"@')
_PLAIN_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?![0-9]+\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Address:
    """A normalised mail address; its repr shows nothing, for it may reach a log."""

    local: str = field(repr=False)
    domain: str = field(repr=False)

    @property
    def exact(self) -> str:
        """Return the address in its one spelling."""
        return f"{self.local}@{self.domain}"

    @property
    def family(self) -> str:
        """Return the spelling shared by the addresses that reach the same mailbox.

        Wider than exact, so only ever used to honour a no: never to show or to erase.
        """
        local = self.local.partition("+")[0] or self.local
        if self.domain not in _GMAIL:
            return f"{local}@{self.domain}"
        return f"{local.replace('.', '') or local}@gmail.com"


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """Keyed stand-ins for an address, 16 bytes each: exact, and wide for a refusal."""

    exact: bytes
    family: bytes


def normalize(text: str) -> Address:
    """Return the one spelling of a plain address (no display name, no comment).

    Raises AddressInvalid, which never repeats the text.
    """
    # Line ends are not trimmed: an address that carries one is an attempt to add
    # header lines to a mail, not a slip of the keyboard.
    trimmed = text.strip(" \t\u00a0\u3000")
    if not trimmed or len(trimmed) > TEXT_MAX:
        raise AddressInvalid("not a mail address")
    # Twice: some letters are composed in lower case only (U+1E96), and so become
    # one after lower-casing.
    folded = unicodedata.normalize("NFKC", trimmed).lower()
    folded = unicodedata.normalize("NFKC", folded)
    local, at, host = folded.rpartition("@")
    domain = _ascii_domain(host)
    if not (at and local and domain) or len(domain) > DOMAIN_OCTETS_MAX:
        raise AddressInvalid("not a mail address")
    # C: controls, but also invisible format marks, which make two addresses that
    # look alike, and unassigned points, whose folding a later Unicode may change.
    if any(unicodedata.category(c)[0] in "CZ" or c in _SPECIALS for c in local):
        raise AddressInvalid("not a mail address")
    if len(local.encode()) > LOCAL_OCTETS_MAX:
        raise AddressInvalid("not a mail address")
    return Address(local, domain)


def mail_domain(text: str) -> str:
    """Return the one spelling of what stands behind the @ of an address.

    Raises DomainInvalid, which never repeats the text: it may be an address.
    """
    if "@" in unicodedata.normalize("NFKC", text[:TEXT_MAX]):
        raise DomainInvalid("not a mail domain: it is what stands behind the @")
    try:
        return normalize(f"anybody@{text.strip()}").domain
    except AddressInvalid:
        raise DomainInvalid("not a mail domain, as example.com is one") from None


def _ascii_domain(host: str) -> str | None:
    domain: str | None = host.removesuffix(".")
    # idna's own errors quote the label: nothing is raised where one could be chained.
    if domain and (not domain.isascii() or "xn--" in domain):
        try:
            domain = idna.encode(domain, uts46=True, std3_rules=True).decode()
        except (idna.IDNAError, UnicodeError):
            domain = None
    return domain if domain and _PLAIN_DOMAIN.fullmatch(domain) else None


def blind_index(key: bytes, address: Address) -> BlindIndex:
    """Return an address's stand-ins under an organisation's blind key."""
    return BlindIndex(
        _keyed(key, b"b1|exact|", address.exact),
        _keyed(key, b"b1|family|", address.family),
    )


def set_key(key: bytes, addresses: Iterable[Address]) -> bytes:
    """Return a 16-byte keyed reference of a set; order and duplicates do not matter."""
    # No address contains a line end, so the list has one reading only.
    return _keyed(key, b"b1|set|", "\n".join(sorted({a.exact for a in addresses})))


def _keyed(key: bytes, purpose: bytes, text: str) -> bytes:
    return hmac.digest(key, purpose + text.encode(), "sha256")[:16]
