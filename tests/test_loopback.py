"""No test reaches another machine: the guard of every test run."""

import socket
from pathlib import Path

import pytest

from tests.house.loopback import OutsideReached, is_loopback

# addresses set aside for papers (RFC 5737, RFC 3849): nobody is there
ELSEWHERE = ("192.0.2.1", "2001:db8::1")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "[::1]", "desk.localhost"])
def test_it_knows_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", [*ELSEWHERE, "10.0.0.1", "localhost.example", ""])
def test_it_knows_another_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_it_refuses_to_connect_elsewhere(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as made:
        with pytest.raises(OutsideReached):
            made.connect((host, 80))
        with pytest.raises(OutsideReached):
            made.connect_ex((host, 80))


def test_it_refuses_to_look_up_a_name_elsewhere() -> None:
    with pytest.raises(OutsideReached):
        socket.getaddrinfo("mail.example", 25)


def test_it_lets_local_sockets_be(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as made:
        server.bind(path)
        server.listen()
        made.connect(path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
