"""The key store in a PostgreSQL database of its own, apart from the data."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import psycopg

from backend.crypto.keystore import KeyStore, Scope, WrappedKey
from backend.domain.errors import ConfigInvalid, KeyMissing, StoreUnavailable
from backend.store.postgres.connection import (
    Connection,
    connect,
    place,
    waits_for_disk,
)
from backend.store.postgres.durability import check_durability
from backend.store.postgres.schema import anywhere, execute, migrate

_COLUMNS = "id, scope, org_id, owner, version, wrapped"
_OWNER = "scope = %s AND org_id = %s AND owner = %s"
_OWNERS = "scope = %s AND org_id = %s AND owner = ANY(%s::bytea[])"
_DATA = "organisation"


def m001_wrapped_key(connection: Connection) -> None:
    """Create the table; an id is never given twice, also after a key is destroyed.

    A row counts the ids, since a sequence would count attempts that failed.
    """
    execute(
        connection,
        """CREATE TABLE wrapped_key (
            id bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
            scope text COLLATE "C" NOT NULL,
            org_id bytea NOT NULL CHECK (length(org_id) = 16),
            owner bytea NOT NULL,
            version integer NOT NULL,
            wrapped bytea NOT NULL,
            uses bigint NOT NULL DEFAULT 0
        )""",
        """CREATE UNIQUE INDEX wrapped_key_owner
            ON wrapped_key (org_id, scope, owner, version)""",
        "CREATE TABLE _last_key (id bigint NOT NULL)",
        "INSERT INTO _last_key VALUES (0)",
    )


class PostgresKeyStore:
    """Key rows; one connection, taken in turn by the threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def find(self, scope: Scope, org_id: bytes, owner: bytes) -> Sequence[WrappedKey]:
        """Return all versions, newest first."""
        query = (
            f"SELECT {_COLUMNS} FROM wrapped_key"  # noqa: S608  # constants only
            f" WHERE {_OWNER} ORDER BY version DESC"
        )
        with self._working() as connection:
            rows = connection.execute(query, (scope.value, org_id, owner)).fetchall()
        return [_key(row) for row in rows]

    def get(self, key_id: int) -> WrappedKey | None:
        """Return one key."""
        query = f"SELECT {_COLUMNS} FROM wrapped_key WHERE id = %s"  # noqa: S608  # see find
        with self._working() as connection:
            row = connection.execute(query, (key_id,)).fetchone()
        return _key(row) if row else None

    def existing(self, ids: Collection[int]) -> frozenset[int]:
        """Return which of these keys are there."""
        query = "SELECT id FROM wrapped_key WHERE id = ANY(%s::bigint[])"
        with self._working() as connection:
            rows = connection.execute(query, (list(ids),)).fetchall()
        return frozenset(row[0] for row in rows)

    def add(self, row: WrappedKey) -> WrappedKey:
        """Keep a key durably; return it, or the one that was there first."""
        owner = (row.scope.value, row.org_id, row.owner, row.version)
        query = (
            f"SELECT {_COLUMNS} FROM wrapped_key"  # noqa: S608  # see find
            f" WHERE {_OWNER} AND version = %s"
        )
        with self._working() as connection:
            # Holds up whoever else adds, until the commit: the first one wins.
            connection.execute("SELECT id FROM _last_key FOR UPDATE")
            kept = connection.execute(query, owner).fetchone()
            if kept is None:
                kept = connection.execute(
                    "WITH next AS (UPDATE _last_key SET id = id + 1 RETURNING id)"  # noqa: S608  # see find
                    " INSERT INTO wrapped_key (id, scope, org_id, owner, version,"
                    " wrapped) SELECT id, %s, %s, %s, %s, %s FROM next"
                    f" RETURNING {_COLUMNS}",
                    (*owner, row.wrapped),
                ).fetchone()
        if kept is None:
            raise StoreUnavailable("the database of the keys has lost its counter")
        return _key(kept)

    def destroy(self, scope: Scope, org_id: bytes, *owners: bytes) -> int:
        """Delete all versions; return how many.

        PostgreSQL overwrites a deleted row when it needs the space, and its log keeps
        it for a while: backend/docs/operations.md says how long that may be.
        """
        return self._destroy(_OWNERS, (scope.value, org_id, list(owners)))

    def destroy_organisation(self, org_id: bytes) -> int:
        """Delete all keys of an organisation likewise; return how many."""
        return self._destroy("org_id = %s", (org_id,))

    def reserve(self, key_id: int, uses: int) -> int:
        """Count uses of a key ahead, durably; return the sum of all ever counted."""
        with self._working() as connection:
            row = connection.execute(
                "UPDATE wrapped_key SET uses = uses + %s WHERE id = %s RETURNING uses",
                (uses, key_id),
            ).fetchone()
        if row is None:
            raise KeyMissing("the key was destroyed")
        return int(row[0])

    def empty(self) -> bool:
        """Whether no key was ever kept."""
        with self._working() as connection:
            # The counter of ids stays when the last row goes.
            row = connection.execute("SELECT id FROM _last_key").fetchone()
        return row is None or row[0] == 0

    def close(self) -> None:
        """Let go of the database; idempotent."""
        with self._lock:
            self._let_go()

    def _destroy(self, where: str, values: Sequence[object]) -> int:
        with self._working() as connection:
            deleted = connection.execute(
                f"DELETE FROM wrapped_key WHERE {where}",  # noqa: S608  # see find
                values,
            )
        return deleted.rowcount

    @contextmanager
    def _working(self) -> Iterator[Connection]:
        with self._lock:
            try:
                connection = self._begun()
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                self._let_go()  # which undoes what was begun
                if isinstance(error, psycopg.Error):
                    raise StoreUnavailable("the keys cannot be used") from error
                raise

    def _begun(self) -> Connection:
        """Begin a transaction, on a new connection if the old one turns out dead."""
        if self._connection is not None:
            try:
                self._connection.execute("BEGIN")
            except psycopg.Error:
                self._let_go()
            else:
                return self._connection
        self._connection = connect(self._url, settings={"lock_timeout": "5s"})
        waits_for_disk(self._connection)
        self._connection.execute("BEGIN")
        return self._connection

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def open_keystore(url: str) -> KeyStore:
    """Open the key store of a database; create its table.

    Raises StoreUnavailable when the database cannot be used or would lose what it
    commits, ConfigInvalid when data lie in it.
    """
    try:
        with connect(url) as connection:
            prepare(connection)
    except psycopg.Error as error:
        raise StoreUnavailable(f"{place(url)} cannot be used: {error}") from error
    return PostgresKeyStore(url)


def prepare(connection: Connection) -> None:
    """Create the tables of a database that may be trusted, or bring them up to date."""
    check_durability(connection)
    # Asked of the database, not of its URL: one place has many spellings.
    if anywhere(connection, _DATA):
        raise ConfigInvalid(
            "the database of CANDOR_KEYS_URL holds the data, too: give the keys a"
            " database of their own, best on another server"
        )
    migrate(connection, (m001_wrapped_key,))


def _key(row: tuple[int, str, bytes, bytes, int, bytes]) -> WrappedKey:
    key_id, scope, org_id, owner, version, wrapped = row
    return WrappedKey(key_id, Scope(scope), org_id, owner, version, wrapped)
