"""Several processes at one data directory; a disk that is really full."""

import multiprocessing
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from backend.domain.errors import StoreInUse, StoreUnavailable
from backend.store.sqlite.engine import FILE_NAME, open_store
from backend.store.sqlite.schema import migrations
from backend.store.store import Transaction
from tests.store.people import NORTH, settle

PROCESSES = 6
ROUNDS = 5
PATIENCE = 60  # seconds

# a fresh interpreter, as the command line is; it inherits no lock and no thread
processes = multiprocessing.get_context("spawn")


def start_all_at_once(places: list[Path], gate: object, told: object) -> None:
    for place in places:
        gate.wait(PATIENCE)  # type: ignore[attr-defined]
        try:
            open_store(place, exclusive=False).close()
            told.put(None)  # type: ignore[attr-defined]
        except Exception as error:
            told.put(repr(error))  # type: ignore[attr-defined]


def test_it_is_created_by_one_of_many_that_start_at_once(tmp_path: Path) -> None:
    places = [tmp_path / str(number) for number in range(ROUNDS)]
    gate, told = processes.Barrier(PROCESSES), processes.Queue()
    started = [
        processes.Process(target=start_all_at_once, args=(places, gate, told))
        for _ in range(PROCESSES)
    ]
    for process in started:
        process.start()
    failures = [told.get(timeout=PATIENCE) for _ in range(PROCESSES * ROUNDS)]
    for process in started:
        process.join(PATIENCE)
        process.close()
    told.close()
    told.join_thread()
    assert [failure for failure in failures if failure] == []
    for place in places:
        with closing(sqlite3.connect(place / FILE_NAME)) as connection:
            applied = connection.execute("SELECT name FROM _sqlite_migrations")
            names = [name for (name,) in applied]
            assert len(names) == len(set(names))
            db = Database(connection, execute_plugins=False)
            assert migrations.pending(db) == []


def serve(place: Path, ready: object) -> None:
    store = open_store(place)
    ready.set()  # type: ignore[attr-defined]
    processes.Event().wait()
    store.close()


def test_it_lets_the_next_server_in_after_one_was_killed(tmp_path: Path) -> None:
    ready = processes.Event()
    server = processes.Process(target=serve, args=(tmp_path, ready))
    server.start()
    assert ready.wait(PATIENCE)
    with pytest.raises(StoreInUse, match=f"process {server.pid}"):
        open_store(tmp_path)
    server.kill()
    server.join(PATIENCE)
    server.close()
    open_store(tmp_path).close()


def fill_the_disk(place: Path, told: object) -> None:
    store = open_store(place)
    store.write(settle).result()

    def job(tx: Transaction) -> None:
        for number in range(500):
            tx.set_setting(NORTH.id, f"setting {number}", "long " * 50)

    # No file may grow beyond what it is: writing says EFBIG, as a full disk ENOSPC.
    size = (place / f"{FILE_NAME}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    full = store.write(job).exception(PATIENCE)
    refused = store.pass_through().exception(PATIENCE)
    unhealthy = not store.healthy()
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    )
    with store.read() as reader:
        kept = len(reader.settings(NORTH.id))
    room = store.write(job).exception(PATIENCE)
    with store.read() as reader:
        then = len(reader.settings(NORTH.id))
    store.close()
    told.put(  # type: ignore[attr-defined]
        [
            isinstance(full, StoreUnavailable),
            isinstance(refused, StoreUnavailable),
            unhealthy,
            kept,
            room,
            then,
        ]
    )


def test_it_acknowledges_nothing_that_the_disk_did_not_take(tmp_path: Path) -> None:
    told = processes.Queue()
    process = processes.Process(target=fill_the_disk, args=(tmp_path, told))
    process.start()
    outcome = told.get(timeout=PATIENCE)
    process.join(PATIENCE)
    process.close()
    told.close()
    told.join_thread()
    assert outcome == [True, True, True, 0, None, 500]
