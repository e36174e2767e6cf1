"""The ordered ladder of what may be collected about a message's fetches."""

from enum import IntEnum

from backend.domain.errors import ModeUnknown

RESERVED = frozenset({"totals", "last_day"})


class Mode(IntEnum):
    """A rung; the lower one is always the more restrictive."""

    OFF = 0
    OPENS = 1  # time, class and client family
    DETAILED = 2  # also device and operating system

    @property
    def word(self) -> str:
        """Return the name used in the API and in the store."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> "Mode":
        """Return the rung a caller asked for.

        Raises ModeUnknown for anything else, the reserved names included: to ask for
        a rung that does not exist is an error, not a request for a lower one.
        """
        try:
            return cls[word.upper()]
        except KeyError:
            raise ModeUnknown(word) from None

    @classmethod
    def read(cls, stored: str | None) -> "Mode":
        """Return the rung written in a record; what cannot be read means off."""
        try:
            return cls.parse(stored or "")
        except ModeUnknown:
            return cls.OFF


def strictest(*modes: Mode) -> Mode:
    """Return the most restrictive of some rungs."""
    return min(modes)
