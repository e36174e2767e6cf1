"""Kept fetches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.domain.errors import OpenNotFound
from backend.domain.message import OPEN_ROWS_MAX, Message
from backend.domain.opens import Open
from backend.store.postgres import fetches
from backend.store.postgres.connection import Connection
from backend.store.rows import open_of

_SELECT = f"SELECT {fetches.COLUMNS}, rowid, message_id FROM open "  # noqa: S608  # column names only
_LATEST = (
    "SELECT latest.* FROM unnest(%s::bytea[]) AS asked (id)"  # noqa: S608  # column names only
    f" CROSS JOIN LATERAL ({_SELECT}WHERE org_id = %s AND message_id = asked.id"
    " ORDER BY at DESC, rowid DESC LIMIT %s) AS latest ORDER BY at DESC, rowid DESC"
)


class OpenReader:
    """Queries about opens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def opens(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Open]]:
        """Return the kept fetches of each message (at most 50 each), newest first."""
        found = defaultdict(list)
        rows = self._connection.execute(
            _LATEST, (list(dict.fromkeys(message_ids)), org_id, OPEN_ROWS_MAX)
        )
        for row in rows:
            found[row[-1]].append(open_of(row))
        return dict(found)

    def open(self, org_id: bytes, open_id: bytes) -> tuple[bytes, Open] | None:
        """Return an open with the id of its message."""
        row = self._connection.execute(
            _SELECT + "WHERE org_id = %s AND id = %s", (org_id, open_id)
        ).fetchone()
        return (row[-1], open_of(row)) if row else None

    def known_opens(self, org_id: bytes, ids: Sequence[bytes]) -> frozenset[bytes]:
        """Return which of these opens are there."""
        return fetches.known(self._connection, "open", org_id, ids)


class OpenWriter(OpenReader):
    """Changes to opens."""

    def add_opens(self, rows: Sequence[tuple[Message, Open]]) -> None:
        """Insert opens; one whose id is already there is left as it is."""
        fetches.insert(
            self._connection, "open", [(message, row, ()) for message, row in rows]
        )

    def put_open(self, message: Message, row: Open) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        if not fetches.update(self._connection, "open", message, row):
            raise OpenNotFound
