"""Numbers for fetches and clicks, drawn many at a time."""

from collections.abc import Callable

EVENT_ID_BYTES = 16
DRAWN = 256  # at once


class EventIds:
    """16 random bytes for each arrival; usable from any thread.

    To ask the system for each one lets other threads in between, and on a busy server
    getting the turn back takes longer than everything else about a fetch.
    """

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy
        self._drawn: list[bytes] = []

    def draw(self) -> bytes:
        """Return one that was never given away."""
        try:
            return self._drawn.pop()
        except IndexError:
            fresh = self._entropy(EVENT_ID_BYTES * DRAWN)
            first, *others = (
                fresh[start : start + EVENT_ID_BYTES]
                for start in range(0, len(fresh), EVENT_ID_BYTES)
            )
            self._drawn += others
            return first
