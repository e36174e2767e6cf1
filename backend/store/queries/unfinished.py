"""The note that a move into a database has not ended, and what is said of it."""

from backend.store.queries.connection import Connection

NOTE = "_move"  # a table; its row names the source


def noted(connection: Connection) -> str | None:
    """Return the place that is being moved into a database where the table is."""
    row = connection.execute(f"SELECT source FROM {NOTE}").fetchone()  # noqa: S608  # a constant
    return str(row[0]) if row else None


def to_finish(source: str, emptying: str) -> str:
    """Say what to do with a place that holds part of a move."""
    keys = "empty the keys' new place too if they were to be moved"
    return (
        "run 'candor migrate-store' again to finish. Where that finds that not"
        f" everything has arrived, {from_the_start(source, emptying, keys)}"
    )


def from_the_start(source: str, *emptying: str) -> str:
    """Say how to begin a move again whose source was served meanwhile."""
    return (
        f"begin again: stop every server on {source}; {'; '.join(emptying)}; run the"
        " same 'candor migrate-store' command"
    )
