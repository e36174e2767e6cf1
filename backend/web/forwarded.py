"""Whose request it is when proxies stand in between."""

import ipaddress
import socket
from collections.abc import Iterable, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_V4_BYTES = 4
_MAPPED = bytes(10) + b"\xff\xff"  # ::ffff:192.0.2.1 on a socket for both (RFC 4291)


def packed(text: str | None) -> bytes | None:
    """Return an address as its 4 or 16 bytes; None for what is no address.

    An IPv4 address in IPv6 clothes counts as IPv4, and a zone (`%eth0`) is left out.
    """
    if not text:
        return None
    try:
        if ":" not in text:
            return socket.inet_pton(socket.AF_INET, text)
        long = socket.inet_pton(socket.AF_INET6, text.partition("%")[0])
    except (OSError, ValueError):  # ValueError: a zero byte or a lone surrogate
        return None
    return long.removeprefix(_MAPPED)


class Listed:
    """Networks that were listed, asked for every request."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self._ranges = [
            (network.max_prefixlen // 8, int(network[0]), int(network[-1]))
            for network in networks
        ]

    def __contains__(self, address: bytes | None) -> bool:
        if address is None:
            return False
        number = int.from_bytes(address)
        for size, first, last in self._ranges:
            if first <= number <= last and len(address) == size:
                return True
        return False


def client_address(
    peer: str | None, forwarded_for: Sequence[str], trusted: Listed
) -> bytes | None:
    """Return the packed address nearest to the client that a trusted proxy vouches for.

    `forwarded_for` holds the values of all X-Forwarded-For headers in order. They are
    read right to left and only while the hop before is a listed proxy: what stands
    further left was written by the client and may say anything.
    """
    address = packed(peer)
    if not forwarded_for:
        return address
    hops = ",".join(forwarded_for).split(",")
    while hops and address in trusted:
        candidate = packed(hops.pop().strip())
        if candidate is None:
            return address
        address = candidate
    return address
