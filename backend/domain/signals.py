"""What one fetch reveals; lives in memory between the front and `observe`, only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

# All that is ever read of a request beside address and agent. Lower case.
HEADERS = frozenset({"sec-gpc", "purpose", "x-purpose", "x-moz", "sec-purpose"})


# No repr: a stray log line or traceback must not spell out an address. Not frozen, for
# that makes one three times as dear, and it lives no longer than its request.
@dataclass(slots=True, repr=False)
class Signals:
    """Address, agent and a few headers of one fetch; never stored, never logged.

    `headers` holds lower-case names; several headers of one name are joined by commas.
    """

    at: datetime
    address: bytes | None  # packed, 4 bytes or 16
    agent: str | None
    headers: Mapping[str, str]
