"""Connections for reading, lent to one reader at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.domain.errors import StoreUnavailable
from backend.store.sqlite.connection import connect, unavailable
from backend.store.sqlite.transaction import SqliteReader

BUSY_SECONDS = 5.0  # readers never wait for the writer, only for a recovery
IDLE_MAX = 8  # kept open for the next reader


class Readers:
    """Idle connections; a thread that ends leaves none behind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[SqliteReader]:
        """Lend a reader of one consistent state; raises StoreUnavailable."""
        try:
            connection = self._take()
            try:
                # Deferred: the state is the one at the first query, held to the end.
                connection.execute("BEGIN")
                yield SqliteReader(connection)
                connection.execute("ROLLBACK")
            except BaseException:
                connection.close()
                raise
            self._give(connection)
        except sqlite3.Error as error:
            if unavailable(error):
                raise StoreUnavailable("the store cannot be read") from error
            raise

    def close(self) -> None:
        """Close what is idle now and whatever comes back later; idempotent."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            if self._idle:
                return self._idle.pop()
        return connect(self._path, busy_seconds=BUSY_SECONDS, read_only=True)

    def _give(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < IDLE_MAX:
                self._idle.append(connection)
                return
        connection.close()
