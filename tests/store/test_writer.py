import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from backend.domain.errors import StoreUnavailable
from backend.store.sqlite.engine import FILE_NAME, open_store
from backend.store.sqlite.session import SqliteSession
from backend.store.sqlite.transaction import SqliteTransaction
from backend.store.store import Store, Transaction
from backend.store.tally import Feed
from backend.store.writer import BATCH_MAX, Writer
from tests.house.patience import until
from tests.store.people import ALICE, BOB, NORTH, Post, message, opened, settle

PATIENCE = 30  # seconds until a test that hangs is called failed


class Counting(SqliteSession):
    """The real session; it counts commits and fails when told to."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, busy_seconds=0.05)
        self.commits = 0
        self.abandoned = 0
        self.fails: set[str] = set()

    def _check(self, step: str) -> None:
        if step in self.fails:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error

    def take_no_page_more(self) -> None:
        """Make this connection believe that the disk is full."""
        self._open().execute("PRAGMA max_page_count = 1")

    def begin(self) -> SqliteTransaction:
        self._check("begin")
        return super().begin()

    def commit(self) -> frozenset[Feed]:
        self._check("commit")
        moved = super().commit()
        self.commits += 1
        return moved

    def probe(self) -> None:
        self._check("probe")
        super().probe()

    def checkpoint(self) -> bool:
        self._check("checkpoint")
        return super().checkpoint()

    def abandon(self) -> None:
        self.abandoned += 1
        super().abandon()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = open_store(tmp_path)
    store.write(settle).result()
    Post(store).issue("offer")
    store.close()
    return tmp_path / FILE_NAME


@pytest.fixture
def session(path: Path) -> Counting:
    return Counting(path)


@pytest.fixture
def writer(session: Counting) -> Iterator[Writer[SqliteTransaction]]:
    writer = Writer(session)
    yield writer
    writer.close()


@contextmanager
def held(writer: Writer[SqliteTransaction]) -> Iterator[None]:
    """Keep the writer busy, so that what is queued meanwhile forms one batch."""
    busy, free = threading.Event(), threading.Event()

    def job(_tx: Transaction) -> None:
        busy.set()
        assert free.wait(PATIENCE)

    first = writer.write(job)
    assert busy.wait(PATIENCE)
    try:
        yield
    finally:
        free.set()
        first.result(PATIENCE)


def name(tx: Transaction, value: str) -> None:
    tx.set_setting(NORTH.id, value, "here")


def names_in(path: Path) -> set[str]:
    """Return what another connection sees."""
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM setting")}
    finally:
        connection.close()


def test_it_answers_after_the_commit(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    seen: list[set[str]] = []
    done = threading.Event()

    def released(_future: Future[None]) -> None:
        seen.append(names_in(path))
        done.set()

    with held(writer):
        writer.write(lambda tx: name(tx, "one")).add_done_callback(released)
    assert done.wait(PATIENCE)
    assert seen == [{"one"}]


def test_it_answers_nobody_of_a_batch_before_its_commit(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    with held(writer):
        first = writer.write(lambda tx: name(tx, "one"))
        # the last job of the batch looks at the others from within
        last = writer.write(lambda _tx: (first.done(), names_in(path)))
    assert last.result(PATIENCE) == (False, set())


def test_it_returns_what_the_job_returned(writer: Writer[SqliteTransaction]) -> None:
    assert writer.write(lambda _tx: 42).result(PATIENCE) == 42


def test_it_commits_once_for_all_who_waited(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    with held(writer):
        waiting = [writer.write(lambda tx: name(tx, "one")) for _ in range(20)]
        waiting += [writer.pass_through() for _ in range(20)]
    for future in waiting:
        future.result(PATIENCE)
    assert session.commits == 2  # the one that held the writer, and the one for all


def test_it_bounds_a_batch(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    with held(writer):
        waiting = [writer.write(lambda _tx: None) for _ in range(BATCH_MAX + 1)]
    for future in waiting:
        future.result(PATIENCE)
    assert session.commits == 3


def test_it_hands_neighbours_over_in_one_call_in_order(
    writer: Writer[SqliteTransaction],
) -> None:
    calls: list[tuple[str, list[int]]] = []

    def one(_tx: Transaction, items: Sequence[int]) -> None:
        calls.append(("one", list(items)))

    def two(_tx: Transaction, items: Sequence[int]) -> None:
        calls.append(("two", list(items)))

    with held(writer):
        waiting = [
            writer.write_batched(two if number == 3 else one, number)
            for number in range(6)
        ]
    assert [future.result(PATIENCE) for future in waiting] == [None] * 6
    assert calls == [("one", [0, 1, 2, 4, 5]), ("two", [3])]


def test_it_groups_the_method_of_one_object(writer: Writer[SqliteTransaction]) -> None:
    class Collector:
        def __init__(self) -> None:
            self.calls: list[list[int]] = []

        def keep(self, _tx: Transaction, items: Sequence[int]) -> None:
            self.calls.append(list(items))

    collector = Collector()
    with held(writer):
        waiting = [writer.write_batched(collector.keep, number) for number in (1, 2)]
    for future in waiting:
        future.result(PATIENCE)
    assert collector.calls == [[1, 2]]


def test_it_undoes_a_failing_job_alone(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    def fails(tx: Transaction) -> None:
        name(tx, "half done")
        raise LookupError("alice")

    with held(writer):
        before = writer.write(lambda tx: name(tx, "before"))
        failing = writer.write(fails)
        after = writer.write(lambda tx: name(tx, "after"))
    assert (before.result(PATIENCE), after.result(PATIENCE)) == (None, None)
    with pytest.raises(LookupError, match="alice"):
        failing.result(PATIENCE)
    assert names_in(path) == {"before", "after"}
    assert writer.healthy()


def test_it_undoes_a_statement_that_breaks_a_rule_of_the_tables(
    writer: Writer[SqliteTransaction],
) -> None:
    orphan = message("orphan", ALICE)
    nobody = writer.write(lambda tx: tx.add_opens([(orphan, opened("one"))]))
    assert isinstance(nobody.exception(PATIENCE), sqlite3.IntegrityError)
    assert writer.healthy()


def test_it_fails_neighbours_together_and_nobody_else(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    def fails(tx: Transaction, items: Sequence[int]) -> None:
        name(tx, "half done")
        raise LookupError(len(items))

    with held(writer):
        neighbours = [writer.write_batched(fails, number) for number in (1, 2)]
        other = writer.write(lambda tx: name(tx, "other"))
    for future in neighbours:
        assert isinstance(future.exception(PATIENCE), LookupError)
    assert other.exception(PATIENCE) is None
    assert names_in(path) == {"other"}


def test_it_survives_a_job_that_ends_the_thread(
    writer: Writer[SqliteTransaction],
) -> None:
    def leaves(_tx: Transaction) -> None:
        raise SystemExit

    assert isinstance(writer.write(leaves).exception(PATIENCE), SystemExit)
    assert writer.write(lambda _tx: 1).result(PATIENCE) == 1


def test_it_does_not_take_back_what_a_caller_no_longer_waits_for(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    with held(writer):
        gone = writer.write(lambda tx: name(tx, "kept"))
        assert not gone.cancel()
        last = writer.write(lambda _tx: None)
    last.result(PATIENCE)
    assert names_in(path) == {"kept"}


def test_it_commits_nothing_for_refused_fetches(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    assert writer.pass_through().result(PATIENCE) is None
    assert session.commits == 0


def test_it_tells_all_who_wait_for_one_call_at_once(
    writer: Writer[SqliteTransaction],
) -> None:
    told: list[tuple[list[str], BaseException | None]] = []
    done = threading.Event()

    def release(handles: Sequence[str], error: BaseException | None) -> None:
        told.append((list(handles), error))
        if len(told) == 2:
            done.set()

    def keep(tx: Transaction, items: Sequence[str]) -> None:
        for item in items:
            name(tx, item)

    with held(writer):
        writer.enqueue(keep, "one", release, "alice")
        writer.enqueue(None, "", release, "a guesser")
        writer.enqueue(keep, "two", release, "bob")
    assert done.wait(PATIENCE)
    assert told == [(["alice", "bob"], None), (["a guesser"], None)]


def test_it_tells_a_waiting_caller_why_it_failed(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    told: list[BaseException | None] = []

    def release(_handles: Sequence[str], error: BaseException | None) -> None:
        told.append(error)

    def fails(_tx: Transaction, _items: Sequence[str]) -> None:
        raise LookupError

    writer.enqueue(fails, "", release, "alice")
    writer.write(lambda _tx: None).result(PATIENCE)
    assert [type(error) for error in told] == [LookupError]
    session.fails |= {"commit", "probe"}
    writer.enqueue(lambda _tx, _items: None, "", release, "alice")
    assert writer.pass_through().exception(PATIENCE) is not None
    writer.close()
    writer.enqueue(None, "", release, "late")
    assert [type(error) for error in told[1:]] == [StoreUnavailable] * 2


def test_it_answers_the_others_although_one_release_fails(
    writer: Writer[SqliteTransaction],
) -> None:
    def release(_handles: Sequence[str], _error: BaseException | None) -> None:
        raise LookupError

    with held(writer):
        writer.enqueue(None, "", release, "alice")
        other = writer.pass_through()
    assert other.result(PATIENCE) is None
    assert writer.write(lambda _tx: 1).result(PATIENCE) == 1


@pytest.mark.parametrize("step", ["begin", "commit"])
def test_it_acknowledges_nothing_of_a_batch_that_fails(
    writer: Writer[SqliteTransaction], session: Counting, path: Path, step: str
) -> None:
    def keep(tx: Transaction, items: Sequence[str]) -> None:
        for item in items:
            name(tx, item)

    with held(writer):
        waiting: list[Future[None]] = [
            writer.write(lambda tx: name(tx, "one")),
            writer.write_batched(keep, "two"),
            writer.pass_through(),
        ]
        if step == "commit":
            writer.write(lambda _tx: session.fails.add("commit"))
        else:
            session.fails.add("begin")
    for future in waiting:
        assert isinstance(future.exception(PATIENCE), StoreUnavailable)
    assert names_in(path) == set()
    assert not writer.healthy()


def test_it_recovers_on_a_new_connection(
    writer: Writer[SqliteTransaction], session: Counting, path: Path
) -> None:
    session.fails.add("commit")
    failed = writer.write(lambda tx: name(tx, "lost"))
    assert isinstance(failed.exception(PATIENCE), StoreUnavailable)
    assert session.abandoned == 1
    session.fails.clear()
    writer.write(lambda tx: name(tx, "kept")).result(PATIENCE)
    assert writer.healthy()
    assert names_in(path) == {"kept"}


def test_it_fails_refused_fetches_like_kept_ones_until_it_recovers(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    session.fails |= {"commit", "probe"}
    assert writer.write(lambda _tx: None).exception(PATIENCE) is not None
    refused = writer.pass_through()
    assert isinstance(refused.exception(PATIENCE), StoreUnavailable)
    session.fails.clear()
    # a refused fetch alone finds out that the disk takes something again
    assert writer.pass_through().result(PATIENCE) is None
    assert writer.healthy()


def test_it_fails_the_batch_when_the_disk_is_full(
    writer: Writer[SqliteTransaction], session: Counting, path: Path
) -> None:
    def fills(tx: Transaction) -> None:
        session.take_no_page_more()
        for number in range(1_000):
            name(tx, f"{number}" * 50)

    with held(writer):
        before = writer.write(lambda tx: name(tx, "before"))
        full = writer.write(fills)
    for future in (before, full):
        assert isinstance(future.exception(PATIENCE), StoreUnavailable)
    assert names_in(path) == set()
    assert writer.write(lambda tx: name(tx, "after")).exception(PATIENCE) is None


def test_it_fails_the_batch_when_a_job_hides_that_the_disk_is_full(
    writer: Writer[SqliteTransaction], session: Counting, path: Path
) -> None:
    def hides(tx: Transaction) -> None:
        session.take_no_page_more()
        with suppress(sqlite3.OperationalError):
            for number in range(1_000):
                name(tx, f"{number}" * 50)

    with held(writer):
        before = writer.write(lambda tx: name(tx, "before"))
        hidden = writer.write(hides)
    # SQLite took everything back by itself: nobody may be told otherwise
    for future in (before, hidden):
        assert isinstance(future.exception(PATIENCE), StoreUnavailable)
    assert names_in(path) == set()


def test_it_fails_the_batch_when_the_file_breaks_under_a_job(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    def breaks(_tx: Transaction) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    with held(writer):
        before = writer.write(lambda tx: name(tx, "before"))
        broken = writer.write(breaks)
    for future in (before, broken):
        assert isinstance(future.exception(PATIENCE), StoreUnavailable)
    assert not writer.healthy()
    assert names_in(path) == set()


def test_it_is_unavailable_while_another_process_holds_the_lock(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    locked = writer.write(lambda tx: name(tx, "one"))
    assert isinstance(locked.exception(PATIENCE), StoreUnavailable)
    assert not writer.healthy()
    other.execute("ROLLBACK")
    other.close()
    writer.write(lambda tx: name(tx, "two")).result(PATIENCE)
    assert writer.healthy()
    assert names_in(path) == {"two"}


def test_it_fails_a_refused_fetch_too_while_the_lock_is_held(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    # the first to come is a refused one: it must not look better off than a kept one
    refused = writer.pass_through()
    assert isinstance(refused.exception(PATIENCE), StoreUnavailable)
    other.close()
    assert writer.pass_through().exception(PATIENCE) is None


def test_it_fails_fetches_behind_a_failing_batch_with_it(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    told: list[tuple[list[str], type[BaseException] | None]] = []

    def release(handles: Sequence[str], error: BaseException | None) -> None:
        told.append((list(handles), None if error is None else type(error)))

    def waits(_tx: Transaction) -> None:
        busy.set()
        assert free.wait(PATIENCE)
        session.fails.add("commit")

    busy, free = threading.Event(), threading.Event()
    first = writer.write(waits)
    assert busy.wait(PATIENCE)
    writer.enqueue(lambda _tx, _items: None, "", release, "a good token")
    writer.enqueue(None, "", release, "a bad token")
    behind = writer.write(lambda _tx: session.fails.clear())
    free.set()
    assert isinstance(first.exception(PATIENCE), StoreUnavailable)
    # what is no fetch has its own try
    assert behind.exception(PATIENCE) is None
    assert session.abandoned == 1
    assert told == [(["a good token", "a bad token"], StoreUnavailable)]


def test_it_tries_kept_fetches_after_a_failure_as_it_tries_refused_ones(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    told: list[BaseException | None] = []
    done = threading.Event()

    def release(_handles: Sequence[str], error: BaseException | None) -> None:
        told.append(error)
        done.set()

    session.fails |= {"commit", "probe"}
    assert writer.write(lambda _tx: None).exception(PATIENCE) is not None
    # a small write may find room where the proof that all is well finds none
    session.fails.discard("commit")
    writer.enqueue(lambda _tx, _items: None, "", release, "a good token")
    assert done.wait(PATIENCE)
    assert isinstance(told[0], StoreUnavailable)


def test_it_is_not_healthy_while_the_database_does_not_answer(
    writer: Writer[SqliteTransaction],
) -> None:
    with held(writer):
        assert until(lambda: not writer.healthy())
    assert writer.healthy()


def test_it_tells_what_there_is_to_measure(writer: Writer[SqliteTransaction]) -> None:
    with held(writer):
        waiting = [writer.write(lambda _tx: None) for _ in range(3)]
        assert writer.figures().queued == 3
    for each in waiting:
        each.result(PATIENCE)
    # told before the next batch is begun
    writer.write(lambda _tx: None).result(PATIENCE)
    figures = writer.figures()
    sizes = dict(figures.batch_sizes.buckets())
    assert (sizes["1"], sizes["2"], sizes["4"], sizes["+Inf"]) == (2, 2, 3, 3)
    assert figures.batch_sizes.total == 5
    assert dict(figures.commit_seconds.buckets())["+Inf"] == 3


def test_it_finishes_what_is_queued_and_takes_nothing_more(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    with held(writer):
        queued = writer.write(lambda tx: name(tx, "queued"))
        closing = threading.Thread(target=writer.close)
        closing.start()
    closing.join(PATIENCE)
    assert queued.done()
    assert names_in(path) == {"queued"}
    for late in (
        writer.write(lambda tx: name(tx, "late")),
        writer.write_batched(lambda _tx, _items: None, "late"),
        writer.pass_through(),
    ):
        assert isinstance(late.exception(PATIENCE), StoreUnavailable)
    with pytest.raises(StoreUnavailable):
        writer.checkpoint()
    writer.close()


def test_it_tells_which_feeds_moved_once_per_commit(store: Store, post: Post) -> None:
    woken: list[frozenset[Feed]] = []
    alices, bobs = post.issue("alice's"), post.issue("bob's", BOB)
    store.listen(woken.append)
    store.write(lambda tx: (tx.move_change(alices), tx.move_change(alices))).result()
    store.write(lambda tx: tx.move_change(bobs)).result()
    store.write(lambda tx: tx.put_message(bobs)).result()
    assert woken == [
        frozenset({(NORTH.id, ALICE.id)}),
        frozenset({(NORTH.id, BOB.id)}),
    ]


def test_it_wakes_nobody_for_what_was_undone(
    writer: Writer[SqliteTransaction], session: Counting
) -> None:
    woken: list[frozenset[Feed]] = []
    writer.listen(woken.append)
    offer = message("offer")

    def fails(tx: Transaction) -> None:
        tx.move_change(offer)
        raise LookupError

    with held(writer):
        undone = writer.write(fails)
        kept = writer.write(lambda tx: tx.set_setting(NORTH.id, "a", "b"))
    assert undone.exception(PATIENCE) is not None
    assert kept.exception(PATIENCE) is None
    session.fails.add("commit")
    lost = writer.write(lambda tx: tx.move_change(offer))
    assert lost.exception(PATIENCE) is not None
    assert woken == []
    session.fails.clear()
    writer.write(lambda tx: tx.move_change(offer)).result(PATIENCE)
    assert woken == [frozenset({(NORTH.id, ALICE.id)})]


def test_it_shows_the_listener_what_was_committed(
    writer: Writer[SqliteTransaction], path: Path
) -> None:
    seen: list[set[str]] = []
    writer.listen(lambda _moved: seen.append(names_in(path)))

    def job(tx: Transaction) -> None:
        name(tx, "one")
        tx.move_change(message("offer"))

    writer.write(job).result(PATIENCE)
    assert seen == [{"one"}]


def test_it_answers_although_a_listener_fails(
    writer: Writer[SqliteTransaction],
) -> None:
    def fails(_moved: frozenset[Feed]) -> None:
        raise LookupError

    writer.listen(fails)
    moved = writer.write(lambda tx: tx.move_change(message("offer")))
    assert moved.result(PATIENCE).change == 1
    assert writer.healthy()


def test_it_says_when_the_log_cannot_be_emptied(
    writer: Writer[SqliteTransaction], session: Counting, path: Path
) -> None:
    session.fails.add("checkpoint")
    with pytest.raises(StoreUnavailable):
        writer.checkpoint()
    session.fails.clear()
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM setting").fetchone()
    writer.write(lambda tx: name(tx, "newer than the reader")).result(PATIENCE)
    assert writer.checkpoint() is False
    reader.close()
    assert writer.checkpoint() is True
