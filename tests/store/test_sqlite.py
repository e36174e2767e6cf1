"""What holds for the SQLite engine beside the contract every engine keeps."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from backend.domain.errors import StoreInUse, StoreUnavailable
from backend.domain.message import Channel, Message, State
from backend.store.sqlite.connection import connect
from backend.store.sqlite.engine import FILE_NAME, data_exist, open_store
from backend.store.sqlite.memory import Memory
from backend.store.sqlite.transaction import SqliteTransaction
from backend.store.store import AuditRow, RecipientRow, Store, Transaction
from tests.store.people import (
    ALICE,
    DAVE,
    ERIN,
    NOON,
    NORTH,
    Post,
    clicked,
    key,
    link,
    lookup,
    message,
    opened,
    settle,
)
from tests.store.questions import QUESTIONS, fill

# tables that a look-up reaches before the organisation is known, and the organisation
NOT_BY_ORGANISATION = {
    "directory": ["provider", "directory_id"],
    "token": ["lookup"],
    "spool": ["id"],
}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def sqlite(data_dir: Path) -> Iterator[Store]:
    store = open_store(data_dir)
    store.write(settle).result()
    yield store
    store.close()


@pytest.fixture
def connection(sqlite: Store, data_dir: Path) -> Iterator[sqlite3.Connection]:
    fill(sqlite)
    with closing(connect(data_dir / FILE_NAME, busy_seconds=1)) as connection:
        yield connection


# the data directory


def test_it_keeps_the_data_to_its_owner(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        store = open_store(data_dir)
        store.write(settle).result()
    finally:
        os.umask(before)
    modes = {file.name: file.stat().st_mode & 0o777 for file in data_dir.iterdir()}
    store.close()
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert modes == dict.fromkeys(
        ["candor.db", "candor.db-wal", "candor.db-shm", "server.lock"], 0o600
    )


def test_it_finds_everything_again_after_a_restart(data_dir: Path) -> None:
    store = open_store(data_dir)
    store.write(settle).result()
    offer = Post(store).issue("offer")
    store.close()
    again = open_store(data_dir)
    with again.read() as reader:
        assert reader.message(NORTH.id, offer.id) == offer
    again.close()
    assert not (data_dir / "candor.db-wal").exists()


def test_it_lets_one_server_in(sqlite: Store, data_dir: Path) -> None:
    with pytest.raises(StoreInUse) as refused:
        open_store(data_dir)
    said = str(refused.value)
    assert str(data_dir) in said
    assert f"process {os.getpid()}" in said
    assert "Stop it" in said
    sqlite.close()
    open_store(data_dir).close()


def test_it_lets_the_command_line_work_beside_the_server(
    sqlite: Store, data_dir: Path
) -> None:
    command = open_store(data_dir, exclusive=False)
    offer = Post(command).issue("offer")
    (moved,) = Post(sqlite).move(offer)
    with command.read() as reader:
        assert reader.message(NORTH.id, offer.id) == moved
    command.close()


def test_it_gives_the_directory_back_when_it_cannot_open(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / FILE_NAME).write_bytes(b"this is no database, " * 200)
    with pytest.raises(StoreUnavailable):
        open_store(data_dir)
    (data_dir / FILE_NAME).unlink()
    open_store(data_dir).close()


def test_it_says_that_it_cannot_be_read(sqlite: Store, data_dir: Path) -> None:
    sqlite.checkpoint()
    for name in (FILE_NAME, "candor.db-wal"):
        (data_dir / name).write_bytes(b"this is no database, " * 200)
    with pytest.raises(StoreUnavailable), sqlite.read() as reader:
        reader.organisations()
    for name in (FILE_NAME, "candor.db-wal"):
        (data_dir / name).unlink()


def test_it_passes_on_what_a_reader_raises(sqlite: Store) -> None:
    with pytest.raises(LookupError, match="alice"), sqlite.read():
        raise LookupError("alice")
    with sqlite.read() as reader:
        assert reader.organisation(NORTH.id) == NORTH


def test_it_reads_in_more_threads_than_it_keeps_connections(sqlite: Store) -> None:
    readers = [sqlite.read() for _ in range(20)]
    try:
        found = [reader.__enter__().organisation(NORTH.id) for reader in readers]
    finally:
        for reader in readers:
            reader.__exit__(None, None, None)
    assert found == [NORTH] * 20


def test_it_knows_whether_there_are_data(data_dir: Path) -> None:
    assert not data_exist(data_dir)
    store = open_store(data_dir)
    assert not data_exist(data_dir)
    store.write(settle).result()
    assert data_exist(data_dir)  # while they may lie in the write-ahead log alone
    store.close()
    assert data_exist(data_dir)


def test_it_counts_what_it_cannot_read_as_data(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / FILE_NAME).write_bytes(b"this is no database, " * 200)
    assert data_exist(data_dir)


# durability and erasure


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: a commit that returned survives power loss
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),  # memory: sorting leaves no file
    ],
)
def test_it_works_with_safe_settings(
    connection: sqlite3.Connection, setting: str, value: object
) -> None:
    assert connection.execute(f"PRAGMA {setting}").fetchone() == (value,)


def test_it_cannot_write_where_it_reads(sqlite: Store, data_dir: Path) -> None:
    sqlite.close()
    path = data_dir / FILE_NAME
    with (
        closing(connect(path, busy_seconds=1, read_only=True)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM message")


def on_disk(data_dir: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(data_dir.iterdir()))


SECRETS = (b"sealed subject of the offer", b"sealed for " + DAVE.exact, DAVE.exact)


def overwrite(tx: Transaction, offer: Message) -> None:
    tx.put_message(replace(offer, subject_sealed=None))
    tx.replace_recipients(offer.org_id, offer.id, [])


WAYS: dict[str, Callable[[Transaction, Message], None]] = {
    "erase": lambda tx, offer: tx.erase_message(offer),
    "delete": lambda tx, offer: tx.delete_message(offer),
    "overwrite": overwrite,
}


@pytest.mark.parametrize("how", WAYS)
def test_it_leaves_no_byte_of_what_was_erased(
    sqlite: Store, data_dir: Path, how: str
) -> None:
    post = Post(sqlite)
    offer = post.issue("offer", subject_sealed=SECRETS[0])
    other = post.issue("other", to=[ERIN], subject_sealed=b"sealed subject of other")
    post.fetch(offer, opened("of the offer"))
    assert all(secret in on_disk(data_dir) for secret in SECRETS)
    sqlite.write(lambda tx: WAYS[how](tx, offer)).result()
    assert sqlite.checkpoint()
    left = on_disk(data_dir)
    assert [secret for secret in SECRETS if secret in left] == []
    if how != "overwrite":
        assert opened("of the offer").id not in left
    assert b"sealed subject of other" in left
    assert other.id in left


# whoever reads: a backup, a doctor, the other process
@contextmanager
def reading(data_dir: Path) -> Iterator[None]:
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM message").fetchone()
        yield


@pytest.mark.parametrize("state", ["the old state", "the newest state"])
@pytest.mark.parametrize("who", ["the server", "the command line"])
def test_it_empties_the_log_later_when_somebody_reads(
    sqlite: Store, data_dir: Path, who: str, state: str
) -> None:
    offer = Post(sqlite).issue("offer", subject_sealed=SECRETS[0])
    with ExitStack() as held:
        if who == "the command line":
            # It waits 5 seconds for a lock, and those who write would wait with it.
            sqlite = held.enter_context(closing(open_store(data_dir, exclusive=False)))
        readers = held.enter_context(ExitStack())
        if state == "the old state":
            readers.enter_context(reading(data_dir))
        sqlite.write(lambda tx: tx.erase_message(offer)).result()
        readers.enter_context(reading(data_dir))
        started = time.monotonic()
        assert not any(sqlite.checkpoint() for _ in range(5))
        assert time.monotonic() - started < 1
        assert sqlite.owes_checkpoint()
        assert SECRETS[0] in on_disk(data_dir)
        readers.close()
        assert sqlite.checkpoint()
        assert not sqlite.owes_checkpoint()
        assert SECRETS[0] not in on_disk(data_dir)


def test_it_waits_for_nobody_who_writes_to_empty_the_log(
    sqlite: Store, data_dir: Path
) -> None:
    with closing(connect(data_dir / FILE_NAME, busy_seconds=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not sqlite.checkpoint()
        other.execute("ROLLBACK")
    # Nor is the patience gone with which the writer waits for its turn.
    assert sqlite.checkpoint()
    session = sqlite._writer._session._open()  # type: ignore[attr-defined]
    assert session.execute("PRAGMA busy_timeout").fetchone() == (250,)


def test_it_owes_to_empty_what_an_earlier_process_left(data_dir: Path) -> None:
    with closing(open_store(data_dir)) as store:
        assert store.owes_checkpoint()


# the tables


def tables(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type='table'")
    return {name: sql for name, sql in rows if not name.startswith(("sqlite_", "_"))}


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int]]:
    """Return name, type and place in the primary key of each column."""
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [(row[1], row[2], row[5]) for row in rows]


def test_it_has_the_tables_from_the_first_day(connection: sqlite3.Connection) -> None:
    found = tables(connection)
    assert set(found) == {
        *("organisation", "directory", "setting", "unit", "own_domain"),
        *("domain_region", "address_region", "principal", "preference"),
        *("message", "recipient", "token", "open", "link", "click"),
        *("consent", "refusal", "audit", "spool"),
    }
    assert all("STRICT" in sql for sql in found.values())


def test_it_can_be_spread_by_organisation(connection: sqlite3.Connection) -> None:
    for table in tables(connection):
        in_key = sorted((at, name) for name, _, at in columns(connection, table) if at)
        expected = NOT_BY_ORGANISATION.get(table, ["org_id"])
        assert [name for _, name in in_key][: len(expected)] == expected


def test_it_keeps_moments_as_whole_seconds(connection: sqlite3.Connection) -> None:
    for table in tables(connection):
        for name, kind, _ in columns(connection, table):
            if name == "at" or name.endswith(("_at", "_until", "_seconds")):
                assert (table, name, kind) == (table, name, "INTEGER")
            if name.endswith(("_sealed", "_key", "lookup")):
                assert (table, name, kind) == (table, name, "BLOB")


def test_it_keeps_no_subject_in_an_erased_row(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "UPDATE message SET state = 'erased', subject_sealed = x'00'"
        )


# speed does not depend on how much there is


def asked(connection: sqlite3.Connection) -> list[str]:
    """Return the statements of every query and change, as SQLite ran them."""
    statements: list[str] = []
    offer, draft = message("offer"), message("draft", state=State.PREPARED)
    person = RecipientRow(ERIN, None)
    connection.execute("BEGIN")
    connection.set_trace_callback(statements.append)
    tx = SqliteTransaction(connection, Memory())
    for ask in QUESTIONS.values():
        ask(tx, NORTH.id, ALICE.id)
    tx.organisation(NORTH.id)
    tx.organisation_of("entra", "north-tenant")
    tx.policy(NORTH.id)
    tx.principal("entra", "north-tenant", "alice-oid")
    tx.messages_before(NORTH.id, ALICE.id, (NOON, offer.id), 50)
    tx.token(lookup("offer"))
    tx.messages_by_token([lookup("offer")], "open")
    tx.links_by_token([lookup("shop", "click")])
    tx.prepared_before(None, NOON, 50)
    tx.prepared_before(Channel.GMAIL, NOON, 50)
    tx.due(NOON, 50)
    tx.add_message(draft, [person], [])
    tx.add_opens([(offer, opened("another"))])
    for tally in tx.tallies([lookup("offer")]).values():
        tx.record([replace(tally, fetches=2, opens=[opened("a third")])])
    tx.put_open(offer, opened("another"))
    shop = link("shop", offer)
    tx.move_link(shop)
    tx.count_clicks([shop])
    tx.put_click(offer, clicked("a click", shop))
    tx.move_change(offer)
    tx.add_audit(NORTH.id, AuditRow(NOON, "cli", "erasure", key("x").hex()))
    tx.delete_clicks(offer, 50)
    tx.erase_message(offer)
    tx.delete_message(offer)
    tx.drop_withdrawn_consent(NORTH.id, ERIN.exact)
    tx.name_organisation(NORTH.id, "")
    while tx.shed_organisation(NORTH.id, 50):
        pass
    connection.set_trace_callback(None)
    connection.execute("ROLLBACK")
    return statements


def test_it_scans_no_table(connection: sqlite3.Connection) -> None:
    statements = asked(connection)
    assert len(statements) > len(QUESTIONS)
    scans = []
    for statement in statements:
        if statement.startswith("--"):
            continue  # a step of a cascade: see the next test
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
            # a constant and the few rows of a sub-query are no table
            if step.startswith("SCAN") and step not in {
                "SCAN CONSTANT ROW",
                *(f"SCAN {name}" for name in ("addressed", "moved")),
                *(f"SCAN {name}" for name in ("by_itself", "by_fetch")),
            }:
                scans.append((statement, step))
    assert scans == []


def test_it_sorts_nothing_for_the_feed(connection: sqlite3.Connection) -> None:
    feed = [
        statement
        for statement in asked(connection)
        if "LIMIT" in statement and "sender_id = " in statement
    ]
    assert len(feed) >= 4
    for statement in feed:
        # The changes that make up a page are put into one order at the very end; to
        # find them nothing is sorted.
        assert not [
            step
            for _, parent, _, step in connection.execute(
                f"EXPLAIN QUERY PLAN {statement}"
            )
            if "TEMP B-TREE" in step and (parent or "moved" not in statement)
        ]


def test_it_finds_what_hangs_on_a_row_by_an_index(
    connection: sqlite3.Connection,
) -> None:
    for table in tables(connection):
        prefixes = [
            [row[2] for row in connection.execute(f"PRAGMA index_info({index[1]})")]
            for index in connection.execute(f"PRAGMA index_list({table})")
        ]
        keys: dict[int, list[str]] = {}
        for row in connection.execute(f"PRAGMA foreign_key_list({table})"):
            keys.setdefault(row[0], []).append(row[3])
        for columns_of_key in keys.values():
            found = [prefix[: len(columns_of_key)] for prefix in prefixes]
            assert columns_of_key in found, table


def test_it_folds_the_log_into_the_file_beside_a_long_job(
    sqlite: Store, data_dir: Path
) -> None:
    offer = Post(sqlite).issue("offer", draft_key=b"mark of the offer")
    assert b"mark of the offer" not in (data_dir / FILE_NAME).read_bytes()
    writing, go_on = threading.Event(), threading.Event()

    def job(tx: Transaction) -> bool:
        tx.put_message(offer)
        writing.set()
        return go_on.wait(30)

    held = sqlite.write(job)
    assert writing.wait(30)
    sqlite.fold_log()
    assert b"mark of the offer" in (data_dir / FILE_NAME).read_bytes()
    assert not held.done()
    go_on.set()
    assert held.result(30)


def test_it_minds_no_log_that_cannot_be_folded(sqlite: Store, data_dir: Path) -> None:
    sqlite.checkpoint()
    for name in (FILE_NAME, "candor.db-wal"):
        (data_dir / name).write_bytes(b"this is no database, " * 200)
    sqlite.fold_log()
    for name in (FILE_NAME, "candor.db-wal"):
        (data_dir / name).unlink()
