"""One issuer's keys: asked for rarely, kept a day at most, shared by all threads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from backend.identity.download import DownloadFailed, download
from backend.identity.jwks import IssuerKey, read_key_set
from backend.identity.refusal import IssuerUnavailable, Reason, TokenRefused

Clock = Callable[[], datetime]

# A key not seen for a day is not believed, whatever Cache-Control says: an issuer
# that withdrew it must not be overruled by whoever keeps its endpoint unreachable.
TRUSTED_FOR = timedelta(hours=24)
# Asking again after half that time leaves the other half to sit out an outage.
FRESH_AT_MOST = timedelta(hours=12)
# Between two askings for one cause: neither `no-store` nor a flood of made-up key
# ids turns requests to us into requests to the issuer.
PAUSE = timedelta(minutes=5)
# With no key at all nobody can sign in, so a failed asking is repeated sooner.
PAUSE_WITHOUT_KEYS = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class _Known:
    keys: Mapping[str, IssuerKey]
    seen_at: datetime
    fresh_for: timedelta


class KeySet:
    """Find an issuer's keys by id. Safe to share between threads."""

    def __init__(self, url: str, clock: Clock, *, timeout_seconds: float = 3.0) -> None:
        self._url = url
        self._clock = clock
        self._timeout_seconds = timeout_seconds
        self._asking = Lock()  # guards the fields below, held while asking
        self._known: _Known | None = None  # replaced whole, so it reads without a lock
        self._asked_at: datetime | None = None
        self._searched_at: datetime | None = None

    def find(self, key_id: str) -> IssuerKey:
        """Return the key; raises TokenRefused if unknown, IssuerUnavailable if all are.

        At most one request per PAUSE looks for unknown ids. No list of them is kept:
        the pause refuses them all alike, and a list could be filled by anybody.
        """
        key = self._current().keys.get(key_id) or self._search(key_id)
        if key is None:
            raise TokenRefused(Reason.KEY)
        return key

    def _current(self) -> _Known:
        known = self._trusted()
        if known is None:
            return self._first()
        is_stale = not _within(known.fresh_for, known.seen_at, self._clock())
        # One thread asks; the others go on with the keys at hand.
        if is_stale and self._asking.acquire(blocking=False):
            try:
                self._ask(PAUSE)
            finally:
                self._asking.release()
        return self._known or known

    def _first(self) -> _Known:
        with self._asking:
            self._ask(PAUSE_WITHOUT_KEYS)  # unless another thread just did
            known = self._trusted()
        if known is None:
            raise IssuerUnavailable
        return known

    def _search(self, key_id: str) -> IssuerKey | None:
        with self._asking:
            if not _within(PAUSE, self._searched_at, self._clock()):
                self._searched_at = self._clock()
                self._ask(timedelta(0))
            known = self._trusted()
        return known.keys.get(key_id) if known else None

    def _ask(self, pause: timedelta) -> None:
        """Ask the issuer unless that was done within `pause`; keep keys on failure."""
        now = self._clock()
        if _within(pause, self._asked_at, now):
            return
        self._asked_at = now
        try:
            answer = download(self._url, timeout_seconds=self._timeout_seconds)
            keys = read_key_set(answer.body)
        except (DownloadFailed, ValueError):
            return
        self._known = _Known(keys, now, min(answer.fresh_for, FRESH_AT_MOST))

    def _trusted(self) -> _Known | None:
        known = self._known
        if known and _within(TRUSTED_FOR, known.seen_at, self._clock()):
            return known
        return None


def _within(span: timedelta, at: datetime | None, now: datetime) -> bool:
    # A clock set back must not make keys immortal, nor a pause endless: distance
    # counts, in either direction.
    return at is not None and abs(now - at) < span
