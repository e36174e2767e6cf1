"""The one writer: queued changes go to the database in groups, one commit each.

A waiting caller is answered only after the commit returned: what a future says is
durable. One flush then serves all who waited, which makes durability nearly free.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from backend.domain.errors import StoreUnavailable
from backend.store.figures import BATCH_SIZES, COMMIT_SECONDS, Figures, Histogram
from backend.store.store import Release
from backend.store.tally import Feed

T = TypeVar("T")
Tx = TypeVar("Tx")
Tx_co = TypeVar("Tx_co", covariant=True)
Listener = Callable[[frozenset[Feed]], None]

BATCH_MAX = 512  # items of one commit: bounds how long the last caller waits
# What a commit costs does not depend on what is in it. Once so many came at a time, it
# waits a little for more; who comes alone waits for nobody.
CROWD = 8
GATHER_SECONDS = 0.002
STALLED_SECONDS = 0.5  # a batch that takes so long: the database does not answer

log = logging.getLogger(__name__)


class Session(Protocol[Tx_co]):
    """The writer's connection to a database; used by the writer's thread alone."""

    def begin(self) -> Tx_co:
        """Take the write lock; opens a new connection if the last was abandoned."""
        ...

    def savepoint(self) -> None:
        """Mark the state that `undo` returns to."""
        ...

    def undo(self) -> None:
        """Return to the savepoint and forget it."""
        ...

    def release(self) -> None:
        """Keep what was done since the savepoint; raises if it cannot be kept."""
        ...

    def commit(self) -> frozenset[Feed]:
        """Make the changes durable; return the feeds that moved."""
        ...

    def abandon(self) -> None:
        """Undo what is open and drop the connection; never raises."""
        ...

    def broken(self, error: BaseException) -> bool:
        """Whether an error came from the database being unable to take anything."""
        ...

    def knock(self) -> None:
        """Take the write lock and give it back, writing nothing; raises as `begin`."""
        ...

    def probe(self) -> None:
        """Write something durably that changes nothing; raises if that fails."""
        ...

    def checkpoint(self) -> bool:
        """Let no erased byte stay in a log; False, at once, while it is in use."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class _Item:
    """What a caller queued, and how to tell the caller.

    With `release` the handle is the caller's own; without, it is a Future.
    """

    __slots__ = ("apply", "empties_log", "handle", "release", "value", "work")

    def __init__(
        self,
        handle: Any,
        release: Release | None = None,
        apply: Callable[[Any, Sequence[Any]], None] | None = None,
        value: object = None,
        *,
        work: Callable[[Any], Any] | None = None,
        empties_log: bool = False,
    ) -> None:
        self.handle = handle
        self.release = release
        self.work = work
        self.apply = apply
        self.value = value
        self.empties_log = empties_log


class _Call:
    """One piece of work of a batch and the items that wait for it."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work
        self.items: list[_Item] = []
        self.result: Any = None
        self.error: BaseException | None = None


class Writer(Generic[Tx]):
    """A thread that owns the session; every method may be called from any thread."""

    def __init__(
        self, session: Session[Tx], *, name: str = "store", healthy: bool = True
    ) -> None:
        self._session = session
        self._name = name
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._gate = threading.Lock()  # nothing is queued behind the end mark
        self._closed = False
        self._healthy = healthy
        self._began: float | None = None  # when the batch in hand was begun
        self._sizes = Histogram(BATCH_SIZES)
        self._seconds = Histogram(COMMIT_SECONDS)
        self._came = 0  # items of the last batch
        self._listeners: list[Listener] = []
        self._thread = threading.Thread(
            target=self._run, name=f"candor-{name}-writer", daemon=True
        )
        self._thread.start()

    def write(self, job: Callable[[Tx], T]) -> Future[T]:
        """Queue a change."""
        future: Future[T] = Future()
        self._put(_Item(future, work=job))
        return future

    def write_batched(
        self, apply: Callable[[Tx, Sequence[T]], None], item: T
    ) -> Future[None]:
        """Queue an item that is handled together with its neighbours."""
        future: Future[None] = Future()
        self._put(_Item(future, apply=apply, value=item))
        return future

    def enqueue(
        self,
        apply: Callable[[Tx, Sequence[T]], None] | None,
        item: T,
        release: Release,
        handle: object,
    ) -> None:
        """Queue an item likewise; `release` hears of the whole batch at once."""
        self._put(_Item(handle, release, apply, item))

    def pass_through(self) -> Future[None]:
        """Queue nothing; resolves with the batch it falls into."""
        future: Future[None] = Future()
        self._put(_Item(future))
        return future

    def checkpoint(self) -> bool:
        """Empty the write-ahead log after what is queued; False while it is in use."""
        future: Future[bool] = Future()
        self._put(_Item(future, empties_log=True))
        return future.result()

    def listen(self, woken: Listener) -> None:
        """Call back, on the writer's thread, with the feeds each commit moved."""
        self._listeners.append(woken)

    def failed(self) -> bool:
        """Whether the last batch did not go through."""
        return not self._healthy

    def healthy(self) -> bool:
        """Whether the last batch went through, and the one in hand is not stuck."""
        began = self._began
        return self._healthy and (
            began is None or time.monotonic() - began < STALLED_SECONDS
        )

    def figures(self) -> Figures:
        """Return what there is to measure."""
        return Figures(self._queue.qsize(), self._sizes, self._seconds)

    def close(self) -> None:
        """Finish what is queued and end; idempotent."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _put(self, item: _Item) -> None:
        # Running from the start: a caller who hangs up (asyncio cancels what it
        # awaits) must not take back a change, nor trip the thread that answers.
        if item.release is None:
            item.handle.set_running_or_notify_cancel()
        with self._gate:
            if not self._closed:
                self._queue.put(item)
                return
        _tell([item], error=StoreUnavailable(f"the {self._name} is closed"))

    def _run(self) -> None:
        running = True
        while running:
            batch, running = self._take()
            if batch:
                self._handle(batch)
        self._session.close()

    def _take(self) -> tuple[list[_Item], bool]:
        """Wait for an item; return it with all that queued up behind it."""
        batch: list[_Item] = []
        item = self._queue.get()
        if self._came >= CROWD and not self._closed:
            time.sleep(GATHER_SECONDS)
        try:
            while item is not None:
                batch.append(item)
                if len(batch) == BATCH_MAX:
                    return batch, True
                item = self._queue.get_nowait()
        except Empty:
            return batch, True
        finally:
            self._came = len(batch)
        return batch, False

    def _handle(self, batch: Sequence[_Item]) -> None:
        calls, waiting, asked = _calls(batch)
        self._began = began = time.monotonic()
        try:
            moved = self._commit(calls, asked=asked)
        except BaseException as error:  # whatever it is, all must hear
            self._fail(batch, error)
            return
        finally:
            self._began = None
        self._sizes.observe(len(batch))
        self._seconds.observe(time.monotonic() - began)
        self._recovered()
        if moved:
            self._wake(moved)
        for call in calls:
            _tell(call.items, call.result, call.error)
        _tell(waiting)
        if logs := [item for item in batch if item.empties_log]:
            self._empty_log(logs)

    def _commit(self, calls: Sequence[_Call], *, asked: bool) -> frozenset[Feed]:
        # Refused fetches alone cost no flush. But where kept ones would fail they must
        # fail alike, else the status would tell them apart; so after a failure both
        # wait for the same proof that it is over.
        if not self._healthy and (asked or not calls):
            self._session.probe()
        elif asked and not calls:
            self._session.knock()
        if not calls:
            return frozenset()
        tx = self._session.begin()
        for call in calls:
            self._attempt(tx, call)
        return self._session.commit()

    def _attempt(self, tx: Tx, call: _Call) -> None:
        self._session.savepoint()
        try:
            call.result = call.work(tx)
            self._session.release()
        except BaseException as error:  # belongs to the caller
            if self._session.broken(error):
                raise
            call.error = error
            self._session.undo()

    def _fail(self, batch: Sequence[_Item], error: BaseException) -> None:
        self._session.abandon()
        if self._healthy:
            log.error("%s_unavailable", self._name, exc_info=error)
        self._healthy = False
        failed = [*batch, *self._behind()]
        _tell(failed, error=StoreUnavailable(f"the {self._name} takes nothing"))

    def _behind(self) -> list[_Item]:
        """Return the fetches that queued up meanwhile: to fail as long again is no use.

        What else is in the queue stays there.
        """
        behind: list[_Item] = []
        others: list[_Item | None] = []
        for _ in range(self._queue.qsize()):
            item = self._queue.get()
            if item is not None and item.release is not None:
                behind.append(item)
            else:
                others.append(item)
        for item in sorted(others, key=lambda other: other is None):
            self._queue.put(item)
        return behind

    def _recovered(self) -> None:
        if not self._healthy:
            log.warning("%s_recovered", self._name)
        self._healthy = True

    def _wake(self, moved: frozenset[Feed]) -> None:
        for woken in self._listeners:
            try:
                woken(moved)
            except Exception:  # a listener's fault must not cost anybody the answer
                log.exception("listener_failed")

    def _empty_log(self, waiting: Sequence[_Item]) -> None:
        try:
            emptied = self._session.checkpoint()
        except BaseException as error:
            self._session.abandon()
            log.exception("checkpoint_failed")
            _tell(waiting, error=StoreUnavailable(str(error)))
            return
        _tell(waiting, emptied)


def _tell(
    items: Sequence[_Item], result: object = None, error: BaseException | None = None
) -> None:
    """Tell the callers how it ended."""
    groups: dict[Release, list[Any]] = {}
    for item in items:
        if item.release is not None:
            groups.setdefault(item.release, []).append(item.handle)
        elif error is None:
            item.handle.set_result(result)
        else:
            item.handle.set_exception(error)
    for release, handles in groups.items():
        try:
            release(handles, error)
        except Exception:  # a caller's fault must not stop the thread for the others
            log.exception("release_failed")


def _calls(batch: Sequence[_Item]) -> tuple[list[_Call], list[_Item], bool]:
    """Return a batch's work, the items that only wait, and whether answers are asked.

    Items of the same `apply` become one call, at the place of the first of them. Who
    only waits for an answer must get the one that others get.
    """
    calls: list[_Call] = []
    waiting: list[_Item] = []
    asked = False
    groups: dict[Hashable, tuple[_Call, list[Any]]] = {}
    for item in batch:
        asked = asked or item.release is not None
        if item.apply is not None:
            group = groups.get(item.apply)
            if group is None:
                group = groups[item.apply] = _group(item.apply)
                calls.append(group[0])
            group[0].items.append(item)
            group[1].append(item.value)
        elif item.work is not None:
            call = _Call(item.work)
            call.items.append(item)
            calls.append(call)
        elif not item.empties_log:
            waiting.append(item)
    return calls, waiting, asked or bool(waiting)


def _group(
    apply: Callable[[Any, Sequence[Any]], None],
) -> tuple[_Call, list[Any]]:
    values: list[Any] = []
    return _Call(lambda tx: apply(tx, values)), values
