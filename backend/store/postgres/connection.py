"""Opens connections to PostgreSQL, all with the same safe settings."""

from datetime import datetime
from typing import Any, TypeVar

import psycopg
from psycopg import conninfo
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from backend.domain.errors import ConfigInvalid, StoreUnavailable

T = TypeVar("T")
ACTIVE = TransactionStatus.ACTIVE

# Longer than any statement may take: by then the server or the network has gone
# silent, or a commit waits for a standby that is not there.
PATIENCE_SECONDS = 8.0


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection whose calls end, whatever becomes of the server."""

    patience: float | None = PATIENCE_SECONDS

    def wait(
        self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None
    ) -> T:
        """Wait for the server; after too long a silence hang up and raise."""
        patience = self.patience if timeout is None else timeout
        try:
            return super().wait(gen, interval, patience)
        except psycopg.OperationalError:
            if timeout is None and self.info.transaction_status is ACTIVE:
                self.close()
            raise


# A vanished server or network must be noticed, else a thread waits for ever; the
# server in turn must notice a vanished replica, which may hold the write lock.
_NETWORK = {
    "connect_timeout": "5",  # seconds
    "keepalives_idle": "5",  # seconds
    "keepalives_interval": "2",  # seconds
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # milliseconds
    # after a failover the old primary, now a standby, must not be written to
    "target_session_attrs": "read-write",
    "application_name": "candor",
}
_SESSION = {
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    # every statement here is short: compiling one would cost more than running it
    "jit": "off",
}

# Errors that are about the state of the server or the way to it, not about a statement
# (https://www.postgresql.org/docs/current/errcodes-appendix.html): 08 connection, 25006
# read-only, 40 rolled back, 53 resources, 55P03 locked, 57 operator, 58 system, XX.
_UNAVAILABLE = ("08", "25006", "40", "53", "55P03", "57", "58", "XX")


def connect(url: str, *, settings: dict[str, str] | None = None) -> Connection:
    """Open a connection in autocommit mode; raises psycopg.Error.

    `settings` go over the usual ones for this session.
    """
    connection = Connection.connect(connection_string(url), autocommit=True)
    try:
        prepare(connection, settings)
    except BaseException:
        connection.close()
        raise
    return connection


def clock(url: str) -> datetime:
    """Return the time the server has; raises StoreUnavailable."""
    try:
        with connect(url) as connection:
            ((time,),) = connection.execute("SELECT clock_timestamp()").fetchall()
    except psycopg.Error as error:
        raise StoreUnavailable(f"{place(url)} cannot be used: {error}") from error
    found: datetime = time
    return found


def connection_string(url: str) -> str:
    """Return what libpq is given; what the URL itself says beats the defaults."""
    return conninfo.make_conninfo(**(_NETWORK | _parts(url)))


def prepare(connection: Connection, settings: dict[str, str] | None = None) -> None:
    """Give a new connection the settings of a session."""
    wanted = _SESSION | (settings or {})
    connection.execute(
        "SELECT set_config(name, value, false)"
        " FROM unnest(%s::text[], %s::text[]) AS wanted (name, value)",
        (list(wanted), list(wanted.values())),
    )


def without_haste(connection: Connection) -> None:
    """Let statements of this session take as long as they need."""
    connection.patience = None
    connection.execute("SET statement_timeout = 0")


def waits_for_disk(connection: Connection) -> None:
    """Let commits of this session wait for the disk, whatever the server's default."""
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
    )


def unavailable(error: BaseException) -> bool:
    """Whether an error says that the database cannot work now, whatever was asked."""
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:  # libpq's own: no way to the server, or lost
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.sqlstate.startswith(_UNAVAILABLE)


def place(url: str) -> str:
    """Return where a URL leads, fit to be shown: no password, no user."""
    parts = _parts(url)
    where = parts.get("host") or parts.get("hostaddr") or "localhost"
    return f"postgresql://{where}:{parts.get('port', '5432')}/{parts.get('dbname', '')}"


def _parts(url: str) -> dict[str, str]:
    try:
        parsed = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        # libpq's own words may quote the password
        raise ConfigInvalid(
            "the database URL cannot be read: write postgresql://user@host:5432/name,"
            " special characters of the password as %XX"
        ) from None
    return {name: str(value) for name, value in parsed.items() if value is not None}
