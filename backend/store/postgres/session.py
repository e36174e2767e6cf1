"""The writer's connection to a PostgreSQL database."""

from collections.abc import Callable

import psycopg
from psycopg.pq import TransactionStatus

from backend.store.postgres import notices
from backend.store.postgres.connection import (
    Connection,
    connect,
    unavailable,
    waits_for_disk,
)
from backend.store.postgres.locks import TAKE_WRITING
from backend.store.postgres.transaction import PostgresTransaction

# One way to the server for all three; the savepoint stands ready for the first job.
_BEGIN = f"BEGIN; {TAKE_WRITING}; SAVEPOINT job"
_PROBE = f"BEGIN; {TAKE_WRITING}; UPDATE _migration SET name = name; COMMIT"  # noqa: S608  # constants
_NEXT = "RELEASE job; SAVEPOINT job"


class PostgresSession:
    """One connection; after an error a new one."""

    def __init__(
        self,
        url: str,
        *,
        origin: str,
        lock_timeout: str,
        first: Callable[[], None] | None = None,
    ) -> None:
        self._url = url
        self._first = first  # what is to be done before the first use, once
        self._origin = origin
        self._settings = {"lock_timeout": lock_timeout}
        self._connection: Connection | None = None
        self._moved: list[tuple[bytes, bytes]] = []
        self._mark = 0
        self._warnings: list[str] = []
        self._kept = False  # a job was kept, and its savepoint still stands

    def begin(self) -> PostgresTransaction:
        """Take the write lock, which all replicas share."""
        connection = self._run(_BEGIN)
        transaction = PostgresTransaction(connection)
        self._moved = transaction.moved
        self._kept = False
        return transaction

    def savepoint(self) -> None:
        """Mark the state that `undo` returns to."""
        if self._kept:
            self._open().execute(_NEXT)
            self._kept = False
        self._mark = len(self._moved)

    def undo(self) -> None:
        """Return to the savepoint, which stands for the next job."""
        self._open().execute("ROLLBACK TO job")
        del self._moved[self._mark :]

    def release(self) -> None:
        """Keep what was done since the savepoint."""
        connection = self._open()
        if connection.info.transaction_status is TransactionStatus.INERROR:
            raise psycopg.errors.InFailedSqlTransaction(
                "a job went on after an error of the database"
            )
        self._kept = True

    def commit(self) -> frozenset[tuple[bytes, bytes]]:
        """Make the changes durable and tell the other replicas whose feeds moved."""
        connection, moved = self._open(), frozenset(self._moved)
        if moved:
            notices.send(connection, self._origin, moved)
        self._warnings.clear()
        cursor = connection.execute("COMMIT")
        # A transaction that had failed is rolled back by COMMIT, and no error says so.
        if cursor.statusmessage != "COMMIT":
            raise psycopg.OperationalError("the server rolled the batch back")
        # Nor when somebody called off the wait for the standby: committed on one
        # machine alone is not what was asked for.
        if self._warnings:
            raise psycopg.OperationalError(*self._warnings)
        return moved

    def abandon(self) -> None:
        """Undo what is open and drop the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def broken(self, error: BaseException) -> bool:
        """Whether an error came from the database being unable to take anything."""
        return unavailable(error)

    def knock(self) -> None:
        """Take the write lock and give it back."""
        self._run(f"BEGIN; {TAKE_WRITING}; ROLLBACK")

    def probe(self) -> None:
        """Write a row with what it already holds, through to the disk."""
        self._run(_PROBE)

    def checkpoint(self) -> bool:
        """Do nothing: PostgreSQL's log cannot be cut from here.

        What was deleted leaves the tables' files as autovacuum lets its space be used
        again, the log as the server recycles it, and archives as they are deleted:
        see backend/docs/operations.md.
        """
        return True

    def close(self) -> None:
        """Close the connection."""
        self.abandon()

    def _run(self, statements: str) -> Connection:
        """Start a transaction, on a new connection if the old one turns out dead."""
        if self._connection is not None:
            try:
                self._connection.execute(statements)
            except psycopg.Error:
                # Restarted meanwhile, say. Nothing was begun that could be done twice.
                if not self._connection.closed:
                    raise
                self.abandon()
            else:
                return self._connection
        connection = self._open()
        connection.execute(statements)
        return connection

    def _open(self) -> Connection:
        if self._first is not None:
            self._first()
            self._first = None
        if self._connection is None:
            self._connection = connect(self._url, settings=self._settings)
            self._connection.add_notice_handler(self._hear)
            waits_for_disk(self._connection)
        return self._connection

    def _hear(self, said: psycopg.errors.Diagnostic) -> None:
        if said.severity_nonlocalized == "WARNING":
            self._warnings.append(said.message_primary or "")
