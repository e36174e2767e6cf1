"""The interface to either end of a move."""

from collections.abc import Sequence
from typing import Protocol

from backend.store.moving.tables import Table
from backend.store.rows import Row


class RowUnfit(Exception):
    """A row cannot be where the others are: what it hangs on is missing, say."""


class End(Protocol):
    """A database that rows are moved out of or into, by nobody else meanwhile."""

    @property
    def place(self) -> str:
        """Where it is, fit to be shown."""
        ...

    @property
    def emptying(self) -> str:
        """How it is made an empty place, fit to be shown."""
        ...

    def columns(self, table: Table) -> tuple[str, ...]:
        """Return the columns of a table in alphabetical order, its number included."""
        ...

    def count(self, table: Table) -> int:
        """Return how many rows a table has."""
        ...

    def rows(self, table: Table, after: Row | None, limit: int) -> Sequence[Row]:
        """Return rows in the order of their keys, those after a key; as plain values.

        The columns come in the order of `columns`.
        """
        ...

    def last(self, table: Table) -> Row | None:
        """Return the highest key of a table."""
        ...

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows durably, all or none; raises RowUnfit."""
        ...

    def unfinished(self) -> str | None:
        """Return the place a move into here began at and did not end."""
        ...

    def begin(self, source: str) -> None:
        """Note durably that a move into here has begun; servers wait for its end."""
        ...

    def finish(self) -> None:
        """Let counters go on behind what was moved, and servers start."""
        ...

    def highest(self) -> int:
        """Return the highest number ever given to a key; 0 where keys have none."""
        ...

    def raise_to(self, highest: int) -> None:
        """Never give a key that number or a lower one again."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
