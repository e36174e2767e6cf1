"""The write-ahead log of a file: how its bytes leave it while nobody waits.

To cut the log, SQLite takes the write lock first and then waits for readers as long as
the connection waits for anything: whoever writes would wait with it.
"""

import sqlite3


def fold(connection: sqlite3.Connection) -> bool:
    """Copy the log into the file as far as no reader needs it; False if not all.

    Holds up neither writers nor readers (https://sqlite.org/pragma.html, PASSIVE).
    """
    busy, held, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return not busy and held == copied


def cut(connection: sqlite3.Connection) -> bool:
    """Copy what is left and cut the log to nothing; False at once if it is in use.

    Fold it first: what is copied here is copied under the write lock.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    return not busy
