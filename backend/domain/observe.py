"""What one fetch shows, reduced to families before anything is kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Network(StrEnum):
    """What kind of network a fetch came from."""

    EYEBALL = "eyeball"  # people's own lines, private networks included
    HOSTING = "hosting"
    RELAY = "relay"  # Apple's privacy relay
    PROVIDER = "provider"  # the network of the proxy the agent claims to be
    SECURITY = "security"  # a mail scanner's published range
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observation:
    """A fetch without address and agent: closed lists only, safe to keep."""

    at: datetime
    client: str  # a family of fetchers.CLIENTS
    network: Network
    os: str | None = None
    device: str | None = None
    prefetch: bool = False  # the request said it was made ahead of a person
    gpc: bool = False  # Sec-GPC: 1, keep nothing
