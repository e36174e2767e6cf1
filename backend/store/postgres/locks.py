"""Who may work on a database: advisory locks, freed with the session that holds them.

Replicas share one database. Their changes are made one transaction at a time, as by
SQLite's single writer, so that a refusal and the issue of a message, say, cannot pass
each other unseen.
"""

import psycopg

from backend.domain.errors import StoreInUse
from backend.store.postgres.connection import Connection, place

# Any 64-bit numbers do, as long as nothing else in the database uses them.
WRITING = 0x43616E646F720001
MIGRATING = 0x43616E646F720002
SERVING = 0x43616E646F720003

TAKE_WRITING = f"SELECT pg_advisory_xact_lock({WRITING})"


# A session that was closed or killed just now gives its lock back a moment later.
_MOMENT = "2s"


def serve(connection: Connection, url: str) -> None:
    """Say that a replica works here, for as long as the connection lasts.

    Raises StoreInUse while the database is being moved.
    """
    if not _got(connection, "pg_advisory_lock_shared"):
        raise StoreInUse(
            f"{place(url)} is being moved by 'candor migrate-store'; start when it ends"
        )


def serve_nobody(connection: Connection, url: str) -> None:
    """Keep every replica out; raises StoreInUse while one works here."""
    if not _got(connection, "pg_advisory_lock"):
        raise StoreInUse(f"A server works on {place(url)}. Stop all replicas first.")


def _got(connection: Connection, function: str) -> bool:
    with connection.transaction():
        connection.execute(f"SET LOCAL lock_timeout = '{_MOMENT}'")
        try:
            # Of the session, not of the transaction: it outlasts this block.
            with connection.transaction():
                connection.execute(f"SELECT {function}({SERVING})")
        except psycopg.errors.LockNotAvailable:
            return False
    return True
