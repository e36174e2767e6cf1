"""A spool's file: its tables, and how its rows are read and held to their chain."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from backend.store.spool.arrival import Arrival, unpacked
from backend.store.spool.seals import Seals, tag_of

_TABLES = (
    """CREATE TABLE spooled (
        sequence INTEGER PRIMARY KEY,
        event_id BLOB NOT NULL,
        previous BLOB NOT NULL,
        sealed BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE mark (
        id BLOB PRIMARY KEY CHECK (length(id) = 16),
        last INTEGER NOT NULL,
        last_tag BLOB NOT NULL,
        drained INTEGER NOT NULL,
        drained_tag BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
)
_ROWS = (
    "SELECT sequence, event_id, previous, sealed FROM spooled"
    " WHERE sequence > ? ORDER BY sequence LIMIT ?"
)
_ROW = "SELECT sequence, event_id, previous, sealed FROM spooled WHERE sequence = ?"

Row = tuple[int, bytes, bytes, bytes]


class Mark(NamedTuple):
    """Where a spool's chain begins and ends; numbers are never used twice."""

    id: bytes
    last: int  # the number given last
    last_tag: bytes
    drained: int  # what is up to here has left
    drained_tag: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """Rows that are not what was written."""

    kind: str  # "missing", "altered" or "exchanged"
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The oldest rows of a spool, with what is wrong among them."""

    spool: bytes
    arrivals: Sequence[tuple[int, Arrival]]  # by number
    damages: Sequence[Damage]
    after: int
    through: int  # the number up to which this is all there is

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return self.through == self.after


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, unless they are there."""
    if connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        return
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES:
        connection.execute(statement)
    name = os.urandom(16)
    connection.execute("INSERT INTO mark VALUES (?, 0, ?, 0, ?)", (name, name, name))
    connection.execute("COMMIT")


def mark_of(connection: sqlite3.Connection) -> Mark:
    """Return the mark; raises sqlite3.DatabaseError when there is none."""
    row = connection.execute(
        "SELECT id, last, last_tag, drained, drained_tag FROM mark"
    ).fetchone()
    if row is None:
        raise sqlite3.DatabaseError("the spool has no mark")
    return Mark(*row)


def read(path: Path, seals: Seals, *, after: int | None, limit: int) -> Batch:
    """Return the oldest rows behind a number, or behind what is drained.

    The file is not written to. Raises sqlite3.Error when it cannot be read at all.
    """
    with closing(_reading(path)) as connection:
        connection.execute("BEGIN")
        mark = mark_of(connection)
        start = mark.drained if after is None else after
        rows = _rows(connection, mark, start, limit)
    return _chained(mark, start, rows, seals, whole=len(rows) < limit)


def waiting(path: Path) -> int:
    """Return how many rows of a file wait; 0 where it cannot be read."""
    try:
        with closing(_reading(path)) as connection:
            mark = mark_of(connection)
    except sqlite3.Error:
        return 0
    return mark.last - mark.drained


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)


def _rows(
    connection: sqlite3.Connection, mark: Mark, start: int, limit: int
) -> list[Row]:
    try:
        return connection.execute(_ROWS, (start, limit)).fetchall()
    except sqlite3.DatabaseError:
        # A page is broken: whatever can be reached singly is.
        found: list[Row] = []
        for sequence in range(start + 1, mark.last + 1):
            with suppress(sqlite3.DatabaseError):
                found += connection.execute(_ROW, (sequence,)).fetchall()
            if len(found) == limit:
                break
        return found


def _chained(
    mark: Mark, start: int, rows: Sequence[Row], seals: Seals, *, whole: bool
) -> Batch:
    """Open rows in order and name each that is not what was written there."""
    arrivals: list[tuple[int, Arrival]] = []
    damages: list[Damage] = []
    expected = start + 1
    # Not known after a row that is damaged: then only the next but one can tell.
    tag = mark.drained_tag if start == mark.drained else b""
    for sequence, event_id, previous, sealed in rows:
        if sequence > expected:
            damages.append(Damage("missing", expected, sequence - 1))
            tag = b""
        content = seals.open(mark.id, (sequence, event_id, previous), sealed)
        if content is None:
            damages.append(Damage("altered", sequence, sequence))
            tag = b""
        else:
            if tag and previous != tag:
                damages.append(Damage("exchanged", sequence - 1, sequence - 1))
            arrivals.append((sequence, unpacked(event_id, content)))
            tag = tag_of(sealed)
        expected = sequence + 1
    if whole and mark.last >= expected:
        damages.append(Damage("missing", expected, mark.last))
        expected = mark.last + 1
    return Batch(mark.id, arrivals, damages, start, expected - 1)
