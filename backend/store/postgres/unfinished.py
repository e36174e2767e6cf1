"""The note that a move into a database has not ended."""

from backend.store.postgres.connection import Connection
from backend.store.postgres.schema import exists

NOTE = "_move"  # a table; its row names the source


def unfinished(connection: Connection) -> str | None:
    """Return the place that is being moved into a database, if any."""
    if not exists(connection, NOTE):
        return None
    row = connection.execute(f"SELECT source FROM {NOTE}").fetchone()  # noqa: S608  # a constant
    return str(row[0]) if row else None
