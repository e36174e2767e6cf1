"""What holds for the PostgreSQL engine beside the contract every engine keeps."""

import logging
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from backend.crypto.keystore import Scope, WrappedKey
from backend.domain.errors import ConfigInvalid, StoreUnavailable
from backend.domain.message import Channel, State
from backend.store import places
from backend.store.postgres import connection as connections
from backend.store.postgres.connection import Connection, connect, place
from backend.store.postgres.engine import data_exist, open_store
from backend.store.postgres.keystore import open_keystore
from backend.store.postgres.locks import WRITING
from backend.store.postgres.schema import MIGRATIONS, m005_opens_by_message, migrate
from backend.store.postgres.session import PostgresSession
from backend.store.postgres.transaction import PostgresReader, PostgresTransaction
from backend.store.rows import OPEN_COLUMNS, message_row, open_row
from backend.store.sqlite import engine as sqlite_engine
from backend.store.sqlite import keystore as sqlite_keystore
from backend.store.store import AuditRow, RecipientRow, Store, Transaction
from backend.store.writer import Writer
from tests.house.postgres import Server
from tests.store.people import (
    ALICE,
    ERIN,
    NOON,
    NORTH,
    Post,
    key,
    lookup,
    message,
    opened,
    settle,
)
from tests.store.questions import QUESTIONS, fill

PATIENCE = 30  # seconds until a test that hangs is called failed

# tables that a look-up reaches before the organisation is known
NOT_BY_ORGANISATION = {
    "directory": ["provider", "directory_id"],
    "token": ["lookup"],
    "spool": ["id"],
}
# what SQLite gives a table unasked and no query of columns shows
NUMBERED = {(table, "rowid") for table in ("message", "open", "link", "click")}


@pytest.fixture
def url(shared_database: str) -> str:
    with psycopg.connect(shared_database) as connection:
        connection.execute("DELETE FROM organisation")
    return shared_database


@pytest.fixture
def postgres(url: str) -> Iterator[Store]:
    store = open_store(url)
    store.write(settle).result()
    yield store
    store.close()


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


def name(tx: Transaction, value: str) -> None:
    tx.set_setting(NORTH.id, value, "here")


def names_in(store: Store) -> set[str]:
    with store.read() as reader:
        return set(reader.settings(NORTH.id))


def backends(connection: Connection, query: str) -> list[int]:
    """Return the servers' processes whose last statement is like that."""
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND query LIKE %s AND pid <> pg_backend_pid()",
        (query,),
    )
    return [row[0] for row in rows]


def end(connection: Connection, query: str) -> None:
    """End the sessions whose last statement is like that."""
    found = backends(connection, query)
    assert found
    for pid in found:
        connection.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))


# the database


def test_it_knows_whether_there_are_data(database: str) -> None:
    assert not data_exist(database)
    store = open_store(database)
    assert not data_exist(database)
    store.write(settle).result()
    assert data_exist(database)
    store.close()
    assert data_exist(database)


def test_it_does_not_guess_whether_there_are_data(server: Server) -> None:
    with pytest.raises(StoreUnavailable):
        data_exist(server.url("nowhere"))


def test_it_keeps_the_password_to_itself(server: Server) -> None:
    url = server.url("nowhere").replace("postgres@", "postgres:hemlig@")
    for opening in (open_store, open_keystore, data_exist):
        with pytest.raises(StoreUnavailable) as refused:
            opening(url)
        assert "nowhere" in str(refused.value)
        assert "hemlig" not in str(refused.value)
    assert "hemlig" not in place(url)


def test_it_does_not_quote_a_url_it_cannot_read() -> None:
    with pytest.raises(ConfigInvalid) as refused:
        connect("postgresql://candor:hem%lig@127.0.0.1/candor")
    assert "lig" not in str(refused.value)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_it_refuses_a_server_that_forgets(
    server: Server, url: str, setting: str
) -> None:
    with server.setting(setting, "off"):
        for opening in (open_store, open_keystore):
            with pytest.raises(StoreUnavailable, match=f"{setting} = on"):
                opening(url)
    open_store(url).close()


def test_it_waits_for_the_disk_where_the_server_would_not(
    server: Server, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def commits(tx: Transaction) -> str:
        assert isinstance(tx, PostgresTransaction)
        row = tx._connection.execute("SHOW synchronous_commit").fetchone()
        assert row is not None
        return str(row[0])

    with (
        server.setting("synchronous_commit", "off"),
        caplog.at_level(logging.WARNING),
        closing(open_store(url)) as store,
    ):
        assert store.write(commits).result(PATIENCE) == "on"
    assert "synchronous_commit_off" in caplog.text


def test_it_wants_data_and_keys_apart(database: str, url: str) -> None:
    with pytest.raises(ConfigInvalid, match="CANDOR_KEYS_URL"):
        open_keystore(url)
    open_keystore(database).close()
    with pytest.raises(ConfigInvalid, match="CANDOR_DATABASE_URL"):
        open_store(database)


def test_it_says_what_to_install_without_the_driver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in list(sys.modules):
        if module.startswith("backend.store.postgres"):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for opening in (places.open_store, places.data_exist, places.open_keystore):
        with pytest.raises(ConfigInvalid, match=r"\.\[postgres\]"):
            opening("postgresql://candor@127.0.0.1/candor")


def test_it_serves_with_a_role_that_may_not_make_tables(
    server: Server, database: str
) -> None:
    server.execute("CREATE ROLE clerk LOGIN")
    as_clerk = database.replace("postgres@", "clerk@")
    try:
        with pytest.raises(StoreUnavailable, match="candor init"):
            open_store(as_clerk)
        with closing(open_store(database)) as store:
            store.write(settle).result(PATIENCE)
        with psycopg.connect(database) as owner:
            owner.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE"
                " ON ALL TABLES IN SCHEMA public TO clerk"
            )
        with closing(open_store(as_clerk)) as store:
            Post(store).move(Post(store).issue("offer"))
            assert store.healthy()
        with psycopg.connect(database) as owner:
            owner.execute("DROP OWNED BY clerk")
    finally:
        server.execute("DROP ROLE clerk")


# the tables


def columns_of(connection: Connection) -> set[tuple[str, str, str]]:
    """Return table, column and type of every column that is ours."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_%'"
    )
    return {(row[0], row[1], row[2]) for row in rows}


def columns_of_file(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT tables.name, columns.name FROM sqlite_schema AS tables"
            " JOIN pragma_table_info(tables.name) AS columns"
            " WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite\\_%'"
            " ESCAPE '\\' AND tables.name NOT LIKE '\\_%' ESCAPE '\\'"
        )
        return set(rows)


def test_it_has_the_columns_of_the_other_engine(
    tmp_path: Path, connection: Connection
) -> None:
    sqlite_engine.open_store(tmp_path).close()
    ours = {(table, column) for table, column, _ in columns_of(connection)}
    assert ours - NUMBERED == columns_of_file(tmp_path / sqlite_engine.FILE_NAME)
    assert ours >= NUMBERED


def test_it_has_the_columns_of_the_other_key_store(
    tmp_path: Path, database: str
) -> None:
    sqlite_keystore.open_keystore(tmp_path).close()
    open_keystore(database).close()
    with connect(database) as connection:
        ours = {(table, column) for table, column, _ in columns_of(connection)}
    assert ours == columns_of_file(tmp_path / sqlite_keystore.FILE_NAME)


def test_it_can_be_spread_by_organisation(connection: Connection) -> None:
    keys = connection.execute(
        "SELECT conrelid::regclass::text, (SELECT array_agg(attname::text ORDER BY at)"
        " FROM unnest(conkey) WITH ORDINALITY AS part (number, at) JOIN pg_attribute"
        " ON attrelid = conrelid AND attnum = number)"
        " FROM pg_constraint WHERE contype = 'p'"
        " AND connamespace = current_schema()::regnamespace"
    ).fetchall()
    ours = {table: key for table, key in keys if not table.startswith("_")}
    assert len(ours) > 15
    for table, key_columns in ours.items():
        expected = NOT_BY_ORGANISATION.get(table, ["org_id"])
        assert key_columns[: len(expected)] == expected, table


def test_it_keeps_moments_as_whole_seconds(connection: Connection) -> None:
    for table, column, kind in columns_of(connection):
        if column == "at" or column.endswith(("_at", "_until", "_seconds")):
            assert (table, column, kind) == (table, column, "bigint")
        if column.endswith(("_sealed", "_key", "lookup")):
            assert (table, column, kind) == (table, column, "bytea")


def test_it_keeps_no_subject_in_an_erased_row(
    postgres: Store, connection: Connection
) -> None:
    Post(postgres).issue("offer")
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("UPDATE message SET state = 'erased', subject_sealed = 'x'")


def test_it_finds_what_hangs_on_a_row_by_an_index(connection: Connection) -> None:
    bare = connection.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_index"
        " WHERE indrelid = conrelid AND (indkey::int2[])[0:cardinality(conkey) - 1]"
        " = conkey)"
    ).fetchall()
    assert bare == []


# speed does not depend on how much there is


class Recording:
    """A connection that keeps what it was asked."""

    def __init__(self, connection: Connection) -> None:
        self.asked: list[tuple[str, Any]] = []
        self._connection = connection

    def execute(self, query: str, params: Any = None) -> Any:
        self.asked.append((query, params))
        return self._connection.execute(query, params)


def plans(connection: Connection) -> dict[str, str]:
    """Return every query and change with the plan it is answered by."""
    recording = Recording(connection)
    offer, draft = message("offer"), message("draft", state=State.PREPARED)
    connection.execute("BEGIN")
    tx = PostgresTransaction(recording)  # type: ignore[arg-type]  # speaks alike
    for ask in QUESTIONS.values():
        ask(tx, NORTH.id, ALICE.id)
    tx.organisation(NORTH.id)
    tx.organisation_of("entra", "north-tenant")
    tx.policy(NORTH.id)
    tx.principal("entra", "north-tenant", "alice-oid")
    tx.messages_before(NORTH.id, ALICE.id, (NOON, offer.id), 50)
    tx.token(lookup("offer"))
    tx.messages_by_token([lookup("offer")], "open")
    tx.prepared_before(None, NOON, 50)
    tx.prepared_before(Channel.GMAIL, NOON, 50)
    tx.due(NOON, 50)
    tx.add_message(draft, [RecipientRow(ERIN, None)], [])
    tx.add_opens([(offer, opened("another"))])
    tx.put_open(offer, opened("another"))
    tx.move_change(offer)
    tx.add_audit(NORTH.id, AuditRow(NOON, "cli", "erasure", key("x").hex()))
    tx.erase_message(offer)
    tx.delete_message(offer)
    # There are few rows here, and reading them all would be quickest: not allowed.
    connection.execute("SET LOCAL enable_seqscan = off")
    found = {
        query: "\n".join(
            row[0] for row in connection.execute(f"EXPLAIN {query}", params)
        )
        for query, params in recording.asked
    }
    connection.execute("ROLLBACK")
    return found


def test_it_scans_no_table(postgres: Store, connection: Connection) -> None:
    fill(postgres)
    found = plans(connection)
    assert len(found) > len(QUESTIONS)
    assert {query: plan for query, plan in found.items() if "Seq Scan" in plan} == {}


def test_it_sorts_nothing_for_the_feed(postgres: Store, connection: Connection) -> None:
    fill(postgres)
    feed = {
        query: plan
        for query, plan in plans(connection).items()
        if "LIMIT" in query and "sender_id = " in query
    }
    assert len(feed) >= 4
    for query, plan in feed.items():
        # The changes that make up a page are put into one order at the very end; to
        # find them nothing is sorted.
        _, _, found = plan.partition("Append")
        steps = found if "moved" in query else plan
        assert not re.search(r"->\s+(Incremental )?Sort\b", f"->  {steps}"), plan


# migrations


def test_it_keeps_fetches_when_they_move_to_their_messages(
    connection: Connection,
) -> None:
    connection.execute("CREATE SCHEMA older")
    connection.execute("SET search_path TO older")
    try:
        older = MIGRATIONS[: MIGRATIONS.index(m005_opens_by_message)]
        migrate(connection, older)
        at, offer = int(NOON.timestamp()), message("offer")
        rows = [opened("one"), opened("two")]
        for table, values in (
            ("organisation", (NORTH.id, "North Sales", at)),
            (
                "principal",
                (NORTH.id, ALICE.id, "entra", "tid", "oid", "sender", at, 0),
            ),
            ("message", (*message_row(offer)[:-3], 2, 5, 9)),
        ):
            connection.execute(
                f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(values))})",  # noqa: S608  # names only
                values,
            )
        for row in rows:
            columns = (*OPEN_COLUMNS, "org_id", "message_id")
            connection.execute(
                f"INSERT INTO open ({', '.join(columns)})"  # noqa: S608  # names only
                f" VALUES ({', '.join(['%s'] * len(columns))})",
                (*open_row(row), NORTH.id, offer.id),
            )
        migrate(connection, MIGRATIONS)
        reader = PostgresReader(connection)
        kept = replace(offer, open_rows=2, fetches=5, change=9)
        assert reader.message(NORTH.id, offer.id) == kept
        assert reader.feed_after(NORTH.id, ALICE.id, 8, 50) == [kept]
        assert reader.opens(NORTH.id, [offer.id]) == {offer.id: rows[::-1]}
    finally:
        connection.execute("DROP SCHEMA older CASCADE")


# reading


def test_it_cannot_write_where_it_reads(postgres: Store) -> None:
    with pytest.raises(StoreUnavailable) as refused, postgres.read() as reader:
        reader._connection.execute("DELETE FROM message")  # type: ignore[attr-defined]
    assert isinstance(refused.value.__cause__, psycopg.errors.ReadOnlySqlTransaction)


def test_it_reads_again_after_its_connections_were_cut(
    postgres: Store, connection: Connection
) -> None:
    with postgres.read() as reader:
        assert reader.organisation(NORTH.id) == NORTH
    end(connection, "%")
    with postgres.read() as reader:
        assert reader.organisation(NORTH.id) == NORTH


def test_it_says_that_it_cannot_be_read(
    postgres: Store, connection: Connection
) -> None:
    def cut_off() -> None:
        with postgres.read() as reader:
            reader.organisations()
            end(connection, "%organisation%")
            reader.organisations()

    with pytest.raises(StoreUnavailable):
        cut_off()
    postgres.close()
    with pytest.raises(StoreUnavailable), postgres.read():
        pass


def test_it_passes_on_what_a_reader_raises(postgres: Store) -> None:
    with pytest.raises(LookupError, match="alice"), postgres.read():
        raise LookupError("alice")
    with postgres.read() as reader:
        assert reader.organisation(NORTH.id) == NORTH


# writing


def test_it_writes_on_a_new_connection_after_the_old_was_cut(
    postgres: Store, connection: Connection
) -> None:
    postgres.write(lambda tx: name(tx, "before")).result(PATIENCE)
    end(connection, "COMMIT")
    # nothing was begun on the dead connection, so nobody needs to hear of it
    postgres.write(lambda tx: name(tx, "after")).result(PATIENCE)
    assert names_in(postgres) == {"before", "after"}
    assert postgres.healthy()


def test_it_acknowledges_nothing_of_a_batch_that_is_cut(
    postgres: Store, connection: Connection
) -> None:
    def cut(tx: Transaction) -> None:
        name(tx, "half done")
        end(connection, "%setting%")

    failed = postgres.write(cut)
    assert isinstance(failed.exception(PATIENCE), StoreUnavailable)
    assert not postgres.healthy()
    postgres.write(lambda tx: name(tx, "after")).result(PATIENCE)
    assert postgres.healthy()
    assert names_in(postgres) == {"after"}


def test_it_does_not_acknowledge_what_the_standby_was_not_waited_for(
    server: Server, postgres: Store, connection: Connection
) -> None:
    with server.setting("synchronous_standby_names", "nobody"):
        commits = postgres.write(lambda tx: name(tx, "here alone"))
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        while not (found := connection.execute(waiting).fetchall()):
            assert not commits.done()
        connection.execute("SELECT pg_cancel_backend(%s)", found[0])
        assert isinstance(commits.exception(PATIENCE), StoreUnavailable)
    postgres.write(lambda tx: name(tx, "after")).result(PATIENCE)
    assert names_in(postgres) == {"here alone", "after"}


def test_it_hangs_up_on_a_server_that_says_nothing(
    server: Server, url: str, postgres: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections.Connection, "patience", 0.5)
    with (
        server.setting("synchronous_standby_names", "nobody"),
        closing(open_store(url, serving=False)) as hasty,
    ):
        waits = hasty.write(lambda tx: name(tx, "no standby"))
        assert isinstance(waits.exception(PATIENCE), StoreUnavailable)
        assert not hasty.healthy()
    postgres.write(lambda tx: name(tx, "after")).result(PATIENCE)


def test_it_is_unavailable_while_another_holds_the_lock(
    url: str, connection: Connection
) -> None:
    with closing(open_store(url)) as founding:
        founding.write(settle).result(PATIENCE)
    writer = Writer(PostgresSession(url, origin="test", lock_timeout="50ms"))
    connection.execute(f"SELECT pg_advisory_lock({WRITING})")
    locked = writer.write(lambda tx: name(tx, "one"))
    assert isinstance(locked.exception(PATIENCE), StoreUnavailable)
    # a refused fetch must fail alike, also where it is the first to find out
    assert isinstance(writer.pass_through().exception(PATIENCE), StoreUnavailable)
    connection.execute(f"SELECT pg_advisory_unlock({WRITING})")
    assert writer.pass_through().exception(PATIENCE) is None
    assert writer.healthy()
    connection.execute(f"SELECT pg_advisory_lock({WRITING})")
    assert isinstance(writer.pass_through().exception(PATIENCE), StoreUnavailable)
    connection.execute(f"SELECT pg_advisory_unlock({WRITING})")
    writer.write(lambda tx: name(tx, "two")).result(PATIENCE)
    writer.close()


def test_it_undoes_a_job_alone_that_hides_an_error(postgres: Store) -> None:
    def hides(tx: Transaction) -> None:
        name(tx, "half done")
        with suppress(psycopg.Error):
            tx.add_opens([(message("orphan"), opened("one"))])

    busy, free = threading.Event(), threading.Event()

    def holds(_tx: Transaction) -> None:
        busy.set()
        assert free.wait(PATIENCE)

    postgres.write(holds)
    assert busy.wait(PATIENCE)
    batch: list[Future[None]] = [
        postgres.write(lambda tx: name(tx, "before")),
        postgres.write(hides),
        postgres.write(lambda tx: name(tx, "after")),
    ]
    free.set()
    outcome = [each.exception(PATIENCE) for each in batch]
    assert outcome[0] is None
    assert isinstance(outcome[1], psycopg.errors.InFailedSqlTransaction)
    assert outcome[2] is None
    assert names_in(postgres) == {"before", "after"}
    assert postgres.healthy()


def test_it_breaks_a_rule_of_the_tables_alone(postgres: Store) -> None:
    nobody = postgres.write(
        lambda tx: tx.add_opens([(message("orphan"), opened("one"))])
    )
    assert isinstance(nobody.exception(PATIENCE), psycopg.errors.ForeignKeyViolation)
    assert postgres.healthy()


def test_it_sees_what_others_committed_before_its_turn(
    url: str, postgres: Store
) -> None:
    offer = Post(postgres).issue("offer")
    turns = 50

    def count(store: Store) -> list[Future[object]]:
        def job(tx: Transaction) -> None:
            seen = tx.message(NORTH.id, offer.id)
            assert seen is not None
            tx.put_message(replace(seen, fetches=seen.fetches + 1))

        return [store.write(job) for _ in range(turns)]

    with closing(open_store(url)) as other:
        for counted in (*count(postgres), *count(other)):
            counted.result(PATIENCE)
    with postgres.read() as reader:
        found = reader.message(NORTH.id, offer.id)
    assert found is not None
    assert found.fetches == 2 * turns


# keys


def subject_key(owner: bytes) -> WrappedKey:
    return WrappedKey(0, Scope.SUBJECT, NORTH.id, owner, 1, b"wrapped")


def test_it_finds_keys_again_after_the_connection_was_cut(database: str) -> None:
    with closing(open_keystore(database)) as keystore, connect(database) as connection:
        kept = keystore.add(subject_key(key("dave")))
        end(connection, "COMMIT")
        assert keystore.get(kept.id) == kept
        end(connection, "COMMIT")
        assert keystore.add(subject_key(key("erin"))).id == kept.id + 1


def test_it_says_when_keys_cannot_be_written_and_works_again_after(
    database: str,
) -> None:
    with closing(open_keystore(database)) as keystore, connect(database) as other:
        kept = keystore.add(subject_key(key("dave")))
        other.execute("ALTER TABLE wrapped_key RENAME TO elsewhere")
        with pytest.raises(StoreUnavailable):
            keystore.add(subject_key(key("erin")))
        other.execute("ALTER TABLE elsewhere RENAME TO wrapped_key")
        assert keystore.get(kept.id) == kept
