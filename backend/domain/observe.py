"""What one fetch shows, reduced to families before anything is kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from backend.domain import agents, fetchers

if TYPE_CHECKING:
    from backend.domain.agents import Reading
    from backend.domain.signals import Signals


class Network(StrEnum):
    """What kind of network a fetch came from."""

    EYEBALL = "eyeball"  # people's own lines, private networks included
    HOSTING = "hosting"
    RELAY = "relay"  # Apple's privacy relay
    PROVIDER = "provider"  # the network of the proxy the agent claims to be
    SECURITY = "security"  # a mail scanner's published range
    UNKNOWN = "unknown"


class Observation(NamedTuple):
    """A fetch without address and agent: closed lists only, safe to keep."""

    at: datetime
    client: str  # a family of fetchers.CLIENTS
    network: Network
    os: str | None = None
    device: str | None = None
    prefetch: bool = False  # the request said it was made ahead of a person
    gpc: bool = False  # Sec-GPC: 1, keep nothing


class Networks(Protocol):
    """Says what kind of network an address is in."""

    def kind(self, address: bytes | None) -> tuple[Network, str | None]:
        """Return the kind and, where it matters, the owner; never raises.

        An address is packed, in network order: 4 bytes or 16.
        """


def observe(
    signals: "Signals",
    networks: Networks,
    read: "Callable[[str | None, str | None], Reading]" = agents.read,
) -> Observation:
    """Reduce signals to families; address and agent end here. Never raises."""
    network, owner = networks.kind(signals.address)
    client, system, device = read(signals.agent, owner)
    if owner is not None and owner == fetchers.owner_of(client):
        network = Network.PROVIDER
    headers = signals.headers
    prefetch = gpc = False
    if headers:  # most fetches have none of those that are looked at
        prefetch, gpc = _prefetched(headers), _opted_out(headers)
    return Observation(signals.at, client, network, system, device, prefetch, gpc)


def _prefetched(headers: Mapping[str, str]) -> bool:
    return any(
        word in headers.get(name, "").lower()
        for name in fetchers.PREFETCH_HEADERS
        for word in fetchers.PREFETCH_WORDS
    )


def _opted_out(headers: Mapping[str, str]) -> bool:
    # One exact "1" among several headers is a no; https://www.w3.org/TR/gpc/ knows no
    # other value.
    return "1" in (value.strip() for value in headers.get("sec-gpc", "").split(","))
