"""Rows that were written before a change to the tables and must be there after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from backend.domain.mailboxes import Mailboxes
from backend.store.postgres.connection import Connection
from backend.store.postgres.connection import connect as connect_server
from backend.store.postgres.engine import open_store as open_server_store
from backend.store.postgres.schema import MIGRATIONS
from backend.store.postgres.schema import migrate as migrate_server
from backend.store.rows import MESSAGE_COLUMNS, OPEN_COLUMNS, message_row, open_row
from backend.store.sqlite.connection import connect
from backend.store.sqlite.engine import open_store
from backend.store.sqlite.schema import migrate, migrations
from backend.store.sqlite.transaction import SqliteReader
from tests.store.people import ALICE, NOON, NORTH, lookup, message, opened

# what a message's row said of its fetches
COUNTED = {"open_rows": 2, "fetches": 5, "change": 9}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "candor.db", busy_seconds=1)) as opened:
        yield opened


def offer_then() -> dict[str, object]:
    """Return alice's message by column, those of earlier steps included."""
    row = message_row(message("offer"))
    return dict(zip(MESSAGE_COLUMNS, row, strict=True)) | COUNTED


def before(connection: sqlite3.Connection, step: str) -> None:
    """Bring a database to where it was before a step, with a message of alice's."""
    migrations.apply(Database(connection, execute_plugins=False), stop_before=step)
    at = int(NOON.timestamp())
    columns = connection.execute("SELECT name FROM pragma_table_info('message')")
    then = [offer_then()[name] for (name,) in columns]
    for statement, values in (
        ("INSERT INTO organisation VALUES (?, ?, ?)", (NORTH.id, "North Sales", at)),
        (
            "INSERT INTO principal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (NORTH.id, ALICE.id, "entra", "tid", "alice-oid", "sender", at, 0),
        ),
        (
            f"INSERT INTO message VALUES ({', '.join('?' * len(then))})",  # noqa: S608  # question marks only
            then,
        ),
    ):
        connection.execute(statement, values)


def test_it_keeps_fetches_when_they_move_to_their_messages(
    connection: sqlite3.Connection,
) -> None:
    before(connection, "m007_opens_by_message")
    offer, rows = message("offer"), [opened("one"), opened("two")]
    old = f"INSERT INTO open ({', '.join(OPEN_COLUMNS)}, org_id, message_id) VALUES "  # noqa: S608  # names only
    for row in rows:
        values = (*open_row(row), NORTH.id, offer.id)
        connection.execute(f"{old} ({', '.join('?' * len(values))})", values)
    migrate(connection)
    reader = SqliteReader(connection)
    kept = replace(offer, open_rows=2, fetches=5, change=9)
    assert reader.message(NORTH.id, offer.id) == kept
    assert reader.feed_after(NORTH.id, ALICE.id, 8, 50) == [kept]
    # the later of two of one second still comes first
    assert reader.opens(NORTH.id, [offer.id]) == {offer.id: rows[::-1]}
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("DELETE FROM message")
    assert connection.execute("SELECT * FROM open").fetchall() == []


def test_it_keeps_tokens_when_they_learn_to_lead_to_links(
    connection: sqlite3.Connection,
) -> None:
    before(connection, "m005_tokens_of_links")
    offer = message("offer")
    rows = {
        (lookup("offer", purpose), purpose, NORTH.id, offer.id)
        for purpose in ("open", "privacy")
    }
    connection.executemany("INSERT INTO token VALUES (?, ?, ?, ?)", rows)
    migrate(connection)
    kept = connection.execute("SELECT * FROM token").fetchall()
    assert set(kept) == {(*row, None) for row in rows}
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("DELETE FROM message")
    assert connection.execute("SELECT * FROM token").fetchall() == []


def test_it_knows_of_no_earlier_message_where_its_recipients_mailboxes_are(
    tmp_path: Path,
) -> None:
    with closing(connect(tmp_path / "candor.db", busy_seconds=1)) as connection:
        before(connection, "m008_mailboxes")
    with closing(open_store(tmp_path)) as store, store.read() as reader:
        offer = reader.message(NORTH.id, message("offer").id)
    assert offer == replace(message("offer"), change=9)
    assert offer.mailboxes is Mailboxes.UNKNOWN


def before_on_server(connection: Connection, step: str) -> None:
    """Bring PostgreSQL likewise to where it was before a step."""
    steps = [each.__name__ for each in MIGRATIONS]
    migrate_server(connection, MIGRATIONS[: steps.index(step)])
    at = int(NOON.timestamp())
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'message' AND column_name <> 'rowid'"
    ).fetchall()
    then = [name for (name,) in columns]
    offer = offer_then()
    insert = f"INSERT INTO message ({', '.join(then)}) VALUES ({{}})"  # noqa: S608  # column names only
    for statement, values in (
        ("INSERT INTO organisation VALUES ({})", [NORTH.id, "North Sales", at]),
        (
            "INSERT INTO principal VALUES ({})",
            [NORTH.id, ALICE.id, "entra", "tid", "alice-oid", "sender", at, 0],
        ),
        (insert, [offer[name] for name in then]),
    ):
        places = ", ".join(["%s"] * len(values))
        connection.execute(statement.format(places), values)


def test_it_knows_of_none_of_them_on_postgresql_either(database: str) -> None:
    with connect_server(database) as connection:
        before_on_server(connection, "m006_mailboxes")
    with closing(open_server_store(database)) as store, store.read() as reader:
        offer = reader.message(NORTH.id, message("offer").id)
    assert offer == replace(message("offer"), change=9)
