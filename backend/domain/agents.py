"""What an agent string says, read once for all mail programs of its kind."""

from hashlib import blake2b
from typing import NamedTuple

from backend.domain import fetchers

REMEMBERED_MAX = 16_384


class Reading(NamedTuple):
    """The families an agent belongs to, all of closed lists."""

    client: str
    os: str | None
    device: str | None


def read(agent: str | None, owner: str | None) -> Reading:
    """Return what an agent says when seen from a network's owner."""
    client = fetchers.family(agent, owner)
    person = client in fetchers.MAIL_CLIENTS or client in fetchers.BROWSERS
    if not person:
        # A proxy's system and device would be the provider's, not the reader's.
        return Reading(client, None, None)
    return Reading(client, fetchers.os_of(agent), fetchers.device_of(agent))


class Agents:
    """Remembers readings, never the strings.

    Reading takes a walk through all rules, and most readers share a few hundred
    strings. What is remembered hangs on a digest under a key that dies with the
    process, so that no memory dump gives the strings back.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[bytes, Reading] = {}

    def read(self, agent: str | None, owner: str | None) -> Reading:
        """Return what `read` returns; usable from any thread."""
        seen = f"{owner or ''}|{agent or ''}".encode("utf-8", "surrogatepass")
        digest = blake2b(seen, key=self._key, digest_size=16).digest()
        reading = self._known.get(digest)
        if reading is None:
            reading = read(agent, owner)
            if len(self._known) >= REMEMBERED_MAX:
                self._known.clear()  # a flood of made-up strings; real ones come again
            self._known[digest] = reading
        return reading
