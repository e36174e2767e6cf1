"""A client that never finishes what it began to say."""

import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from backend import front
from tests.house.company import Company, company


@pytest.fixture
def office(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Company]:
    # Of the front alone: without it the WSGI server waits for bodies.
    monkeypatch.setattr(front, "BODY_SECONDS", 0.2)
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running


@pytest.mark.parametrize("length", ["Content-Length: 99", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", ["/api/v1/messages", "/privacy/x"])
def test_it_does_not_wait_for_the_rest_of_a_body(
    office: Company, path: str, length: str
) -> None:
    parts = urlsplit(office.url)
    place = (str(parts.hostname), parts.port or 80)
    with closing(socket.create_connection(place, 20)) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: candor\r\n{length}\r\n\r\n"
        connection.sendall(head.encode() + b"1\r\nx")
        answer = b""
        while b"/problems/too-slow" not in answer:
            piece = connection.recv(65536)
            assert piece, answer
            answer += piece
    assert answer.startswith(b"HTTP/1.1 408 ")
