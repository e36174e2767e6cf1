"""What a PostgreSQL server promises to keep, and what a failover may lose.

All of it can be told by the role that serves. It cannot see a standby's state, which
takes pg_read_all_stats; but a commit waits for a standby exactly where
`synchronous_standby_names` names one and `synchronous_commit` says so, and both are
settings that everybody may read.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from backend.domain.errors import StoreUnavailable
from backend.store.postgres.connection import Connection, connect, place

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that may be lost all the same, or would be but for us."""

    name: str
    said: str
    advice: str


COMMIT_OFF = Risk(
    "synchronous_commit_off",
    "own commits wait for the disk all the same",
    "set synchronous_commit = on",
)
COMMIT_LOCAL = Risk(
    "synchronous_commit_local",
    "no commit waits for the standbys: a failover loses what they lag behind",
    "set synchronous_commit = on",
)
ASYNCHRONOUS = Risk(
    "standbys_asynchronous",
    "a failover loses what they lag behind",
    "name one in synchronous_standby_names",
)


def check_durability(connection: Connection) -> None:
    """Refuse a server that forgets what it committed; raises StoreUnavailable.

    Warns where a failover may lose commits that were acknowledged.
    """
    for setting in ("fsync", "full_page_writes"):
        if _shown(connection, setting) == "off":
            raise StoreUnavailable(
                f"PostgreSQL runs with {setting} = off: a crash would lose or tear what"
                f" was committed. Set {setting} = on."
            )
    for risk in _risks(connection):
        log.warning("%s: %s", risk.name, risk.said)


def risks(url: str) -> list[Risk]:
    """Return what a failover of a database may lose; raises StoreUnavailable."""
    try:
        with connect(url) as connection:
            return list(_risks(connection))
    except psycopg.Error as error:
        raise StoreUnavailable(f"{place(url)} cannot be used: {error}") from error


def _risks(connection: Connection) -> Iterator[Risk]:
    commit = _shown(connection, "synchronous_commit")
    named = _shown(connection, "synchronous_standby_names")
    if commit == "off":
        yield COMMIT_OFF
    if commit == "local" and named:
        yield COMMIT_LOCAL
    if not named and _followed(connection):
        yield ASYNCHRONOUS


def _followed(connection: Connection) -> bool:
    """Whether anybody reads the server's log to keep up with it."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_replication"
        " WHERE application_name IS DISTINCT FROM 'pg_basebackup')"
    ).fetchone()
    return bool(row and row[0])


def _shown(connection: Connection, setting: str) -> str:
    row = connection.execute("SELECT current_setting(%s, true)", (setting,)).fetchone()
    return str(row[0] or "") if row else ""
