"""Kept fetches that are judged again, be they opens or clicks."""

from backend.domain.errors import OpenNotFound
from backend.domain.link import Click
from backend.domain.message import Message
from backend.domain.opens import Open
from backend.store.queries.connection import Queries
from backend.store.rows import OPEN_COLUMNS, open_row

_SET = ", ".join(f"{name} = ?" for name in OPEN_COLUMNS)
_WHERE = "WHERE org_id = ? AND message_id = ? AND id = ?"
_OPEN = f"UPDATE open SET {_SET} {_WHERE}"  # noqa: S608  # column names only
_CLICK = f"UPDATE click SET {_SET} {_WHERE}"  # noqa: S608  # column names only


class FetchWriter(Queries):
    """Changes to fetches that are kept."""

    def put_open(self, message: Message, row: Open) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        self._put(_OPEN, message, row)

    def put_click(self, message: Message, row: Click) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        self._put(_CLICK, message, row.fetch)

    def _put(self, statement: str, message: Message, row: Open) -> None:
        values = (*open_row(row), message.org_id, message.id, row.id)
        if self._connection.execute(statement, values).rowcount == 0:
            raise OpenNotFound
