"""What the queries ask of a database's connection, whichever engine it belongs to.

They are written with `?` and `:name` where a value goes, and in words that SQLite and
PostgreSQL both take.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from backend.store.rows import Row


class Cursor(Protocol):
    """What a statement found or did."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Row | None:
        """Return the next row, if there is one."""
        ...

    def fetchall(self) -> list[Row]:
        """Return all rows that are left."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """What runs statements."""

    def execute(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ..., /
    ) -> Cursor:
        """Run one statement."""
        ...


class Queries:
    """Queries over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
