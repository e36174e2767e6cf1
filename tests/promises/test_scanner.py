"""The search for marks finds them: it would, were they there."""

import base64
import hashlib
import ipaddress
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.house.canary import Search, address, word
from tests.promises.tour import ADDRESSES, MAPPED, V4, V6

Parsed = ipaddress.IPv4Address | ipaddress.IPv6Address

# Ways to keep an address, each made without the search's own code.
KEPT: dict[str, Callable[[Parsed], bytes]] = {
    "text": lambda ip: str(ip).encode(),
    "upper case": lambda ip: str(ip).upper().encode(),
    "written out": lambda ip: ip.exploded.encode(),
    "in brackets": lambda ip: f"[{ip.exploded.upper()}]:443".encode(),
    "in a URL": lambda ip: str(ip).replace(":", "%3A").encode(),
    "UTF-16": lambda ip: str(ip).encode("utf-16-le"),
    "decimal": lambda ip: str(int(ip)).encode(),
    "hex number": lambda ip: f"{int(ip):#x}".encode(),
    "hex of the text": lambda ip: str(ip).encode().hex().upper().encode(),
    "packed": lambda ip: ip.packed,
    "big-endian": lambda ip: int(ip).to_bytes(ip.max_prefixlen // 8, "big"),
    "little-endian": lambda ip: int(ip).to_bytes(ip.max_prefixlen // 8, "little"),
    "hex of packed": lambda ip: ip.packed.hex().encode(),
    "base64": lambda ip: base64.b64encode(str(ip).encode()),
    "base64 of packed": lambda ip: base64.b64encode(ip.packed),
    "base64 behind one byte": lambda ip: base64.b64encode(b"\x07" + str(ip).encode()),
    "base64 in a line": lambda ip: base64.urlsafe_b64encode(b"ip=%s;" % _text(ip)),
    "MD5": lambda ip: hashlib.md5(_text(ip), usedforsecurity=False).digest(),
    "SHA-1 in hex": lambda ip: (
        hashlib.sha1(_text(ip), usedforsecurity=False).hexdigest().encode()
    ),
    "SHA-256": lambda ip: hashlib.sha256(_text(ip)).digest(),
    "SHA-256 of packed": lambda ip: hashlib.sha256(ip.packed).hexdigest().encode(),
    "SHA-256 in base64": lambda ip: base64.b64encode(
        hashlib.sha256(_text(ip)).digest()
    ),
    "SHA-256 in base64 for a URL": lambda ip: base64.urlsafe_b64encode(
        hashlib.sha256(ip.packed).digest()
    ),
    "half a SHA-256": lambda ip: hashlib.sha256(_text(ip)).digest()[:16],
}


def _text(ip: Parsed) -> bytes:
    return str(ip).encode()


EVERYBODY = Search(map(address, ADDRESSES))
NOISE = random.Random(20261123).randbytes(300_000)  # noqa: S311  # to hide things in


def hidden(*things: bytes) -> bytes:
    """Return noise with things in it at odd places."""
    parts = [NOISE[n * 1001 : n * 1001 + 777 + n] for n in range(len(things))]
    return b"".join(part + thing for part, thing in zip(parts, things, strict=True))


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("family", [V4, V6, MAPPED], ids=["v4", "v6", "mapped"])
def test_it_finds_an_address_kept_as(kept: str, family: list[str]) -> None:
    planted = [KEPT[kept](ipaddress.ip_address(text)) for text in family]
    found = EVERYBODY.data(hidden(*planted, b""))
    assert {mark for mark, _ in found.certain} == set(family)


@pytest.mark.parametrize("kept", KEPT)
def test_it_finds_the_ipv4_address_in_a_mapped_one(kept: str) -> None:
    inner = [ipaddress.IPv4Address(text.rpartition(":")[2]) for text in MAPPED]
    found = EVERYBODY.data(hidden(*map(KEPT[kept], inner), b""))
    assert {mark for mark, _ in found.certain} == set(MAPPED)


def test_it_does_not_cry_at_random_bytes() -> None:
    assert EVERYBODY.data(NOISE).certain == set()


@pytest.mark.parametrize(
    "kept",
    [
        b"to: DAVE-7F3A@customer.example",
        b"x" + base64.b64encode(b"<dave-7f3a@customer.example>"),
        b"dave-7f3a%40customer.example",
        hashlib.sha256(b"dave-7f3a@customer.example").hexdigest().encode(),
        hashlib.md5(b"dave-7f3a", usedforsecurity=False).digest(),
        "dave-7f3a".encode("utf-16-le"),
        b"dave-7f3a".hex().encode(),
    ],
)
def test_it_finds_a_recipient_kept_as(kept: bytes) -> None:
    mark = word("dave", "dave-7f3a", "dave-7f3a@customer.example")
    assert Search([mark]).data(hidden(kept, b"")).certain


def test_it_finds_what_only_the_write_ahead_log_holds(tmp_path: Path) -> None:
    search = Search([word("dave", "dave-7f3a")])
    with closing(sqlite3.connect(tmp_path / "candor.db")) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE kept (what TEXT)")
        writer.execute("INSERT INTO kept VALUES ('dave-7f3a')")
        writer.commit()
        assert search.data((tmp_path / "candor.db").read_bytes()).certain == set()
        assert search.files(tmp_path).certain == {("dave", "text")}


def test_it_finds_a_mark_in_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/upload-dave-7f3a.tmp").touch()
    found = Search([word("dave", "dave-7f3a")]).files(tmp_path)
    assert found.certain == {("dave", "text")}
