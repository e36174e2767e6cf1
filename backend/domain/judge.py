"""Classifies a fetch from its observation, its message and what is known since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RULES_VERSION = 1
OPEN_CONFIDENCE = 0.7  # from here a direct or proxied fetch counts as an open


class FetchClass(StrEnum):
    """Who or what caused a fetch."""

    PRE_SEND = "pre_send"
    SELF = "self"
    DUPLICATE = "duplicate"
    PREFETCH = "prefetch"
    SCANNER = "scanner"
    BOT = "bot"
    PROXIED = "proxied"
    DIRECT = "direct"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of a fetch, how sure that is, and why."""

    fetch_class: FetchClass
    confidence: float
    reasons: tuple[str, ...]
    rules: int = RULES_VERSION

    @property
    def is_open(self) -> bool:
        """Whether the fetch is judged to be a person."""
        return (
            self.fetch_class in {FetchClass.DIRECT, FetchClass.PROXIED}
            and self.confidence >= OPEN_CONFIDENCE
        )


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the fetch itself."""

    window: timedelta  # how long after sending machines are likely to fetch
    cooldown: timedelta  # how long a Gmail draft may stay open before it counts as sent
    viewing_at: datetime | None = None
    user_marked: bool = False
