"""The spool alone: what it takes is durable, sealed, in order and given back once."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.domain.errors import StoreInUse, StoreUnavailable
from backend.domain.observe import Network, Observation
from backend.domain.token import Purpose
from backend.store.spool.arrival import Arrival, packed, unpacked
from backend.store.spool.file import Batch, Damage
from backend.store.spool.session import SpoolSession, SpoolTransaction
from backend.store.spool.spool import FILE_NAME, Spool, _append
from backend.store.writer import BATCH_MAX
from tests.house.patience import SECONDS
from tests.store.people import NOON, key

KEYS = (b"k" * 32,)
MOST = 2_000


def arrival(number: int, purpose: Purpose = Purpose.OPEN) -> Arrival:
    seen = Observation(
        at=NOON + timedelta(seconds=number, microseconds=7),
        client="outlook_desktop",
        network=Network.EYEBALL,
        os="windows",
        prefetch=bool(number % 2),
    )
    return Arrival(purpose, key("event", number), key("lookup", number), seen)


def put(spool: Spool, what: Arrival | None) -> Future[None]:
    answered: Future[None] = Future()
    spool.enqueue(what, released, answered)
    return answered


def released(handles: Sequence[Any], error: BaseException | None) -> None:
    for handle in handles:
        if error is None:
            handle.set_result(None)
        else:
            handle.set_exception(error)


def fill(spool: Spool, count: int, start: int = 0) -> list[Arrival]:
    """Put arrivals in and return them once all are durable."""
    arrivals = [arrival(number) for number in range(start, start + count)]
    for answered in [put(spool, each) for each in arrivals]:
        assert answered.result(SECONDS) is None
    return arrivals


def oldest(spool: Spool, limit: int = 500) -> Batch:
    (path,) = spool.files_with_rows()
    batch = spool.read(path, after=None, limit=limit)
    assert batch is not None
    return batch


def brought(batch: Batch) -> list[Arrival]:
    return [each for _, each in batch.arrivals]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path, KEYS, most=MOST)
    yield spool
    spool.close()


def spoil(path: Path, *statements: str) -> None:
    """Do to the file what nobody should."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for statement in statements:
            other.execute(statement)


# what it takes, it gives back


@pytest.mark.parametrize("purpose", [Purpose.OPEN, Purpose.CLICK])
def test_it_gives_back_what_it_was_given(purpose: Purpose) -> None:
    for number in (0, 1):
        given = arrival(number, purpose)
        assert unpacked(given.event_id, packed(given)) == given


def test_it_refuses_who_asked_not_to_be_recorded() -> None:
    given = arrival(0)
    silent = given.observation._replace(gpc=True)
    with pytest.raises(ValueError, match="not to be recorded"):
        packed(given._replace(observation=silent))


def test_it_gives_back_the_oldest_first(spool: Spool) -> None:
    given = fill(spool, 30)
    assert spool.waiting() == 30
    first = oldest(spool, limit=20)
    assert (brought(first), first.damages) == (given[:20], [])
    spool.drop(spool.files_with_rows()[0], first).result(SECONDS)
    assert spool.waiting() == 10
    assert brought(oldest(spool)) == given[20:]


def test_it_keeps_what_it_answered_over_a_restart(tmp_path: Path, spool: Spool) -> None:
    given = fill(spool, 3)
    spool.close()
    again = Spool(tmp_path, KEYS, most=MOST)
    assert again.waiting() == 3
    more = fill(again, 2, start=3)
    batch = oldest(again)
    again.close()
    assert (brought(batch), batch.damages) == (given + more, [])


def test_it_opens_what_an_older_key_sealed(tmp_path: Path, spool: Spool) -> None:
    given = fill(spool, 2)
    spool.close()
    renewed = Spool(tmp_path, (b"n" * 32, *KEYS), most=MOST)
    given += fill(renewed, 2, start=2)
    assert brought(oldest(renewed)) == given
    renewed.close()


def test_it_leaves_nothing_of_who_brings_nothing(spool: Spool) -> None:
    assert put(spool, None).result(SECONDS) is None
    assert (spool.waiting(), spool.files_with_rows()) == (0, [])


def test_it_belongs_to_one_server(tmp_path: Path, spool: Spool) -> None:
    with pytest.raises(StoreInUse):
        Spool(tmp_path, KEYS, most=MOST)
    spool.close()
    Spool(tmp_path, KEYS, most=MOST).close()


# what lies in the file


def everything(path: Path) -> bytes:
    return b"".join(
        each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*"))
    )


def test_it_is_for_the_owner_alone_and_sealed(spool: Spool, path: Path) -> None:
    given = fill(spool, 20)
    for each in path.parent.glob(f"{path.name}*"):
        assert each.stat().st_mode & 0o077 == 0
    written = everything(path)
    for clear in (
        *(b"outlook_desktop", b"windows", b"eyeball", b"2026-11-23", b"open"),
        *(given[7].lookup, given[7].lookup.hex().encode()),
    ):
        assert clear not in written


def test_it_leaves_no_byte_of_what_was_drained(spool: Spool, path: Path) -> None:
    given = fill(spool, 600)
    rows = sqlite3.connect(path)
    sealed = [row[0] for row in rows.execute("SELECT sealed FROM spooled LIMIT 9")]
    rows.close()
    size = path.stat().st_size + path.with_name(f"{FILE_NAME}-wal").stat().st_size
    while spool.waiting():
        spool.drop(path, oldest(spool)).result(SECONDS)
    spool.emptied(path)
    left = everything(path)
    assert [each for each in given if each.event_id in left] == []
    assert [each for each in sealed if each[40:60] in left] == []
    assert path.stat().st_size < size / 4


def test_it_leaves_no_byte_although_somebody_read_the_file(
    spool: Spool, path: Path
) -> None:
    given = fill(spool, 9)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM spooled").fetchone()
        spool.drop(path, oldest(spool)).result(SECONDS)
        spool.emptied(path)
        spool.tidy()
        assert given[0].event_id in everything(path)
    spool.tidy()
    assert given[0].event_id not in everything(path)


# damage


SWAP = (
    "UPDATE spooled SET sequence = -4 WHERE sequence = 4",
    "UPDATE spooled SET sequence = 4 WHERE sequence = 6",
    "UPDATE spooled SET sequence = 6 WHERE sequence = -4",
)
ALTERED = "UPDATE spooled SET sealed = zeroblob(300) WHERE sequence = 4"


@pytest.mark.parametrize(
    ("statements", "damages"),
    [
        (
            (ALTERED,),
            [Damage("altered", 4, 4)],
        ),
        (
            ("UPDATE spooled SET event_id = randomblob(16) WHERE sequence = 4",),
            [Damage("altered", 4, 4)],
        ),
        (
            ("UPDATE spooled SET previous = randomblob(16) WHERE sequence = 4",),
            [Damage("altered", 4, 4)],
        ),
        (
            ("DELETE FROM spooled WHERE sequence IN (4, 5)",),
            [Damage("missing", 4, 5)],
        ),
        (("DELETE FROM spooled WHERE sequence = 1",), [Damage("missing", 1, 1)]),
        (("DELETE FROM spooled WHERE sequence > 7",), [Damage("missing", 8, 9)]),
        (SWAP, [Damage("altered", 4, 4), Damage("altered", 6, 6)]),
    ],
    ids=["seal", "event", "chain", "missing", "first", "last", "swapped"],
)
def test_it_names_damage_and_gives_back_the_rest(
    spool: Spool, path: Path, statements: Sequence[str], damages: list[Damage]
) -> None:
    given = fill(spool, 9)
    spoil(path, *statements)
    batch = oldest(spool)
    assert list(batch.damages) == damages
    hurt = {number for each in damages for number in range(each.first, each.last + 1)}
    whole = [each for number, each in enumerate(given, start=1) if number not in hurt]
    assert brought(batch) == whole
    spool.drop(path, batch).result(SECONDS)
    assert spool.waiting() == 0


def test_it_names_a_row_put_back_from_an_older_copy(
    tmp_path: Path, spool: Spool, path: Path
) -> None:
    fill(spool, 2)
    with (
        closing(sqlite3.connect(path)) as live,
        closing(sqlite3.connect(tmp_path / "copy.db")) as copy,
    ):
        live.backup(copy)
    fill(spool, 1, start=2)
    # as if the third had been written from another past of the same spool
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "copy.db").rename(other / FILE_NAME)
    past = Spool(other, KEYS, most=MOST)
    stranger = fill(past, 1, start=77)
    past.close()
    with closing(sqlite3.connect(other / FILE_NAME)) as copy:
        row = copy.execute("SELECT * FROM spooled WHERE sequence = 3").fetchone()
    fill(spool, 1, start=3)
    with closing(sqlite3.connect(path, isolation_level=None)) as live:
        live.execute("DELETE FROM spooled WHERE sequence = 3")
        live.execute("INSERT INTO spooled VALUES (?, ?, ?, ?)", row)
    batch = oldest(spool)
    assert list(batch.damages) == [Damage("exchanged", 3, 3)]
    assert brought(batch)[2:] == [*stranger, arrival(3)]


def test_it_gives_back_what_a_broken_page_leaves(spool: Spool, path: Path) -> None:
    given = fill(spool, 400)
    spool.close()
    with path.open("r+b") as file:
        file.seek(0, 2)
        pages = file.tell() // 4096
        for page in range(pages // 2, pages // 2 + 2):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    again = Spool(path.parent, KEYS, most=MOST)
    batch = oldest(again)
    again.close()
    lost = sum(each.last - each.first + 1 for each in batch.damages)
    assert 0 < lost < 100
    assert len(batch.arrivals) == len(given) - lost
    assert set(brought(batch)) < set(given)


def test_it_starts_anew_beside_a_file_it_cannot_read(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    spool = Spool(path.parent, KEYS, most=MOST)
    given = fill(spool, 2)
    unreadable, readable = spool.files_with_rows()
    assert spool.read(unreadable, after=None, limit=9) is None
    assert spool.files_with_rows() == [readable] == [path]
    assert brought(oldest(spool)) == given
    spool.close()
    (kept,) = path.parent.glob("spool-*.damaged")
    assert kept.read_bytes().startswith(b"no database")


# when it can take nothing


def held(path: Path) -> sqlite3.Connection:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.parametrize("first", ["an arrival", "nothing"])
def test_it_refuses_all_alike_while_it_cannot_write(
    spool: Spool, path: Path, first: str
) -> None:
    fill(spool, 1)
    given = {"an arrival": arrival(1), "nothing": None}
    with closing(held(path)):
        for what in (given[first], None, arrival(2), None):
            answered = put(spool, what)
            assert isinstance(answered.exception(SECONDS), StoreUnavailable)
    assert not spool.healthy()
    spool.probe()
    assert spool.healthy()
    assert len(oldest(spool).arrivals) == 1


def test_it_is_full_at_its_bound_for_all_alike(spool: Spool) -> None:
    while not spool.full():
        fill(spool, 100, start=spool.waiting())
    before = spool.waiting()
    assert MOST - BATCH_MAX - 100 < before <= MOST
    for what in (None, arrival(9_999), None):
        assert isinstance(put(spool, what).exception(SECONDS), StoreUnavailable)
    assert spool.waiting() == before
    # there is a way out of it
    (path,) = spool.files_with_rows()
    spool.drop(path, oldest(spool)).result(SECONDS)
    assert put(spool, arrival(9_999)).result(SECONDS) is None


def test_it_refuses_all_alike_on_a_full_disk(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(spool, 300)
    with monkeypatch.context() as patch:
        full_disk(patch, spool)
        answers = [
            put(spool, arrival(number)).exception(SECONDS) for number in range(99)
        ]
        kept = answers.count(None)
        # the first who needed a page found out, and since then it is full for all
        assert all(isinstance(each, StoreUnavailable) for each in answers[kept:])
        assert kept < 90
        for what in (None, arrival(999), None):
            assert isinstance(put(spool, what).exception(SECONDS), StoreUnavailable)
    for what in (None, arrival(999)):
        assert put(spool, what).result(SECONDS) is None
    batch = oldest(spool)
    assert (len(batch.arrivals), batch.damages) == (300 + kept + 1, [])


def full_disk(patch: pytest.MonkeyPatch, spool: Spool) -> None:
    """Let SQLite find no page beyond those there are, however often it opens."""
    session, connect = spool._session, SpoolSession._connect
    (pages,) = session._open().execute("PRAGMA page_count").fetchone()
    limit = f"PRAGMA max_page_count = {pages}"
    session._open().execute(limit)

    def limited(of: SpoolSession) -> sqlite3.Connection:
        connection = connect(of)
        connection.execute(limit)
        return connection

    patch.setattr(SpoolSession, "_connect", limited)


def test_it_writes_no_more_to_a_file_the_disk_gave_an_error_for(
    spool: Spool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = fill(spool, 3)
    real = spool._session._open

    class Broken:
        """The connection; its commit fails as fsync does when a disk dies."""

        def execute(self, statement: str, *values: Any) -> Any:
            if statement == "COMMIT":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
                raise error
            return real().execute(statement, *values)

        def executemany(self, *values: Any) -> Any:
            return real().executemany(*values)

    with monkeypatch.context() as patch:
        patch.setattr(spool._session, "_open", Broken)
        assert isinstance(put(spool, arrival(3)).exception(SECONDS), StoreUnavailable)
    more = fill(spool, 2, start=4)
    aside, now = spool.files_with_rows()
    assert now == path
    assert spool.waiting() == 5
    first = spool.read(aside, after=None, limit=500)
    assert first is not None
    assert brought(first) == given
    behind = spool.read(aside, after=first.through, limit=500)
    assert behind is not None
    assert behind.empty
    spool.emptied(aside)
    assert not aside.exists()
    assert spool.waiting() == 2
    assert brought(oldest(spool)) == more


def test_it_counts_what_was_put_aside_against_its_bound(
    tmp_path: Path, spool: Spool
) -> None:
    room = MOST - BATCH_MAX  # while no more are held, the largest batch would fit
    for start, count in ((0, 500), (500, 500), (1000, room + 1 - 1000)):
        assert not spool.full()
        fill(spool, count, start=start)
        # as after an error of the disk
        assert spool._writer.write(SpoolTransaction.spoil).exception(SECONDS)
    assert spool.waiting() == room + 1
    assert spool.full()
    for what in (None, arrival(9_999), None):
        assert isinstance(put(spool, what).exception(SECONDS), StoreUnavailable)
    spool.close()
    # So does the next server, which finds the files.
    again = Spool(tmp_path, KEYS, most=MOST)
    files = again.files_with_rows()
    assert (again.waiting(), len(files)) == (room + 1, 3)
    assert again.full()
    again.emptied(files[0])
    # Files have names by chance: it was one of those with 500, or the last.
    assert again.waiting() in {room + 1 - 500, 1000}
    assert put(again, arrival(9_999)).result(SECONDS) is None
    again.close()


def test_it_refuses_who_was_queued_before_it_was_full(spool: Spool) -> None:
    fill(spool, 9)
    spool._session.waiting_aside[Path("spool-0a.db")] = MOST - BATCH_MAX
    late: list[Future[None]] = [Future(), Future()]
    spool._writer.enqueue(_append, arrival(9), released, late[0])
    assert isinstance(late[0].exception(SECONDS), StoreUnavailable)
    spool._writer.enqueue(None, None, released, late[1])
    assert isinstance(late[1].exception(SECONDS), StoreUnavailable)
    assert spool._session.waiting == 9


def test_it_finishes_what_a_crash_cut_short_while_a_file_was_put_aside(
    spool: Spool, path: Path
) -> None:
    given = fill(spool, 3)
    copy = path.parent / "copy"
    copy.mkdir()
    log = f"{FILE_NAME}-wal"
    (copy / FILE_NAME).write_bytes(path.read_bytes())
    # the log was renamed, the file was not: the rows are in the log
    (copy / "spool-0a.db-wal").write_bytes(path.with_name(log).read_bytes())
    again = Spool(copy, KEYS, most=MOST)
    (aside,) = again.files_with_rows()
    batch = again.read(aside, after=None, limit=9)
    again.close()
    assert batch is not None
    assert brought(batch) == given


def test_it_takes_from_many_threads_at_once(spool: Spool) -> None:
    def some(part: int) -> None:
        fill(spool, 50, start=part * 50)

    threads = [threading.Thread(target=some, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    batch = oldest(spool)
    assert set(brought(batch)) == {arrival(number) for number in range(400)}
    assert batch.damages == []
    sizes = dict(spool.figures().batch_sizes.buckets())
    assert sizes["+Inf"] < 400, "one commit for many, or a flush for each is paid"
