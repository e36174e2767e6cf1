"""Connections for reading, lent to one reader at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from backend.domain.errors import StoreUnavailable
from backend.store.postgres.connection import (
    Connection,
    connection_string,
    prepare,
    unavailable,
)
from backend.store.postgres.transaction import PostgresReader

CONNECTIONS_MAX = 16
WAIT_SECONDS = 5.0  # for a free connection, or for the server to come back
# Short: after it the next reader tries anew, instead of waiting out a growing pause.
RECONNECT_SECONDS = 2.0

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Readers:
    """A pool of connections; one that died meanwhile is noticed and replaced."""

    def __init__(self, url: str) -> None:
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            connection_string(url),
            connection_class=Connection,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=CONNECTIONS_MAX,
            configure=prepare,
            # Doubles as the proof that the connection lives: one way to the server.
            check=_begin,
            timeout=WAIT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            name="candor-readers",
            open=False,
        )
        self._pool.open()

    @contextmanager
    def read(self) -> Iterator[PostgresReader]:
        """Lend a reader of one consistent state; raises StoreUnavailable."""
        try:
            # On return the pool ends the transaction.
            with self._pool.connection() as connection:
                yield PostgresReader(connection)
        except (PoolTimeout, PoolClosed) as error:
            raise StoreUnavailable("the store cannot be read") from error
        except psycopg.Error as error:
            if unavailable(error):
                raise StoreUnavailable("the store cannot be read") from error
            raise

    def close(self) -> None:
        """Close what is idle now and whatever comes back later; idempotent."""
        self._pool.close()


def _begin(connection: Connection) -> None:
    connection.execute(_BEGIN)
