"""Marks a test sends in, and a search for them in whatever was written since.

A mark is looked for in every spelling somebody might keep it in: as text, packed, in
hex or base64, hashed without a key. What is sealed or keyed is not found, by intent.
"""

import base64
import hashlib
import ipaddress
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

DIGEST_BYTES = 9  # enough of a hash to know it by; a shortened one is found too
# Random bytes hold a given four of them now and then; a leak shows many marks.
SHORT = 6
CHANCE_MAX = 2


@dataclass(frozen=True)
class Mark:
    """Something that must not be kept: its texts, and its bytes where it has such."""

    name: str
    texts: frozenset[str]
    packed: frozenset[bytes] = frozenset()


def word(name: str, *texts: str) -> Mark:
    """Return the mark of a text and of the longer texts it is part of."""
    return Mark(name, frozenset(texts))


def address(text: str) -> Mark:
    """Return the mark of an IP address; one mapped into IPv6 is also its IPv4 self."""
    parsed = ipaddress.ip_address(text)
    every: set[IPAddress] = {parsed}
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        every.add(parsed.ipv4_mapped)
    texts = {text}
    for each in every:
        texts |= {str(each), each.exploded, each.reverse_pointer, str(int(each))}
    if isinstance(parsed, ipaddress.IPv6Address):
        # As another program writes it: groups without leading zeros, none left out.
        texts.add(":".join(f"{int(group, 16):x}" for group in _groups(parsed)))
    return Mark(text, frozenset(texts), frozenset(each.packed for each in every))


def _groups(parsed: ipaddress.IPv6Address) -> list[str]:
    return parsed.exploded.split(":")


@dataclass(frozen=True)
class Needle:
    """One spelling of one mark; `folded` if upper and lower case are the same."""

    mark: str
    spelling: str
    what: bytes
    folded: bool = False


def spellings(mark: Mark) -> Iterator[Needle]:
    """Return everything to look for."""
    for text in mark.texts:
        plain = text.lower().encode()
        yield Needle(mark.name, "text", plain, folded=True)
        yield Needle(mark.name, "utf-16", text.lower().encode("utf-16-le"), folded=True)
        escaped = quote(text, safe="").lower().encode()
        if escaped != plain:
            yield Needle(mark.name, "percent", escaped, folded=True)
        for variant in {text, text.lower(), text.upper()}:
            yield from _encoded(mark.name, "text", variant.encode())
            yield from _hashed(mark.name, variant.encode())
    for raw in mark.packed:
        yield Needle(mark.name, "packed", raw)
        yield Needle(mark.name, "packed backwards", raw[::-1])
        yield from _encoded(mark.name, "packed", raw)
        yield from _encoded(mark.name, "packed backwards", raw[::-1])
        yield from _hashed(mark.name, raw)


def _encoded(mark: str, of: str, raw: bytes) -> Iterator[Needle]:
    yield Needle(mark, f"hex of {of}", raw.hex().encode(), folded=True)
    for before in range(3):  # where the text begins within a group of three bytes
        lead, whole = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            text = alphabet(bytes(before) + raw)
            cut = text[lead:whole]
            if len(cut) < SHORT:
                if before:
                    continue  # too few characters to be sure of
                cut = text.rstrip(b"=")  # standing alone, its last one is sure too
            yield Needle(mark, f"base64 of {of}", cut)


def _hashed(mark: str, raw: bytes) -> Iterator[Needle]:
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, raw, usedforsecurity=False).digest()[:DIGEST_BYTES]
        yield Needle(mark, name, digest)
        yield from _encoded(mark, name, digest)


class Found(Counter[Needle]):
    """What was found, and how often."""

    @property
    def certain(self) -> set[tuple[str, str]]:
        """Return (mark, spelling) of what cannot be chance.

        A spelling of a few bytes counts when more marks than chance has show it.
        """
        short = {needle for needle in self if len(needle.what) < SHORT}
        marks = {needle.mark for needle in short}
        chance = short if len(marks) <= CHANCE_MAX else set()
        return {(each.mark, each.spelling) for each in set(self) - chance}


class Search:
    """Looks for all spellings of all marks at once."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        # folded?, width of the window -> first bytes -> needles that begin so
        self._tables: defaultdict[tuple[bool, int], defaultdict[bytes, set[Needle]]] = (
            defaultdict(lambda: defaultdict(set))
        )
        for mark in marks:
            for needle in spellings(mark):
                width = 8 if len(needle.what) >= 8 else 4
                table = self._tables[needle.folded, width]
                table[needle.what[:width]].add(needle)

    def data(self, data: bytes) -> Found:
        """Return what is in some bytes."""
        found = Found()
        for (folded, width), table in self._tables.items():
            seen = data.lower() if folded else data
            for start in range(len(seen) - width + 1):
                for needle in table.get(seen[start : start + width], ()):
                    if seen.startswith(needle.what, start):
                        found[needle] += 1
        return found

    def files(self, directory: Path) -> Found:
        """Return what is in all files under a directory, names included."""
        found = Found()
        for path in sorted(directory.rglob("*")):
            found += self.data(str(path.relative_to(directory)).encode())
            if path.is_file():
                found += self.data(path.read_bytes())
        return found
