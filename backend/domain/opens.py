"""An open row: a judged fetch that is kept."""

from dataclasses import dataclass
from datetime import datetime

from backend.domain.judge import Verdict
from backend.domain.observe import Network


@dataclass(frozen=True, slots=True)
class Open:
    """One kept fetch; "open" in the wide sense, its verdict says what it was."""

    id: bytes  # 16 random bytes, the event id
    at: datetime
    verdict: Verdict
    client: str
    network: Network
    prefetch: bool
    os: str | None = None
    device: str | None = None
    age_seconds: int | None = None  # after the send mark; None when that is unknown
    marked: bool = False  # the sender said "that was me"
