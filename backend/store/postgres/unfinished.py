"""The note that a move into a database has not ended."""

from backend.store.postgres.connection import Connection, place
from backend.store.postgres.placeholders import Translated
from backend.store.postgres.schema import exists
from backend.store.queries.unfinished import NOTE, noted


def unfinished(connection: Connection) -> str | None:
    """Return the place that is being moved into a database, if any."""
    return noted(Translated(connection)) if exists(connection, NOTE) else None


def emptying(url: str) -> str:
    """Say how a database is made an empty place."""
    return f"drop the database {place(url)} and create it anew"
