"""Kept fetches."""

from collections.abc import Mapping, Sequence

from backend.domain.message import OPEN_ROWS_MAX, Message
from backend.domain.opens import Open
from backend.store.queries.connection import Queries
from backend.store.rows import OPEN_COLUMNS, open_of, open_row, pieces

_SELECT = "SELECT " + ", ".join(OPEN_COLUMNS) + ", message_id "
_COLUMNS = (*OPEN_COLUMNS, "org_id", "message_id", "sender_id", "change")
_ROW = f"({', '.join('?' * len(_COLUMNS))})"
_INSERT = f"INSERT INTO open ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608  # column names only
_ONCE = " ON CONFLICT (org_id, message_id, id) DO NOTHING"


class OpenReader(Queries):
    """Queries about opens."""

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


class OpenWriter(OpenReader):
    """Changes to opens."""

    def insert_opens(self, rows: Sequence[tuple[Message, Open, int]]) -> None:
        """Insert opens, each with its change number in its sender's feed, or 0.

        Many in one statement: between statements other threads get their turn, which
        costs more than the rows.
        """
        for some in pieces(rows):
            values: list[object] = []
            for message, row, change in some:
                values += open_row(row)
                values += (message.org_id, message.id, message.sender_id, change)
            self._connection.execute(
                _INSERT + ", ".join([_ROW] * len(some)) + _ONCE, values
            )
