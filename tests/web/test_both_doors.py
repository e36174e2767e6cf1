"""The front and the Flask application alone say the same, to the byte."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.house.alone import served_alone
from tests.house.company import Company, company, draft, pixel_of, privacy_link_of
from tests.house.wire import exchange

DAVE = "dave@customer.example"
NOBODY = "0" * 32
LIMIT = 16 * 1024
# A server's own business: its name, its clock, how it ends a connection.
OWN = {b"server", b"date", b"connection"}

READING = {
    "the feed": "GET /api/v1/feed",
    "the feed since": "GET /api/v1/feed?after=0",
    "the feed's wait": "GET /api/v1/feed?after=99&wait=1",
    "the feed's wrong query": "GET /api/v1/feed?wait=26&q=%ff",
    "the head of the feed": "HEAD /api/v1/feed",
    "the list": "GET /api/v1/messages?limit=1",
    "a wrong query": "GET /api/v1/messages?limit=1&limit=2&q=%ff",
    "the sender": "GET /api/v1/me",
    "a message": "GET /api/v1/messages/{message_id}",
    "a missing message": f"GET /api/v1/messages/{NOBODY}",
    "an odd path": "GET /api/v1/messages/%00%ff/..",
    "no such path": "GET /api/v2",
    "no such method": "PUT /api/v1/messages",
    "what is allowed": "OPTIONS /api/v1/messages",
    "the description": "GET /api/v1/openapi.json",
    "health": "GET /healthz",
    "readiness": "GET /readyz",
    "the privacy page": "GET /privacy/{privacy}",
    "an unknown privacy page": f"GET /privacy/{NOBODY}",
    "the head of a page": "HEAD /privacy/{privacy}",
    "the page's style": "GET /privacy/static/privacy.css",
    "the pane": "GET /addin/outlook/taskpane/taskpane.html",
    "an icon": "GET /addin/outlook/assets/icon-16.png",
    "no such file": "GET /addin/outlook/..%2f..%2fetc/passwd",
    "the pixel": "GET {pixel}",
    "the head of the pixel": "HEAD {pixel}",
    "a method the pixel lacks": "DELETE {pixel}",
    "a pixel with slashes": "GET /track/open//a/../b",
    "an unknown link": f"GET /track/click/{NOBODY}",
    "two slashes": "GET //api//v1/me",
}
BODIES = {
    "a good body": json.dumps(draft([])).encode(),
    "half a body": b'{"a":',
    "no text": b"\xff\xfe",
    "a wrong field": b'{"body": "Dear Dave", "draft_ref": 7}',
    "all that is let in": b'{"a": "' + b"x" * (LIMIT - 9) + b'"}',
    "one byte more": b'{"a": "' + b"x" * (LIMIT - 8) + b'"}',
    "good words and a blank too many": b"{}" + b" " * (LIMIT - 1),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        running.fetch(running.alice.write([DAVE])["html"])
        yield running


@pytest.fixture(scope="module")
def places(office: Company) -> dict[str, str]:
    """Return what a path may be made of."""
    mail = office.alice.write([DAVE])
    return {
        "message_id": mail["message_id"],
        "pixel": urlsplit(pixel_of(mail["html"])).path,
        "privacy": privacy_link_of(mail["html"]).rsplit("/", 1)[1],
    }


@pytest.fixture(scope="module")
def doors(office: Company) -> Iterator[tuple[str, str]]:
    """Return the addresses of both, over one store."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        with served_alone(office.installation, listener):
            yield office.url, f"http://127.0.0.1:{listener.getsockname()[1]}"


def said(
    door: str, line: str, *headers: str, body: bytes = b""
) -> tuple[bytes, set[bytes], bytes]:
    """Ask and return status, header lines and body, without what is a server's own."""
    lines = (f"{line} HTTP/1.1", "Host: candor", "Connection: close", *headers)
    told = exchange(door, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    head, _, rest = told.partition(b"\r\n\r\n")
    status, *rows = head.split(b"\r\n")
    named = (row.split(b": ", 1) for row in rows)
    kept = {
        name.lower() + b": " + value for name, value in named if name.lower() not in OWN
    }
    return status.split(b" ")[1], kept, rest


@pytest.mark.parametrize("signed_in", [True, False], ids=["alice", "nobody"])
@pytest.mark.parametrize("what", READING)
def test_it_says_the_same_of(
    office: Company,
    doors: tuple[str, str],
    places: dict[str, str],
    what: str,
    *,
    signed_in: bool,
) -> None:
    bearer = (f"Authorization: Bearer {office.alice.token}",) if signed_in else ()
    front, alone = (
        said(door, READING[what].format(**places), *bearer) for door in doors
    )
    assert alone == front


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "plain"])
@pytest.mark.parametrize("path", ["/api/v1/messages", "/api/v1/me", "/privacy/x"])
@pytest.mark.parametrize("what", BODIES)
def test_it_takes_the_same(
    office: Company, doors: tuple[str, str], path: str, what: str, *, chunked: bool
) -> None:
    body = BODIES[what]
    if chunked:
        length = "Transfer-Encoding: chunked"
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    else:
        length = f"Content-Length: {len(body)}"
    method = "PATCH" if path.endswith("me") else "POST"
    headers = (
        f"Authorization: Bearer {office.alice.token}",
        "Content-Type: application/json",
        length,
    )
    front, alone = (
        said(door, f"{method} {path}", *headers, body=body) for door in doors
    )
    assert alone == front
    refused = len(BODIES[what]) > LIMIT
    assert (front[0] == b"413") is refused
