"""Whose request it is when proxies stand in between."""

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(
    peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[Network]
) -> str | None:
    """Return the address nearest to the client that a trusted proxy vouches for.

    `forwarded_for` holds the values of all X-Forwarded-For headers in order. They are
    read right to left and only while the hop before is a listed proxy: what stands
    further left was written by the client and may say anything.
    """
    address = peer
    hops = [hop.strip() for value in forwarded_for for hop in value.split(",")]
    while hops and address is not None and _listed(address, trusted):
        candidate = _parse(hops.pop())
        if candidate is None:
            return address
        address = candidate
    return address


def _listed(address: str, trusted: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def _parse(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
