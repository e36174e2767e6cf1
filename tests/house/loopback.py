"""Keeps a test run on this machine: nothing outside loopback can be connected to."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class OutsideReached(AssertionError):
    """A test tried to reach another machine."""


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@contextmanager
def only() -> Iterator[None]:
    """Refuse every connection and every name look-up that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def check(host: object) -> None:
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if isinstance(host, str) and host and not is_loopback(host):
            raise OutsideReached(f"a test may not reach {host}")

    def check_peer(made: socket.socket, peer: Any) -> None:
        if made.family in {socket.AF_INET, socket.AF_INET6}:
            check(peer[0])

    def guarded_connect(made: socket.socket, peer: Any) -> None:
        check_peer(made, peer)
        connect(made, peer)

    def guarded_connect_ex(made: socket.socket, peer: Any) -> int:
        check_peer(made, peer)
        return connect_ex(made, peer)

    def guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        # a listener may bind to any address; it is asked for with AI_PASSIVE
        flags = named.get("flags", rest[4] if len(rest) > 4 else 0)
        if not flags & socket.AI_PASSIVE:
            check(host)
        return getaddrinfo(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield
