"""The note that a move into a database has not ended."""

from backend.store.queries.connection import Connection

NOTE = "_move"  # a table; its row names the source


def noted(connection: Connection) -> str | None:
    """Return the place that is being moved into a database where the table is."""
    row = connection.execute(f"SELECT source FROM {NOTE}").fetchone()  # noqa: S608  # a constant
    return str(row[0]) if row else None
