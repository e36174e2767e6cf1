"""The note that a move into a database has not ended."""

import sqlite3

NOTE = "_move"  # a table; its row names the source


def unfinished(connection: sqlite3.Connection) -> str | None:
    """Return the place that is being moved into a database, if any."""
    known = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = ?", (NOTE,)
    ).fetchone()
    if known is None:
        return None
    row = connection.execute(f"SELECT source FROM {NOTE}").fetchone()  # noqa: S608  # a constant
    return str(row[0]) if row else None
