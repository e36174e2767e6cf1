"""How many sidebars may wait at once, so that they never take the pixel's place."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from backend.domain.errors import CandorError
from backend.identity.principal import Principal

# A server takes a bounded number of requests at once, waiting ones included: with
# all places held by sidebars nobody's open would be answered.
TOTAL_MAX = 10_000
EACH_MAX = 8  # panes of one person: some windows, some devices
ALONE_MAX = 4  # without the front, where each holds a thread and few are known to be


class NoSeat(CandorError):
    """Too many sidebars wait already; ask again later."""


class WaitingRoom:
    """Counts the sidebars that wait; usable from any thread."""

    def __init__(self, *, total: int = TOTAL_MAX, each: int = EACH_MAX) -> None:
        self._total = total
        self._each = each
        self._lock = threading.Lock()
        self._seated: Counter[bytes] = Counter()
        self._all = 0

    @contextmanager
    def seat(self, who: Principal) -> Iterator[None]:
        """Hold a place while waiting; raises NoSeat when there is none."""
        with self._lock:
            if self._all >= self._total or self._seated[who.id] >= self._each:
                raise NoSeat
            self._seated[who.id] += 1
            self._all += 1
        try:
            yield
        finally:
            with self._lock:
                self._all -= 1
                self._seated[who.id] -= 1
                if not self._seated[who.id]:
                    del self._seated[who.id]

    def crowded(self) -> bool:
        """Whether nobody may wait any more."""
        return self._all >= self._total

    def seated(self) -> int:
        """Return how many wait now."""
        return self._all
