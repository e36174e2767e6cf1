"""Opens connections to a database file, all with the same safe settings."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

# synchronous=FULL: a commit that returned survives power loss (sqlite.org/pragma.html);
#   fullfsync is what macOS needs for the same, elsewhere it means nothing.
# secure_delete: what is deleted is overwritten; temp_store: sorting leaves no file.
# cache_size: 32 MiB, so that the pages a batch touches are at hand; wal_autocheckpoint:
#   a page that changes in batch after batch is copied into the file once in 8 MiB of
#   log, not every 4 MiB. An erasure empties the log by itself.
_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 2000",
)

# Errors that are about the state of file, disk or locks, not about a statement.
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
_PRIMARY = 0xFF  # the low byte of an extended result code names its kind


def connect(
    path: Path, *, busy_seconds: float, read_only: bool = False
) -> sqlite3.Connection:
    """Open a connection in autocommit mode; one thread at a time may use it."""
    connection = sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def unavailable(error: BaseException) -> bool:
    """Whether an error says that the database cannot work now, whatever was asked."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & _PRIMARY in _UNAVAILABLE


def create_private(path: Path) -> None:
    """Create an empty file for the owner alone, unless one is there."""
    # Before SQLite does, which would take the umask's word for the mode. A file that
    # is there is not opened: closing it would drop this process's POSIX locks.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
