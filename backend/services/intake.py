"""The way of fetches and clicks to the store, or to the spool while it takes nothing.

Who brings nothing that may be kept goes the same way and waits for the same commits,
so that neither the status nor the moment of an answer tells tokens apart.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from enum import StrEnum
from typing import Protocol

from backend.domain.errors import StoreUnavailable
from backend.domain.link import Click
from backend.domain.message import Message
from backend.domain.mode import Mode
from backend.domain.opens import Open
from backend.store.spool.arrival import Arrival
from backend.store.spool.spool import Spool
from backend.store.store import Release, Store, Transaction

log = logging.getLogger("candor.intake")


class Refused(StrEnum):
    """Why nothing was kept; for counters only. The list is closed."""

    BAD_TOKEN = "bad_token"  # noqa: S105  # a word, not a secret
    GPC = "gpc"
    NO_MESSAGE = "no_message"  # deleted since
    CLOSED = "closed"  # withdrawn, stopped, expired, erased, or over
    MODE_OFF = "mode_off"
    FAULT = "fault"
    KNOWN = "known"  # it came by way of the spool as well


class Keep(Protocol):
    """Judges arrivals and keeps what may be kept; names the outcome of each.

    The outcome is the class it was judged to be, or why it was refused. With `again`
    it looks first which are there already.
    """

    def __call__(
        self, tx: Transaction, arrivals: Sequence[Arrival], *, again: bool
    ) -> list[str]:
        """Keep them."""
        ...


class Waiting:
    """Somebody whose answer waits, and what they brought, if it may be kept."""

    __slots__ = ("arrival", "handle", "outcome", "settle")

    def __init__(
        self, arrival: Arrival | None, outcome: str, settle: Release, handle: object
    ) -> None:
        self.arrival = arrival
        self.outcome = outcome
        self.settle = settle
        self.handle = handle


class Intake:
    """One way in for one kind of arrival, "fetch" or "click"."""

    def __init__(self, store: Store, spool: Spool, keep: Keep, *, name: str) -> None:
        self._store = store
        self._spool = spool
        self._keep = keep
        self._name = name
        # Bound once: a batch is told apart by them, and they are asked for every fetch.
        self._applied, self._settled = self._apply, self._settle
        self._lock = threading.Lock()
        self._outcomes: Counter[str] = Counter()

    def take(self, arrival: Arrival, settle: Release, handle: object) -> None:
        """Queue what arrived; `settle` hears of a whole batch once it is durable.

        It is called on a writer's thread, with no error or with StoreUnavailable.
        """
        if arrival.observation.gpc:
            self.refuse(Refused.GPC, settle, handle)
            return
        waiting = Waiting(arrival, "", settle, handle)
        if self._store.healthy():
            self._store.enqueue(self._applied, waiting, self._settled, waiting)
        else:
            self._spool.enqueue(arrival, self._spooled, waiting)

    def refuse(self, why: Refused, settle: Release, handle: object) -> None:
        """Let somebody wait who brings nothing that may be kept."""
        waiting = Waiting(None, why, settle, handle)
        if self._store.healthy():
            self._store.enqueue(None, waiting, self._settled, waiting)
        else:
            self._spool.enqueue(None, self._spooled, waiting)

    def keep_again(self, tx: Transaction, arrivals: Sequence[Arrival]) -> list[str]:
        """Judge and keep what was spooled, as if it came now; return the outcomes."""
        return self._keep(tx, arrivals, again=True)

    def count(self, outcomes: Iterable[str]) -> None:
        """Count what became of arrivals that were answered or drained."""
        with self._lock:
            self._outcomes.update(outcomes)

    def outcomes(self) -> dict[str, int]:
        """Return how often each outcome was."""
        with self._lock:
            return dict(self._outcomes)

    def _apply(self, tx: Transaction, waiting: Sequence[Waiting]) -> None:
        arrivals = [each.arrival for each in waiting if each.arrival is not None]
        outcomes = self._keep(tx, arrivals, again=False)
        for each, outcome in zip(waiting, outcomes, strict=True):
            each.outcome = outcome

    def _settle(self, waiting: Sequence[Waiting], error: BaseException | None) -> None:
        if error is None:
            self.count([each.outcome for each in waiting])
            _tell(waiting, None)
        elif isinstance(error, StoreUnavailable):
            for each in waiting:
                self._spool.enqueue(each.arrival, self._spooled, each)
        else:
            # Each once more, without neighbours: a message whose row nobody can read
            # must not cost others their opens.
            for each in waiting:
                self._try_alone(each)

    def _spooled(self, waiting: Sequence[Waiting], error: BaseException | None) -> None:
        if error is None:  # the others are counted when they are drained
            self.count([each.outcome for each in waiting if each.arrival is None])
        _tell(waiting, error)

    def _try_alone(self, waiting: Waiting) -> None:
        def told(alone: Future[None]) -> None:
            error = alone.exception()
            if error is not None and not isinstance(error, StoreUnavailable):
                self.fault(error)
                waiting.outcome = Refused.FAULT
                # Answered like an unknown token, since an error would tell that this
                # one is good.
                error = None
            self._settle([waiting], error)

        self._store.write(lambda tx: self._apply(tx, [waiting])).add_done_callback(told)

    def fault(self, error: BaseException) -> None:
        """Log that something could not be kept, whatever the store does."""
        # The type alone: an exception's text may quote a stored value.
        log.error("%s_not_kept type=%s", self._name, type(error).__name__)


def why_not(mode: Mode) -> Refused:
    """Return why nothing may be kept where that is the most that may be."""
    return Refused.MODE_OFF if mode is Mode.OFF else Refused.CLOSED


def here(
    ask: Callable[[bytes, Sequence[bytes]], Mapping[bytes, Sequence[Open | Click]]],
    messages: Iterable[Message],
) -> frozenset[bytes]:
    """Return the event ids of what is kept of some messages already."""
    ids: dict[bytes, set[bytes]] = {}
    for message in messages:
        ids.setdefault(message.org_id, set()).add(message.id)
    return frozenset(
        (row.fetch if isinstance(row, Click) else row).id
        for org_id, some in ids.items()
        for rows in ask(org_id, [*some]).values()
        for row in rows
    )


def _tell(waiting: Sequence[Waiting], error: BaseException | None) -> None:
    handles: dict[Release, list[object]] = {}
    for each in waiting:
        handles.setdefault(each.settle, []).append(each.handle)
    for settle, together in handles.items():
        settle(together, error)
