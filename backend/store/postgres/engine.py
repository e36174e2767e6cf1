"""The store in a PostgreSQL database, shared by any number of replicas."""

import logging
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import partial
from typing import TypeVar

import psycopg

from backend.domain.errors import ConfigInvalid, StoreInUse, StoreUnavailable
from backend.store.figures import Figures
from backend.store.postgres.connection import (
    Connection,
    connect,
    place,
    without_haste,
)
from backend.store.postgres.durability import check_durability
from backend.store.postgres.listener import Listening
from backend.store.postgres.readers import Readers
from backend.store.postgres.schema import MIGRATIONS, anywhere, exists, migrate
from backend.store.postgres.session import PostgresSession
from backend.store.postgres.unfinished import emptying, unfinished
from backend.store.queries.unfinished import to_finish
from backend.store.store import Reader, Release, Store, Transaction
from backend.store.writer import Listener, Writer

T = TypeVar("T")

# The server would rather fail a batch than let fetches pile up behind the lock; the
# command line waits for the servers, which never hold it for long.
SERVER_LOCK_TIMEOUT = "2s"
COMMAND_LOCK_TIMEOUT = "5s"
_KEYS = "wrapped_key"

log = logging.getLogger(__name__)


class PostgresStore:
    """One writer and a pool of readers of one replica."""

    def __init__(
        self,
        url: str,
        *,
        origin: str,
        lock_timeout: str,
        listening: Listening | None,
        first: Callable[[], None] | None = None,
    ) -> None:
        self._listening = listening
        self._readers = Readers(url)
        session = PostgresSession(
            url, origin=origin, lock_timeout=lock_timeout, first=first
        )
        self._writer = Writer(session, healthy=first is None)

    def read(self) -> AbstractContextManager[Reader]:
        """Open a consistent read; raises StoreUnavailable.

        At once where the last write failed: to wait for a server that is away would
        hold up a thread for each who asks.
        """
        if self._writer.failed():
            raise StoreUnavailable("the store cannot be read")
        return self._readers.read()

    def write(self, job: Callable[[Transaction], T]) -> Future[T]:
        """Queue a change; the future resolves once it is durable."""
        return self._writer.write(job)

    def write_batched(
        self, apply: Callable[[Transaction, Sequence[T]], None], item: T
    ) -> Future[None]:
        """Queue an item that is handled together with its neighbours."""
        return self._writer.write_batched(apply, item)

    def enqueue(
        self,
        apply: Callable[[Transaction, Sequence[T]], None] | None,
        item: T,
        release: Release,
        handle: object,
    ) -> None:
        """Queue an item likewise; `release` hears of the whole batch at once."""
        self._writer.enqueue(apply, item, release, handle)

    def pass_through(self) -> Future[None]:
        """Queue nothing: resolves when the next batch is released."""
        return self._writer.pass_through()

    def checkpoint(self) -> bool:
        """Wait for what is queued; PostgreSQL's own logs are the operator's."""
        return self._writer.checkpoint()

    def owes_checkpoint(self) -> bool:
        """Say no: there is no log of Candor's own."""
        return False

    def fold_log(self) -> None:
        """Do nothing: PostgreSQL looks after its log by itself."""

    def listen(
        self, woken: Listener, missed: Callable[[], None] = lambda: None
    ) -> None:
        """Call back after each commit, whichever replica's, with the feeds that moved.

        `missed` is called when other replicas may have moved feeds unheard.
        """
        self._writer.listen(woken)
        if self._listening is not None:
            self._listening.listen(woken, missed)

    def healthy(self) -> bool:
        """Whether the last write went through (or none was tried) and none is stuck."""
        return self._writer.healthy()

    def figures(self) -> Figures:
        """Return what there is to measure of the writer."""
        return self._writer.figures()

    def close(self) -> None:
        """Finish what is queued, stop the writer, close; idempotent."""
        if self._listening is not None:
            self._listening.close()
        self._readers.close()
        self._writer.close()


def open_store(url: str, *, serving: bool = True, may_be_away: bool = False) -> Store:
    """Open the store of a database; create its tables.

    `serving` is for the server: it hears other replicas, and is refused (StoreInUse)
    while the database is being moved. The command line opens without it. A database
    that `may_be_away` is made ready once it is there; until then nothing is taken.
    Raises StoreUnavailable when the database cannot be used or would lose what it
    commits, ConfigInvalid when keys lie in it.
    """
    origin = secrets.token_hex(8)
    ready, away = partial(_make_ready, url), False
    try:
        try:
            ready()
        except psycopg.OperationalError:
            if not may_be_away:
                raise
            log.exception("store_away_at_start")
            away = True
        listening = Listening(url, origin=origin, away=away) if serving else None
    except psycopg.Error as error:
        raise StoreUnavailable(f"{place(url)} cannot be used: {error}") from error
    return PostgresStore(
        url,
        origin=origin,
        lock_timeout=SERVER_LOCK_TIMEOUT if serving else COMMAND_LOCK_TIMEOUT,
        listening=listening,
        first=ready if away else None,
    )


def _make_ready(url: str) -> None:
    with connect(url) as connection:
        prepare(connection)
        _refuse_half(connection, url)


def data_exist(url: str) -> bool:
    """Whether a database holds any row of ours.

    Raises StoreUnavailable when it cannot tell.
    """
    try:
        with connect(url) as connection:
            if not exists(connection, "organisation"):
                return False
            # every row of every table hangs on one of these
            row = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM organisation)"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.Error as error:
        raise StoreUnavailable(f"{place(url)} cannot be used: {error}") from error


def prepare(connection: Connection) -> None:
    """Create the tables of a database that may be trusted, or bring them up to date."""
    check_durability(connection)
    _apart(connection, _KEYS)
    without_haste(connection)  # indexes of a large table take their time
    migrate(connection, MIGRATIONS)


def _refuse_half(connection: Connection, url: str) -> None:
    source = unfinished(connection)
    if source is not None:
        raise StoreInUse(
            f"{place(url)} holds part of {source}: {to_finish(source, emptying(url))}"
        )


def _apart(connection: Connection, table: str) -> None:
    # Asked of the database, not of its URL: one place has many spellings.
    if anywhere(connection, table):
        raise ConfigInvalid(
            "the database of CANDOR_DATABASE_URL holds the keys, too: give the keys a"
            " database of their own, best on another server with a backup of its own"
        )
