"""A fetch or a click on its way to the store: all that may be written down of it."""

import json
from datetime import datetime
from typing import NamedTuple

from backend.domain.observe import Network, Observation
from backend.domain.token import Purpose

_VERSION = 1


class Arrival(NamedTuple):
    """What was fetched, and what that showed: no address, no agent, no token."""

    purpose: Purpose  # open or click
    event_id: bytes  # 16 random bytes
    lookup: bytes  # the token's keyed look-up
    observation: Observation  # of nobody who asked by Sec-GPC not to be recorded


def packed(arrival: Arrival) -> bytes:
    """Return an arrival as bytes; its event id is kept beside them."""
    seen = arrival.observation
    if seen.gpc:
        raise ValueError("who asked not to be recorded is not recorded here either")
    fields = (
        *(_VERSION, arrival.purpose.value, arrival.lookup.hex(), seen.at.isoformat()),
        *(seen.client, seen.network.value, seen.os, seen.device, seen.prefetch),
    )
    return json.dumps(fields).encode()


def unpacked(event_id: bytes, content: bytes) -> Arrival:
    """Return the arrival again."""
    version, purpose, lookup, at, client, network, system, device, prefetch = (
        json.loads(content)
    )
    if version != _VERSION:
        raise ValueError(f"an arrival of version {version}")
    seen = Observation(
        at=datetime.fromisoformat(at),
        client=client,
        network=Network(network),
        os=system,
        device=device,
        prefetch=prefetch,
    )
    return Arrival(Purpose(purpose), event_id, bytes.fromhex(lookup), seen)
