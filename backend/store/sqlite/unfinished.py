"""The note that a move into a file has not ended."""

import sqlite3
from pathlib import Path

from backend.store.queries.unfinished import NOTE, noted


def unfinished(connection: sqlite3.Connection) -> str | None:
    """Return the place that is being moved into a database, if any."""
    known = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = ?", (NOTE,)
    ).fetchone()
    return None if known is None else noted(connection)


def emptying(path: Path) -> str:
    """Say how a database file is made an empty place."""
    return f"delete {path}, {path.name}-wal and {path.name}-shm"
