"""The writer's connection to a SQLite database."""

import sqlite3
from pathlib import Path

from backend.store.sqlite.connection import connect, unavailable
from backend.store.sqlite.log import cut
from backend.store.sqlite.memory import Memory
from backend.store.sqlite.transaction import SqliteTransaction


class FileSession:
    """One connection; after an error a new one, since the old cannot be believed.

    After a failed fsync the same descriptor may call lost pages clean
    (https://lwn.net/Articles/752063/).
    """

    def __init__(self, path: Path, *, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None

    def savepoint(self) -> None:
        """Mark the state that `undo` returns to."""
        self._open().execute("SAVEPOINT job")

    def undo(self) -> None:
        """Return to the savepoint and forget it."""
        self._open().execute("ROLLBACK TO job")
        self._open().execute("RELEASE job")

    def release(self) -> None:
        """Keep what was done since the savepoint."""
        self._open().execute("RELEASE job")

    def abandon(self) -> None:
        """Undo what is open and drop the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def broken(self, error: BaseException) -> bool:
        """Whether an error came from the database being unable to take anything."""
        return unavailable(error)

    def knock(self) -> None:
        """Take the write lock and give it back."""
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")

    def checkpoint(self) -> bool:
        """Cut the write-ahead log to nothing; False at once while it is in use."""
        return cut(self._open())

    def close(self) -> None:
        """Close the connection."""
        self.abandon()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        return connect(self._path, busy_seconds=self._busy_seconds)


class SqliteSession(FileSession):
    """The connection to the store's own file."""

    def __init__(self, path: Path, *, busy_seconds: float) -> None:
        super().__init__(path, busy_seconds=busy_seconds)
        self._moved: list[tuple[bytes, bytes]] = []
        self._mark = 0
        self._memory = Memory()
        self._version: int | None = None

    def begin(self) -> SqliteTransaction:
        """Take the write lock."""
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        # It moves with every change by another connection: the command line's.
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._memory.clear()
            self._version = version
        transaction = SqliteTransaction(connection, self._memory)
        self._moved = transaction.moved
        return transaction

    def savepoint(self) -> None:
        """Mark the state that `undo` returns to."""
        super().savepoint()
        self._mark = len(self._moved)

    def undo(self) -> None:
        """Return to the savepoint and forget it."""
        super().undo()
        self._memory.clear()
        del self._moved[self._mark :]

    def abandon(self) -> None:
        """Undo what is open and drop the connection."""
        super().abandon()
        self._memory.clear()
        self._version = None

    def commit(self) -> frozenset[tuple[bytes, bytes]]:
        """Make the changes durable; return the feeds that moved."""
        # Not connection.commit(), which says nothing when SQLite has already rolled
        # back because of an error.
        self._open().execute("COMMIT")
        return frozenset(self._moved)

    def probe(self) -> None:
        """Write a page with what it already holds, through to the disk."""
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 0")
        connection.execute("COMMIT")
