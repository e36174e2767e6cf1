"""The key store in SQLite: keys.db in the key directory, apart from the data."""

import fcntl
import json
import os
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database, Migrations

from backend.crypto.keystore import Scope, WrappedKey
from backend.domain.errors import KeyMissing, StoreUnavailable
from backend.store.sqlite.log import cut, fold

FILE_NAME = "keys.db"
BUSY_SECONDS = 5.0  # how long to wait for the other process (the command line)
LOG_PAUSE_SECONDS = 0.05  # between two tries at the log

_COLUMNS = "id, scope, org_id, owner, version, wrapped"
_OWNER = "scope = ? AND org_id = ? AND owner = ?"

migrations = Migrations("keys")


@migrations()
def m001_wrapped_key(db: Database) -> None:
    """Create the table; an id is never given twice, also after a key is destroyed."""
    db.execute(
        """
        CREATE TABLE wrapped_key (
            id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id < 4294967296),
            scope TEXT NOT NULL,
            org_id BLOB NOT NULL CHECK (length(org_id) = 16),
            owner BLOB NOT NULL,
            version INTEGER NOT NULL,
            wrapped BLOB NOT NULL,
            uses INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """
    )
    db.execute(
        "CREATE UNIQUE INDEX wrapped_key_owner"
        " ON wrapped_key (org_id, scope, owner, version)"
    )


class SqliteKeyStore:
    """Key rows in one file; one connection, taken in turn by the threads."""

    def __init__(self, path: Path, *, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._lock = threading.Lock()
        self._db: Database | None = None

    def migrate(self) -> None:
        """Bring the file to the newest schema."""
        # sqlite-utils begins its transactions without a lock, so that of two starting
        # processes one would fail; inside this one it only sets savepoints.
        with self._writing() as db:
            migrations.apply(db)

    def find(self, scope: Scope, org_id: bytes, owner: bytes) -> Sequence[WrappedKey]:
        """Return all versions, newest first."""
        query = (
            f"SELECT {_COLUMNS} FROM wrapped_key"  # noqa: S608  # constants only
            f" WHERE {_OWNER} ORDER BY version DESC"
        )
        with self._using() as db:
            rows = db.execute(query, (scope, org_id, owner)).fetchall()
        return [_key(row) for row in rows]

    def get(self, key_id: int) -> WrappedKey | None:
        """Return one key."""
        query = f"SELECT {_COLUMNS} FROM wrapped_key WHERE id = ?"  # noqa: S608  # see find
        with self._using() as db:
            row = db.execute(query, (key_id,)).fetchone()
        return _key(row) if row else None

    def existing(self, ids: Collection[int]) -> frozenset[int]:
        """Return which of these keys are there."""
        query = (
            "SELECT id FROM wrapped_key WHERE id IN (SELECT value FROM json_each(?))"
        )
        with self._using() as db:
            rows = db.execute(query, (json.dumps(list(ids)),)).fetchall()
        return frozenset(row[0] for row in rows)

    def add(self, row: WrappedKey) -> WrappedKey:
        """Keep a key durably; return it, or the one that was there first."""
        owner = (row.scope, row.org_id, row.owner, row.version)
        with self._writing() as db:
            db.execute(
                "INSERT INTO wrapped_key (scope, org_id, owner, version, wrapped)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*owner, row.wrapped),
            )
            query = (
                f"SELECT {_COLUMNS} FROM wrapped_key"  # noqa: S608  # see find
                f" WHERE {_OWNER} AND version = ?"
            )
            kept = db.execute(query, owner).fetchone()
        return _key(kept)

    def destroy(self, scope: Scope, org_id: bytes, *owners: bytes) -> int:
        """Delete all versions so that no copy stays in the file; return how many."""
        return self._destroy(_OWNER, [(scope, org_id, owner) for owner in owners])

    def destroy_organisation(self, org_id: bytes) -> int:
        """Delete all keys of an organisation likewise; return how many."""
        return self._destroy("org_id = ?", [(org_id,)])

    def reserve(self, key_id: int, uses: int) -> int:
        """Count uses of a key ahead, durably; return the sum of all ever counted."""
        with self._writing() as db:
            row = db.execute(
                "UPDATE wrapped_key SET uses = uses + ? WHERE id = ? RETURNING uses",
                (uses, key_id),
            ).fetchone()
        if row is None:
            raise KeyMissing("the key was destroyed")
        return int(row[0])

    def empty(self) -> bool:
        """Whether no key was ever kept."""
        with self._using() as db:
            # The counter of ids stays when the last row goes.
            row = db.execute(
                "SELECT 1 FROM sqlite_sequence WHERE name = 'wrapped_key'"
            ).fetchone()
        return row is None

    def close(self) -> None:
        """Let go of the file; idempotent."""
        with self._lock:
            self._let_go()

    def _destroy(self, where: str, each: Sequence[tuple[object, ...]]) -> int:
        delete = f"DELETE FROM wrapped_key WHERE {where}"  # noqa: S608  # see find
        with self._writing() as db:
            count = sum(db.execute(delete, values).rowcount for values in each)
        # secure_delete blanks the page, but the page as it was may still lie in the
        # write-ahead log. Not destroyed before that is gone, too.
        if not self._log_emptied():
            raise StoreUnavailable("keys.db is being read; destroy the key again")
        return count

    def _log_emptied(self) -> bool:
        """Empty the log, trying for a while; others get their turn in between."""
        until = time.monotonic() + self._busy_seconds
        while True:
            with self._using() as db:
                if fold(db.conn) and cut(db.conn):
                    return True
            if time.monotonic() >= until:
                return False
            time.sleep(LOG_PAUSE_SECONDS)

    @contextmanager
    def _using(self) -> Iterator[Database]:
        with self._lock:
            try:
                if self._db is None:
                    self._db = self._connect()
                yield self._db
            except BaseException as error:
                # Closing undoes what was begun. And after a failed fsync the same
                # descriptor may call lost pages clean (https://lwn.net/Articles/752063/).
                self._let_go()
                if isinstance(error, sqlite3.Error):
                    raise StoreUnavailable("keys.db cannot be used") from error
                raise

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._using() as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    def _connect(self) -> Database:
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        # Plugins are other people's code: none of it near the keys.
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        return db

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def open_keystore(
    key_dir: Path, *, busy_seconds: float = BUSY_SECONDS
) -> SqliteKeyStore:
    """Open the key store of a directory; create both, for the owner alone."""
    key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = key_dir / FILE_NAME
    keystore = SqliteKeyStore(path, busy_seconds=busy_seconds)
    with _alone_in(key_dir):
        # Before SQLite does, which would take the umask's word for the mode. A file
        # that is there is not touched: closing it would drop this process's locks.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        keystore.migrate()
    return keystore


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    # Turning on the write-ahead log fails at once when another process is at it, the
    # timeout notwithstanding (https://sqlite.org/wal.html): starts take turns.
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _key(row: tuple[int, str, bytes, bytes, int, bytes]) -> WrappedKey:
    key_id, scope, org_id, owner, version, wrapped = row
    return WrappedKey(key_id, Scope(scope), org_id, owner, version, wrapped)
