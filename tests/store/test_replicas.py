"""Several replicas over one PostgreSQL database: who hears of what."""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest

from backend.domain.errors import StoreInUse
from backend.store.postgres import notices
from backend.store.postgres.connection import connect
from backend.store.postgres.engine import PostgresStore, open_store
from backend.store.postgres.locks import serve_nobody
from backend.store.postgres.schema import MIGRATIONS
from backend.store.store import Store, Transaction
from backend.store.tally import Feed
from tests.store.people import ALICE, BOB, NORTH, Post, settle

PATIENCE = 30  # seconds until a test that hangs is called failed
PROCESSES = 4
ALICES, BOBS = (NORTH.id, ALICE.id), (NORTH.id, BOB.id)

processes = multiprocessing.get_context("spawn")


class Ear:
    """Hears which feeds moved, and waits for news."""

    def __init__(self, store: Store) -> None:
        self.heard: list[frozenset[Feed]] = []
        self.missed = 0
        self._news = threading.Condition()
        store.listen(self._hear, self._miss)

    def _hear(self, moved: frozenset[Feed]) -> None:
        with self._news:
            self.heard.append(moved)
            self._news.notify_all()

    def _miss(self) -> None:
        with self._news:
            self.missed += 1
            self._news.notify_all()

    def wait(self, until: Callable[["Ear"], bool]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: until(self), PATIENCE)


@pytest.fixture
def here(database: str) -> Iterator[Store]:
    store = open_store(database)
    store.write(settle).result(PATIENCE)
    yield store
    store.close()


@pytest.fixture
def there(database: str, here: Store) -> Iterator[Store]:  # noqa: ARG001  # founded first
    store = open_store(database)
    yield store
    store.close()


# what is said


def test_it_reads_the_notices_it_writes(database: str) -> None:
    moved = frozenset(
        (NORTH.id, number.to_bytes(16)) for number in range(2 * notices.FEEDS_MAX + 1)
    )
    with connect(database) as connection:
        connection.execute(f"LISTEN {notices.CHANNEL}")
        notices.send(connection, "origin", moved)
        heard = list(connection.notifies(timeout=PATIENCE, stop_after=3))
    assert {notices.read(each.payload)[0] for each in heard} == {"origin"}
    parts = [notices.read(each.payload)[1] for each in heard]
    assert sorted(map(len, parts)) == [1, notices.FEEDS_MAX, notices.FEEDS_MAX]
    assert frozenset[Feed]().union(*parts) == moved


@pytest.mark.parametrize("payload", ["", "origin", "origin 00ff", "origin dave"])
def test_it_takes_nothing_else_for_a_notice(payload: str) -> None:
    with pytest.raises(ValueError, match=r"feeds|hex"):
        notices.read(payload)


# who hears it


def test_it_tells_every_replica_once_whose_feed_moved(
    here: Store, there: Store
) -> None:
    ears = [Ear(here), Ear(there)]
    offer, reply = Post(here).issue("offer"), Post(here).issue("reply", BOB)
    Post(here).move(offer)
    for ear in ears:
        ear.wait(lambda ear: len(ear.heard) == 1)
    # Had the first commit been heard twice, it would have been before this one.
    Post(there).move(reply)
    for ear in ears:
        ear.wait(lambda ear: len(ear.heard) == 2)
        assert ear.heard == [frozenset({ALICES}), frozenset({BOBS})]
        assert ear.missed == 0


def test_it_tells_nobody_of_what_was_undone(here: Store, there: Store) -> None:
    ear = Ear(there)
    offer, reply = Post(here).issue("offer"), Post(here).issue("reply", BOB)

    def fails(tx: Transaction) -> None:
        tx.move_change(offer)
        raise LookupError

    assert here.write(fails).exception(PATIENCE) is not None
    Post(here).move(reply)
    ear.wait(lambda ear: bool(ear.heard))
    assert ear.heard == [frozenset({BOBS})]


def test_it_shows_the_other_replica_what_was_committed(
    here: Store, there: Store
) -> None:
    found: list[int] = []
    seen = threading.Event()

    def look(_moved: frozenset[Feed]) -> None:
        with there.read() as reader:
            found.append(reader.change(*ALICES))
        seen.set()

    there.listen(look)
    Post(here).move(Post(here).issue("offer"))
    assert seen.wait(PATIENCE)
    assert found == [1]


def test_it_wakes_everybody_after_it_could_not_hear(
    database: str, here: Store, there: Store
) -> None:
    ear = Ear(there)
    with connect(database) as connection:
        (ended,) = connection.execute(
            "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        ).fetchone() or (0,)
    assert ended == 2
    ear.wait(lambda ear: ear.missed == 1)
    Post(here).move(Post(here).issue("offer"))
    ear.wait(lambda ear: bool(ear.heard))


def test_it_looks_everywhere_when_it_cannot_read_a_notice(
    database: str, here: Store
) -> None:
    ear = Ear(here)
    with connect(database) as connection:
        connection.execute(f"NOTIFY {notices.CHANNEL}, 'hello'")
    ear.wait(lambda ear: ear.missed == 1)


def test_it_hears_beside_a_thousand_sidebars(here: Store, database: str) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limits[0], 4096), limits[1]))
    with ExitStack() as sidebars:
        for _ in range(1100):
            sidebars.enter_context(Path(os.devnull).open("rb"))
        there = open_store(database)
        ear = Ear(there)
        Post(here).move(Post(here).issue("offer"))
        ear.wait(lambda ear: bool(ear.heard))
        there.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_it_hears_on_although_a_listener_fails(here: Store, there: Store) -> None:
    def fails(_moved: frozenset[Feed]) -> None:
        raise LookupError

    there.listen(fails)
    ear = Ear(there)
    offer = Post(here).issue("offer")
    Post(here).move(offer)
    Post(here).move(offer)
    ear.wait(lambda ear: len(ear.heard) == 2)


# who may work here


def test_it_lets_the_database_be_moved_while_nobody_serves(
    database: str, here: Store
) -> None:
    with connect(database) as mover:
        with pytest.raises(StoreInUse, match="replicas"):
            serve_nobody(mover, database)
        with closing(open_store(database, serving=False)):
            here.close()
            serve_nobody(mover, database)
            with pytest.raises(StoreInUse, match="migrate-store"):
                open_store(database)
    open_store(database).close()


def start_all_at_once(url: str, gate: object, told: object) -> None:
    gate.wait(PATIENCE)  # type: ignore[attr-defined]
    try:
        open_store(url).close()
        told.put(None)  # type: ignore[attr-defined]
    except Exception as error:
        told.put(repr(error))  # type: ignore[attr-defined]


def test_it_is_created_by_one_of_many_that_start_at_once(database: str) -> None:
    gate, told = processes.Barrier(PROCESSES), processes.Queue()
    started = [
        processes.Process(target=start_all_at_once, args=(database, gate, told))
        for _ in range(PROCESSES)
    ]
    for process in started:
        process.start()
    failures = [told.get(timeout=PATIENCE) for _ in started]
    for process in started:
        process.join(PATIENCE)
        process.close()
    told.close()
    told.join_thread()
    assert [failure for failure in failures if failure] == []
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT name FROM _migration").fetchall()
    assert len(rows) == len(MIGRATIONS)


def die_in_the_middle(url: str) -> None:
    def job(tx: Transaction) -> None:
        tx.set_setting(NORTH.id, "half", "done")
        os.kill(os.getpid(), signal.SIGKILL)

    open_store(url).write(job).result()


def test_it_leaves_no_lock_and_no_half_of_a_change_when_killed(
    database: str, here: Store
) -> None:
    dying = processes.Process(target=die_in_the_middle, args=(database,))
    dying.start()
    dying.join(PATIENCE)
    assert dying.exitcode == -signal.SIGKILL
    dying.close()
    here.write(lambda tx: tx.set_setting(NORTH.id, "whole", "done")).result(PATIENCE)
    with here.read() as reader:
        assert dict(reader.settings(NORTH.id)) == {"whole": "done"}


def test_it_closes_twice_and_while_it_cannot_hear(database: str) -> None:
    store = open_store(database)
    assert isinstance(store, PostgresStore)
    with connect(database) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    closers = [threading.Thread(target=store.close) for _ in range(2)]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join(PATIENCE)
        assert not closer.is_alive()
