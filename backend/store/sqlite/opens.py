"""Kept fetches."""

import sqlite3
from collections.abc import Mapping, Sequence

from backend.domain.errors import OpenNotFound
from backend.domain.message import OPEN_ROWS_MAX, Message
from backend.domain.opens import Open
from backend.store.rows import OPEN_COLUMNS, open_of, open_row, padded

_SELECT = "SELECT " + ", ".join(OPEN_COLUMNS) + ", message_id "
_INSERT = (
    f"INSERT INTO open ({', '.join(OPEN_COLUMNS)}, org_id, message_id)"  # noqa: S608  # column names only
    f" VALUES ({', '.join('?' * len(OPEN_COLUMNS))}, ?, ?)"
    " ON CONFLICT (org_id, id) DO NOTHING"
)
_UPDATE = (
    f"UPDATE open SET {', '.join(f'{name} = ?' for name in OPEN_COLUMNS)}"  # noqa: S608  # column names only
    " WHERE org_id = ? AND message_id = ? AND id = ?"
)


def known(
    connection: sqlite3.Connection, table: str, org_id: bytes, ids: Sequence[bytes]
) -> frozenset[bytes]:
    """Return which of these fetches are in a table, be it of opens or of clicks."""
    found: set[bytes] = set()
    for some in padded(ids):
        rows = connection.execute(
            f"SELECT id FROM {table} WHERE org_id = ?"  # noqa: S608  # names only
            f" AND id IN ({', '.join('?' * len(some))})",
            (org_id, *some),
        )
        found.update(row[0] for row in rows)
    return frozenset(found)


class OpenReader:
    """Queries about opens."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def opens(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Open]]:
        """Return the kept fetches of each message (at most 50 each), newest first."""
        found = {}
        for message_id in message_ids:
            rows = self._connection.execute(
                _SELECT + "FROM open WHERE org_id = ? AND message_id = ?"
                " ORDER BY at DESC, rowid DESC LIMIT ?",
                (org_id, message_id, OPEN_ROWS_MAX),
            ).fetchall()
            if rows:
                found[message_id] = [open_of(row) for row in rows]
        return found

    def open(self, org_id: bytes, open_id: bytes) -> tuple[bytes, Open] | None:
        """Return an open with the id of its message."""
        row = self._connection.execute(
            _SELECT + "FROM open WHERE org_id = ? AND id = ?", (org_id, open_id)
        ).fetchone()
        return (row[-1], open_of(row)) if row else None

    def known_opens(self, org_id: bytes, ids: Sequence[bytes]) -> frozenset[bytes]:
        """Return which of these opens are there."""
        return known(self._connection, "open", org_id, ids)


class OpenWriter(OpenReader):
    """Changes to opens."""

    def add_opens(self, rows: Sequence[tuple[Message, Open]]) -> None:
        """Insert opens; one whose id is already there is left as it is."""
        self._connection.executemany(
            _INSERT,
            [(*open_row(row), message.org_id, message.id) for message, row in rows],
        )

    def put_open(self, message: Message, row: Open) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        cursor = self._connection.execute(
            _UPDATE, (*open_row(row), message.org_id, message.id, row.id)
        )
        if cursor.rowcount == 0:
            raise OpenNotFound
