import struct
import zlib
from html.parser import HTMLParser

import pytest

from backend.domain import pixel

BASE = "https://t.north.example"
TOKEN = "AAECAwQFBgcICQoLDA0ODxBmaWZ0ZWVu"


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, rest = [], png[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, data = rest[4:8], rest[8 : 8 + length]
        assert struct.unpack(">I", rest[8 + length : 12 + length])[0] == zlib.crc32(
            kind + data
        )
        found.append((kind, data))
        rest = rest[12 + length :]
    return found


def test_it_is_one_clear_point() -> None:
    assert pixel.PNG.startswith(b"\x89PNG\r\n\x1a\n")
    (_, header), (_, data), (_, end) = chunks(pixel.PNG)
    assert struct.unpack(">IIBBBBB", header) == (1, 1, 8, 6, 0, 0, 0)
    assert zlib.decompress(data) == b"\0" + b"\0\0\0\0"  # filter, then R, G, B, A
    assert end == b""
    assert 67 <= len(pixel.PNG) <= 70


def test_it_answers_with_these_headers_and_no_other() -> None:
    assert dict(pixel.HEADERS) == {
        "Content-Type": "image/png",
        "Content-Length": str(len(pixel.PNG)),
        "Cache-Control": "private, no-cache, no-store, must-revalidate, max-age=0",
        "Pragma": "no-cache",
        "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    assert len(pixel.HEADERS) == 8


@pytest.mark.parametrize("base", [BASE, BASE + "/"])
def test_it_has_addresses_that_say_what_they_are(base: str) -> None:
    assert pixel.url(base, TOKEN) == f"{BASE}/track/open/{TOKEN}.png"
    assert pixel.click_url(base, TOKEN) == f"{BASE}/track/click/{TOKEN}"
    assert pixel.privacy_url(base, TOKEN) == f"{BASE}/privacy/{TOKEN}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"/track/open/{TOKEN}.png", TOKEN),
        (f"/track/open/{TOKEN}", TOKEN),
        (f"/track/open/{TOKEN}.PNG", f"{TOKEN}.PNG"),
        (f"/track/open/{TOKEN}.png.png", f"{TOKEN}.png"),
        (f"/track/open/x/{TOKEN}.png", f"x/{TOKEN}"),
        ("/track/open/", ""),
        (f"/track/click/{TOKEN}", ""),
        (f"/privacy/{TOKEN}", ""),
        ("", ""),
    ],
)
def test_it_finds_what_stands_in_the_token_s_place(path: str, text: str) -> None:
    assert pixel.token_in(path) == text


def test_it_is_an_image_element_of_four_attributes() -> None:
    seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Reader(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            seen.append((tag, attrs))

    address = pixel.url(BASE, TOKEN)
    Reader().feed(pixel.img(address))
    assert seen == [
        ("img", [("src", address), ("width", "1"), ("height", "1"), ("alt", "")])
    ]


def test_it_cannot_be_broken_out_of() -> None:
    assert pixel.img('https://x.example/"><b onload="a&b') == (
        '<img src="https://x.example/&quot;&gt;&lt;b onload=&quot;a&amp;b"'
        ' width="1" height="1" alt="">'
    )
