"""A SQLite database as an end of a move."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from backend.domain.errors import MoveRefused
from backend.store.moving.end import RowUnfit
from backend.store.moving.tables import NUMBER, NUMBERED, Table
from backend.store.queries.moving import EndQueries
from backend.store.rows import Row
from backend.store.sqlite import engine, keystore
from backend.store.sqlite.connection import connect
from backend.store.sqlite.lock import ServerLock
from backend.store.sqlite.queries import SqliteQueries
from backend.store.sqlite.unfinished import emptying, unfinished

BUSY_SECONDS = 5.0


class SqliteEnd(SqliteQueries, EndQueries):
    """A database file; `lock` keeps servers away from it meanwhile."""

    def __init__(self, path: Path, *, lock: ServerLock | None) -> None:
        super().__init__(connect(path, busy_seconds=BUSY_SECONDS))
        self._path = path
        self._lock = lock

    @property
    def place(self) -> str:
        """Where it is: its directory."""
        return str(self._path.parent)

    @property
    def emptying(self) -> str:
        """How it is made an empty place."""
        return emptying(self._path)

    def columns(self, table: Table) -> tuple[str, ...]:
        """Return the columns of a table in alphabetical order, its number included."""
        found = self._connection.execute(
            "SELECT name FROM pragma_table_info(?)", (table.name,)
        )
        number = {NUMBER} if table.name in NUMBERED else set()
        return tuple(sorted({row[0] for row in found} | number))

    def _values(self, table: Table) -> str:
        return ", ".join(self.columns(table))

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows durably, all or none; raises RowUnfit."""
        places = ", ".join("?" * len(self.columns(table)))
        try:
            self._together(
                lambda: self._connection.executemany(
                    f'INSERT INTO "{table.name}" ({self._values(table)})'  # noqa: S608  # names only
                    f" VALUES ({places})",
                    rows,
                )
            )
        except sqlite3.IntegrityError as error:
            raise RowUnfit(table.name) from error

    def unfinished(self) -> str | None:
        """Return the place a move into here began at and did not end."""
        return unfinished(self._connection)

    def begin(self, source: str) -> None:
        """Note durably that a move into here has begun."""
        self._together(lambda: self._note(source))

    def finish(self) -> None:
        """Let servers start; SQLite's row numbers go on by themselves."""
        self._drop_note()

    def highest(self) -> int:
        """Return the highest number ever given to a key."""
        if not self._number(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'"
        ):
            return 0
        return self._number(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence"
            " WHERE name = 'wrapped_key'"
        )

    def raise_to(self, highest: int) -> None:
        """Never give a key that number or a lower one again."""
        if highest > self.highest():
            self._together(lambda: self._count_from(highest))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._lock is not None:
            self._lock.release()

    def _count_from(self, highest: int) -> None:
        name = ("wrapped_key",)
        self._connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", name)
        self._connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (*name, highest)
        )

    def _together(self, work: Callable[[], object]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            work()
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def data_end(data_dir: Path, *, target: bool) -> SqliteEnd:
    """Open the data of a directory; a target is created where there is none.

    Raises StoreInUse while a server works on it, MoveRefused without data to move.
    """
    path = data_dir / engine.FILE_NAME
    if target:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        data_dir.chmod(0o700)
    elif not path.exists():
        raise MoveRefused(f"there is no {path}")
    lock = ServerLock(data_dir)
    try:
        if target:
            engine.prepare(path)
        return SqliteEnd(path, lock=lock)
    except BaseException:
        lock.release()
        raise


def keys_end(key_dir: Path, *, target: bool) -> SqliteEnd:
    """Open the keys of a directory likewise; the data's lock keeps servers away."""
    path = key_dir / keystore.FILE_NAME
    if target:
        keystore.open_keystore(key_dir).close()
    elif not path.exists():
        raise MoveRefused(f"there is no {path}")
    return SqliteEnd(path, lock=None)
