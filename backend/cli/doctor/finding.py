"""One thing that was looked at: how it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a finding matters."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; never an address, a token or a key."""

    check: str
    level: Level
    said: str
    advice: str = ""

    @classmethod
    def ok(cls, check: str, said: str) -> "Finding":
        """Return a finding that needs nothing."""
        return cls(check, Level.OK, said)

    @classmethod
    def warning(cls, check: str, said: str, advice: str = "") -> "Finding":
        """Return one that will matter, or may."""
        return cls(check, Level.WARNING, said, advice)

    @classmethod
    def failure(cls, check: str, said: str, advice: str = "") -> "Finding":
        """Return one that breaks something now."""
        return cls(check, Level.FAILURE, said, advice)

    def json(self) -> dict[str, str]:
        """Return the same for a script."""
        return {
            "check": self.check,
            "level": self.level.value,
            "said": self.said,
            "advice": self.advice,
        }
