"""The store in one SQLite file, candor.db in the data directory."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TypeVar

from backend.domain.errors import StoreInUse, StoreUnavailable
from backend.store.figures import Figures
from backend.store.queries.unfinished import to_finish
from backend.store.sqlite.connection import connect, create_private
from backend.store.sqlite.lock import ServerLock, opening
from backend.store.sqlite.log import fold
from backend.store.sqlite.readers import Readers
from backend.store.sqlite.schema import migrate
from backend.store.sqlite.session import SqliteSession
from backend.store.sqlite.unfinished import emptying, unfinished
from backend.store.store import Reader, Release, Store, Transaction
from backend.store.writer import Listener, Writer

T = TypeVar("T")

FILE_NAME = "candor.db"
OPENING_SECONDS = 30.0
# The server would rather fail a batch than let fetches pile up behind the lock; the
# command line waits for the server, which never holds it for long.
SERVER_BUSY_SECONDS = 0.25
COMMAND_BUSY_SECONDS = 5.0


class SqliteStore:
    """One writer and any number of readers over one file."""

    def __init__(
        self, path: Path, *, busy_seconds: float, lock: ServerLock | None
    ) -> None:
        self._path = path
        self._lock = lock
        self._readers = Readers(path)
        self._writer = Writer(SqliteSession(path, busy_seconds=busy_seconds))
        self._emptying = threading.Lock()
        self._owed = True  # by whoever worked on the file before

    def read(self) -> AbstractContextManager[Reader]:
        """Open a consistent read; raises StoreUnavailable."""
        return self._readers.read()

    def write(self, job: Callable[[Transaction], T]) -> Future[T]:
        """Queue a change; the future resolves once it is durable."""
        return self._writer.write(job)

    def write_batched(
        self, apply: Callable[[Transaction, Sequence[T]], None], item: T
    ) -> Future[None]:
        """Queue an item that is handled together with its neighbours."""
        return self._writer.write_batched(apply, item)

    def enqueue(
        self,
        apply: Callable[[Transaction, Sequence[T]], None] | None,
        item: T,
        release: Release,
        handle: object,
    ) -> None:
        """Queue an item likewise; `release` hears of the whole batch at once."""
        self._writer.enqueue(apply, item, release, handle)

    def pass_through(self) -> Future[None]:
        """Queue nothing: resolves when the next batch is released."""
        return self._writer.pass_through()

    def checkpoint(self) -> bool:
        """Let erased bytes leave the write-ahead log; False while a reader needs it."""
        with self._emptying:  # else one's success would be taken for another's
            self._owed = True
            # Beside the writer first: it is held for the rest alone, and not at all
            # while a reader prevents it.
            emptied = self._fold() and self._writer.checkpoint()
            self._owed = not emptied
        return emptied

    def owes_checkpoint(self) -> bool:
        """Whether the log may hold bytes of what was erased."""
        return self._owed

    def fold_log(self) -> None:
        """Copy the write-ahead log into the file, as far as nobody needs it."""
        self._fold()

    def _fold(self) -> bool:
        try:
            with closing(connect(self._path, busy_seconds=0)) as connection:
                return fold(connection)
        except sqlite3.Error:  # a later one, or the log's own limit, does it
            return False

    def listen(
        self,
        woken: Listener,
        missed: Callable[[], None] = lambda: None,  # noqa: ARG002  # one writer: none is
    ) -> None:
        """Call back after each commit with the (org, sender) whose feed moved."""
        self._writer.listen(woken)

    def healthy(self) -> bool:
        """Whether the last write went through (or none was tried) and none is stuck."""
        return self._writer.healthy()

    def figures(self) -> Figures:
        """Return what there is to measure of the writer."""
        return self._writer.figures()

    def close(self) -> None:
        """Finish what is queued, stop the writer, close; idempotent."""
        self._readers.close()
        # Last, for the last connection to close folds the log into the file.
        self._writer.close()
        if self._lock is not None:
            self._lock.release()


def open_store(data_dir: Path, *, exclusive: bool = True) -> Store:
    """Open the store of a data directory; create it, for the owner alone.

    `exclusive` is for the server: raises StoreInUse while there is another. The
    command line opens without it, beside a running server. Raises StoreUnavailable
    when the file cannot be used.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    lock = ServerLock(data_dir) if exclusive else None
    path = data_dir / FILE_NAME
    try:
        prepare(path)
        _refuse_half(path)
    except BaseException as error:
        if lock is not None:
            lock.release()
        if isinstance(error, sqlite3.Error):
            raise StoreUnavailable(f"{path} cannot be used: {error}") from error
        raise
    busy_seconds = SERVER_BUSY_SECONDS if exclusive else COMMAND_BUSY_SECONDS
    return SqliteStore(path, busy_seconds=busy_seconds, lock=lock)


def data_exist(data_dir: Path) -> bool:
    """Whether a data directory holds any row; a file that cannot be read counts."""
    path = data_dir / FILE_NAME
    if not path.exists():
        return False
    try:
        with (
            opening(data_dir),
            closing(connect(path, busy_seconds=OPENING_SECONDS)) as connection,
        ):
            return any(_has_rows(connection, table) for table in _tables(connection))
    except sqlite3.Error:
        return True


def prepare(path: Path) -> None:
    """Create a database file, for the owner alone, or bring it up to date."""
    with opening(path.parent):
        create_private(path)
        with closing(connect(path, busy_seconds=OPENING_SECONDS)) as connection:
            migrate(connection)


def _refuse_half(path: Path) -> None:
    with closing(connect(path, busy_seconds=OPENING_SECONDS)) as connection:
        source = unfinished(connection)
    if source is not None:
        raise StoreInUse(
            f"{path} holds part of {source}: {to_finish(source, emptying(path))}"
        )


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND name NOT LIKE '\\_sqlite\\_%' ESCAPE '\\'"
    )
    return [row[0] for row in rows]


def _has_rows(connection: sqlite3.Connection, table: str) -> bool:
    query = f'SELECT EXISTS (SELECT 1 FROM "{table}")'  # noqa: S608  # from the schema
    return bool(connection.execute(query).fetchone()[0])
