"""A PostgreSQL database as an end of a move."""

from collections.abc import Callable, Sequence
from functools import cache

import psycopg

from backend.domain.errors import MoveRefused, StoreUnavailable
from backend.store.moving.end import RowUnfit
from backend.store.moving.tables import NUMBER, NUMBERED, Table
from backend.store.postgres import engine, keystore
from backend.store.postgres.connection import (
    Connection,
    connect,
    place,
    waits_for_disk,
    without_haste,
)
from backend.store.postgres.locks import serve_nobody
from backend.store.postgres.placeholders import Translated
from backend.store.postgres.schema import exists
from backend.store.postgres.unfinished import emptying, unfinished
from backend.store.queries.moving import EndQueries
from backend.store.rows import Row

_COUNTER = "_last_key"


class PostgresEnd(EndQueries):
    """A database; the connection keeps replicas away from it meanwhile."""

    def __init__(self, url: str, connection: Connection) -> None:
        super().__init__(Translated(connection))
        self._url = url
        self._server = connection
        self._types = cache(self._ask_types)
        waits_for_disk(connection)
        without_haste(connection)

    @property
    def place(self) -> str:
        """Where it is, without user and password."""
        return place(self._url)

    @property
    def emptying(self) -> str:
        """How it is made an empty place."""
        return emptying(self._url)

    def columns(self, table: Table) -> tuple[str, ...]:
        """Return the columns of a table in alphabetical order, its number included."""
        return tuple(self._types(table))

    def _values(self, table: Table) -> str:
        # as SQLite has them: a truth is a number there
        return ", ".join(
            f"{name}::integer" if kind == "boolean" else name
            for name, kind in self._types(table).items()
        )

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows durably, all or none; raises RowUnfit."""
        names = ", ".join(self.columns(table))
        try:
            with (
                self._server.transaction(),
                self._server.cursor() as cursor,
                cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        except psycopg.IntegrityError as error:
            raise RowUnfit(table.name) from error

    def unfinished(self) -> str | None:
        """Return the place a move into here began at and did not end."""
        return unfinished(self._server)

    def begin(self, source: str) -> None:
        """Note durably that a move into here has begun."""
        with self._server.transaction():
            self._note(source)

    def finish(self) -> None:
        """Let the running numbers go on behind what was moved, and servers start."""
        with self._server.transaction():
            for name in sorted(NUMBERED):
                self._connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', '{NUMBER}'),"  # noqa: S608  # names only
                    f' max({NUMBER})) FROM "{name}"'
                )
            self._drop_note()

    def highest(self) -> int:
        """Return the highest number ever given to a key; 0 where keys have none."""
        if not exists(self._server, _COUNTER):
            return 0
        return self._number(f"SELECT id FROM {_COUNTER}")  # noqa: S608  # a constant

    def raise_to(self, highest: int) -> None:
        """Never give a key that number or a lower one again."""
        if highest > self.highest():
            self._connection.execute(f"UPDATE {_COUNTER} SET id = %s", (highest,))  # noqa: S608  # a constant

    def close(self) -> None:
        """Let go of the database."""
        self._server.close()

    def _ask_types(self, table: Table) -> dict[str, str]:
        rows = self._connection.execute(
            "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped"
            ' ORDER BY attname::text COLLATE "C"',
            (f'"{table.name}"',),
        )
        return dict(rows.fetchall())


def data_end(url: str, *, target: bool) -> PostgresEnd:
    """Open the data at a URL; a target's tables are created where there are none.

    Raises StoreInUse while a replica works on it, MoveRefused without data to move.
    """
    return _end(url, "organisation", engine.prepare if target else None)


def keys_end(url: str, *, target: bool) -> PostgresEnd:
    """Open the keys at a URL likewise; the data's lock keeps replicas away."""
    return _end(url, "wrapped_key", keystore.prepare if target else None)


def _end(
    url: str, first: str, prepare: Callable[[Connection], None] | None
) -> PostgresEnd:
    try:
        connection = connect(url)
        try:
            serve_nobody(connection, url)
            if prepare is not None:
                prepare(connection)
            _require(connection, first, url)
            return PostgresEnd(url, connection)
        except BaseException:
            connection.close()
            raise
    except psycopg.Error as error:
        raise StoreUnavailable(f"{place(url)} cannot be used: {error}") from error


def _require(connection: Connection, table: str, url: str) -> None:
    if not exists(connection, table):
        raise MoveRefused(f"there is nothing of Candor's in {place(url)}")
