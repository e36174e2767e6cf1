"""Rows that were written before a change to the tables and must be there after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from backend.store.rows import message_row
from backend.store.sqlite.connection import connect
from backend.store.sqlite.schema import migrate, migrations
from tests.store.people import ALICE, NOON, NORTH, lookup, message


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "candor.db", busy_seconds=1)) as opened:
        yield opened


def before(connection: sqlite3.Connection, step: str) -> None:
    """Bring a database to where it was before a step, with a message of alice's."""
    migrations.apply(Database(connection, execute_plugins=False), stop_before=step)
    at = int(NOON.timestamp())
    offer = message_row(message("offer"))
    for statement, values in (
        ("INSERT INTO organisation VALUES (?, ?, ?)", (NORTH.id, "North Sales", at)),
        (
            "INSERT INTO principal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (NORTH.id, ALICE.id, "entra", "tid", "alice-oid", "sender", at, 0),
        ),
        (
            f"INSERT INTO message VALUES ({', '.join('?' * len(offer))})",  # noqa: S608  # question marks only
            offer,
        ),
    ):
        connection.execute(statement, values)


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
