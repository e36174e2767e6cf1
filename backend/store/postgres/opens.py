"""Kept fetches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.domain.message import OPEN_ROWS_MAX, Message
from backend.domain.opens import Open
from backend.store.postgres import fetches
from backend.store.queries.connection import Queries
from backend.store.rows import open_of

_SELECT = f"SELECT {fetches.COLUMNS}, rowid, message_id FROM open "  # noqa: S608  # column names only
_LATEST = (
    "SELECT latest.* FROM unnest(%s::bytea[]) AS asked (id)"  # noqa: S608  # column names only
    f" CROSS JOIN LATERAL ({_SELECT}WHERE org_id = %s AND message_id = asked.id"
    " ORDER BY at DESC, rowid DESC LIMIT %s) AS latest ORDER BY at DESC, rowid DESC"
)


class OpenReader(Queries):
    """Queries about opens."""

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


class OpenWriter(OpenReader):
    """Changes to opens."""

    def insert_opens(self, rows: Sequence[tuple[Message, Open, int]]) -> None:
        """Insert opens, each with its change number in its sender's feed, or 0."""
        fetches.insert(
            self._connection,
            "open",
            [
                (message, row, (message.sender_id, change))
                for message, row, change in rows
            ],
            {"sender_id": "bytea", "change": "bigint"},
            key=("org_id", "message_id", "id"),
        )
