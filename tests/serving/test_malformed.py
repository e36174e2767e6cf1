"""What is no HTTP, or two meanings of it, is refused; who asks next is answered."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.house.company import Person, pixel_of
from tests.serving.program import PATIENCE_SECONDS, Program, program

HOST = b"Host: candor\r\n"
POST = b"POST /api/v1/messages HTTP/1.1\r\n" + HOST
GOODBYE = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@dataclass
class Served:
    """A running server; alice has written a mail whose pixel nobody may seem to see."""

    server: Program
    alice: Person
    mail: dict[str, Any]

    def fetch(self, mail: dict[str, Any]) -> bytes:
        """Return a request for the pixel of a mail."""
        path = "/" + pixel_of(mail["html"]).split("/", 3)[3]
        return f"GET {path} HTTP/1.1\r\nHost: candor\r\n\r\n".encode()

    def seen(self, mail: dict[str, Any]) -> int:
        """Return how many fetches of a mail's pixel are kept."""
        return len(self.alice.message(mail["message_id"])["opens"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with program(tmp_path_factory.mktemp("candor")) as server:
        alice = server.person("alice")
        yield Served(server, alice, alice.write(["dave@customer.example"]))


def answers(served: Served, said: bytes, *, hang_up: bool) -> bytes:
    """Say something and return all that is answered until the server hangs up."""
    answered = b""
    place = served.server.place
    with (
        closing(socket.create_connection(place, PATIENCE_SECONDS)) as connection,
        suppress(ConnectionError),
    ):
        connection.sendall(said)
        if hang_up:
            with suppress(OSError):  # the server was faster
                connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            answered += piece
    return answered


def statuses(answered: bytes) -> list[int]:
    """Return the status of each answer."""
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answered)]


def still_answers(served: Served) -> None:
    url = served.server.config.public_url
    assert requests.get(f"{url}/healthz", timeout=PATIENCE_SECONDS).ok


GARBAGE = {
    "noise": bytes(range(128, 256)) * 32,
    "nothing": b"",
    "only ends of lines": b"\r\n" * 2000,
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "HTTP/2's greeting": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no target": b"GET\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "a version that is none": b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n",
    "a method that is none": b"G\x00T /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "a target with a space": b"GET /health z HTTP/1.1\r\n" + HOST + b"\r\n",
    "a header without a colon": b"GET /healthz HTTP/1.1\r\nHost candor\r\n\r\n",
    "a space before a colon": b"GET /healthz HTTP/1.1\r\nHost : candor\r\n\r\n",
    "a zero in a header": b"GET /healthz HTTP/1.1\r\nHost: can\x00dor\r\n\r\n",
    "a header on two lines": b"GET /healthz HTTP/1.1\r\n"
    + HOST
    + b"A: b\r\n c\r\n\r\n",
    "too long a target": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "too large a head": b"GET /healthz HTTP/1.1\r\nA: " + b"a" * 140_000 + b"\r\n\r\n",
    "too many headers": b"GET /healthz HTTP/1.1\r\n" + b"A: b\r\n" * 2000 + b"\r\n",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: can",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_it_refuses_what_is_no_request(served: Served, name: str) -> None:
    found = statuses(answers(served, GARBAGE[name], hang_up=True))
    assert all(400 <= status < 500 for status in found)
    still_answers(served)


LENGTHS = {
    "a length below nothing": b"Content-Length: -1\r\n",
    "a length that is no number": b"Content-Length: ten\r\n",
    "a length with a sign": b"Content-Length: +5\r\n",
    "a length beyond counting": b"Content-Length: 99999999999999999999999\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 50\r\n",
    "two lengths in one": b"Content-Length: 5, 50\r\n",
    "a length and chunks": b"Content-Length: 5\r\n" + CHUNKED,
    "chunks and a length": CHUNKED + b"Content-Length: 5\r\n",
    "a coding unknown": b"Transfer-Encoding: xchunked\r\n",
    "chunks not last": b"Transfer-Encoding: chunked, identity\r\n",
    "chunks twice": CHUNKED + b"Transfer-Encoding: identity\r\n",
    "a coding with a space": b"Transfer-Encoding : chunked\r\n",
    "HTTP/1.0's chunks": b"",
}
BODIES = (b"0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"hello")


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", LENGTHS)
def test_it_lets_nobody_hide_a_request_in_a_body(
    served: Served, name: str, body: bytes
) -> None:
    head = POST if LENGTHS[name] else POST.replace(b"1.1", b"1.0") + CHUNKED
    said = head + LENGTHS[name] + b"\r\n" + body + served.fetch(served.mail) + GOODBYE
    (status,) = statuses(answers(served, said, hang_up=False))
    assert 400 <= status < 500
    assert served.seen(served.mail) == 0
    still_answers(served)


@pytest.mark.parametrize(
    "body",
    [
        CHUNKED + b"\r\n" + BODIES[0],
        CHUNKED + b"\r\n" + BODIES[1],
        b"Transfer-Encoding:\tchunked\r\n\r\n" + BODIES[0],
        b"Content-Length: 5\r\n\r\n" + BODIES[2],
    ],
    ids=["chunks", "more chunks", "chunks after a tab", "a length"],
)
def test_it_answers_what_follows_a_body_that_has_one_meaning(
    served: Served, body: bytes
) -> None:
    another = served.alice.write(["dave@customer.example"], another=True)
    said = POST + body + served.fetch(another) + GOODBYE
    assert statuses(answers(served, said, hang_up=False)) == [401, 200, 200]
    assert served.seen(another) == 1
