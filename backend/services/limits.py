"""How much one person may ask for: never counted by address, which many share."""

import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.domain.errors import TooManyRequests
from backend.services.timing import Clock

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PEOPLE_MAX = 10_000  # remembered at once; who asks for nothing is soon forgotten


@dataclass(frozen=True, slots=True)
class Rate:
    """So many within so long; what is left unused comes back evenly."""

    count: int
    span: timedelta


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Limits:
    """A bucket for each person and rate; in memory, so each server counts for itself.

    Kept small by forgetting: somebody whose buckets are full again is nobody special.
    """

    def __init__(self, rates: Sequence[Rate], *, clock: Clock) -> None:
        self._rates = rates
        self._clock = clock
        self._lock = threading.Lock()
        self._people: dict[Hashable, list[_Bucket]] = {}

    def take(self, person: Hashable) -> None:
        """Count one request; raises TooManyRequests, and then counts nothing."""
        with self._lock:
            now = self._clock()
            if len(self._people) >= PEOPLE_MAX and person not in self._people:
                self._forget(now)
            buckets = self._people.setdefault(
                person, [_Bucket(rate.count, now) for rate in self._rates]
            )
            self._refill(buckets, now)
            pairs = list(zip(self._rates, buckets, strict=True))
            waits = [
                (1 - bucket.left) * (rate.span / rate.count)
                for rate, bucket in pairs
                if bucket.left < 1
            ]
            if waits:
                raise TooManyRequests(max(waits))
            for bucket in buckets:
                bucket.left -= 1

    def _refill(self, buckets: list[_Bucket], now: datetime) -> None:
        for rate, bucket in zip(self._rates, buckets, strict=True):
            # A clock that was set back gives nothing and takes nothing away.
            passed = max(timedelta(0), now - bucket.at)
            back = passed / rate.span * rate.count
            bucket.left = min(rate.count, bucket.left + back)
            bucket.at = now

    def _forget(self, now: datetime) -> None:
        for person, buckets in list(self._people.items()):
            self._refill(buckets, now)
            full = all(
                bucket.left >= rate.count
                for rate, bucket in zip(self._rates, buckets, strict=True)
            )
            if full:
                del self._people[person]
        # Rare: that many people at work at once. The eldest start anew.
        for person in list(self._people)[: max(0, len(self._people) - PEOPLE_MAX + 1)]:
            del self._people[person]
