"""What a move reads of a database's tables, and the note it leaves there."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from backend.store.moving.tables import Table
from backend.store.queries.connection import Queries
from backend.store.queries.unfinished import NOTE
from backend.store.rows import Row


class EndQueries(Queries, ABC):
    """Queries about either end of a move."""

    def count(self, table: Table) -> int:
        """Return how many rows a table has."""
        return self._number(f'SELECT count(*) FROM "{table.name}"')  # noqa: S608  # names only

    def rows(self, table: Table, after: Row | None, limit: int) -> Sequence[Row]:
        """Return rows in the order of their keys, those after a key."""
        key = ", ".join(table.key)
        where = f"WHERE ({key}) > ({', '.join('?' * len(table.key))})" if after else ""
        return self._connection.execute(
            f'SELECT {self._values(table)} FROM "{table.name}" {where}'  # noqa: S608  # names only
            f" ORDER BY {key} LIMIT ?",
            (*(after or ()), limit),
        ).fetchall()

    @abstractmethod
    def _values(self, table: Table) -> str:
        """Return what to select: all columns in their order, as plain values."""

    def last(self, table: Table) -> Row | None:
        """Return the highest key of a table."""
        return self._connection.execute(
            f'SELECT {", ".join(table.key)} FROM "{table.name}" ORDER BY '  # noqa: S608  # names only
            + ", ".join(f"{name} DESC" for name in table.key)
            + " LIMIT 1"
        ).fetchone()

    def _note(self, source: str) -> None:
        self._drop_note()
        self._connection.execute(f"CREATE TABLE {NOTE} (source text)")
        self._connection.execute(f"INSERT INTO {NOTE} VALUES (?)", (source,))  # noqa: S608  # a constant

    def _drop_note(self) -> None:
        self._connection.execute(f"DROP TABLE IF EXISTS {NOTE}")

    def _number(self, query: str) -> int:
        row: Any = self._connection.execute(query).fetchone()
        return int(row[0])
