"""The spool's writing connection, and what is written through it."""

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from backend.domain.errors import StoreUnavailable
from backend.store.spool.arrival import Arrival, packed
from backend.store.spool.aside import discard, put_aside
from backend.store.spool.file import create, mark_of
from backend.store.spool.seals import Seals, tag_of
from backend.store.sqlite.connection import create_private
from backend.store.sqlite.session import FileSession
from backend.store.writer import BATCH_MAX

BUSY_SECONDS = 0.1  # nobody else has business here
# What a full batch needs at most; proof that it would fit is to write as much.
_FILLING = f"INSERT INTO spooled VALUES (0, x'', x'', zeroblob({BATCH_MAX * 512}))"  # noqa: S608  # a number
# Errors after which a file is not to be believed, let alone written to: what an fsync
# failed to write may be gone and called clean.
_SPOILS = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
)
_PRIMARY = 0xFF  # the low byte of an extended result code names its kind

log = logging.getLogger(__name__)


class SpoolFull(StoreUnavailable):
    """The spool holds all it may."""


class SpoolSpoilt(StoreUnavailable):
    """The spool's file is not to be written to any more."""


class SpoolTransaction:
    """Changes to a spool."""

    def __init__(
        self, connection: sqlite3.Connection, seals: Seals, *, waiting: int, most: int
    ) -> None:
        self._connection = connection
        self._seals = seals
        self._most = most
        self.waiting = waiting

    def append(self, arrivals: Sequence[Arrival]) -> None:
        """Add what arrived, each sealed and chained to the one before."""
        check_room(self.waiting, self._most)
        mark = mark_of(self._connection)
        sequence, tag = mark.last, mark.last_tag
        rows = []
        for arrival in arrivals:
            sequence += 1
            row = (sequence, arrival.event_id, tag)
            sealed = self._seals.seal(mark.id, row, packed(arrival))
            rows.append((*row, sealed))
            tag = tag_of(sealed)
        self._connection.executemany("INSERT INTO spooled VALUES (?, ?, ?, ?)", rows)
        self._connection.execute(
            "UPDATE mark SET last = ?, last_tag = ?", (sequence, tag)
        )
        self.waiting += len(rows)

    def drop(self, spool: bytes, through: int) -> None:
        """Delete a spool's rows up to a number; of another spool nothing."""
        mark = mark_of(self._connection)
        if mark.id != spool:
            return
        row = self._connection.execute(
            "SELECT sealed FROM spooled WHERE sequence = ?", (through,)
        ).fetchone()
        self._connection.execute("DELETE FROM spooled WHERE sequence <= ?", (through,))
        self._connection.execute(
            "UPDATE mark SET drained = ?, drained_tag = ?",
            (through, tag_of(row[0]) if row else b""),
        )
        self.waiting = mark.last - through

    def spoil(self) -> None:
        """Have the file put aside."""
        raise SpoolSpoilt("the spool cannot be read")


class SpoolSession(FileSession):
    """One connection to spool.db; a file that cannot be believed is put aside."""

    def __init__(self, path: Path, seals: Seals, *, most: int) -> None:
        super().__init__(path, busy_seconds=BUSY_SECONDS)
        self._seals = seals
        self._most = most
        self._transaction: SpoolTransaction | None = None
        self._before = 0
        self._spoilt = False
        self._known = False  # what the file holds
        self.waiting = 0
        self.waiting_aside: dict[Path, int] = {}

    @property
    def held(self) -> int:
        """How many rows wait, those of the files put aside included."""
        return self.waiting + sum(self.waiting_aside.values())

    def open(self) -> None:
        """Open the file, made if need be; raises sqlite3.Error or OSError."""
        self._open()

    def begin(self) -> SpoolTransaction:
        """Take the write lock."""
        connection = self._run("BEGIN IMMEDIATE")
        room = self._most - sum(self.waiting_aside.values())
        self._transaction = SpoolTransaction(
            connection, self._seals, waiting=self.waiting, most=room
        )
        return self._transaction

    def savepoint(self) -> None:
        """Mark the state that `undo` returns to."""
        super().savepoint()
        if self._transaction is not None:
            self._before = self._transaction.waiting

    def undo(self) -> None:
        """Return to the savepoint and forget it."""
        super().undo()
        if self._transaction is not None:
            self._transaction.waiting = self._before

    def commit(self) -> frozenset[tuple[bytes, bytes]]:
        """Make the changes durable; no feed moves by them."""
        self._run("COMMIT")
        if self._transaction is not None:
            self.waiting = self._transaction.waiting
        return frozenset()

    def broken(self, error: BaseException) -> bool:
        """Whether nothing of the batch can be taken."""
        self._note(error)
        return isinstance(error, StoreUnavailable) or super().broken(error)

    def knock(self) -> None:
        """Take the write lock and give it back; raises where a batch would not fit."""
        self._run("BEGIN IMMEDIATE")
        check_room(self.held, self._most)
        self._run("ROLLBACK")

    def probe(self) -> None:
        """Write as much as the largest batch needs, through to the disk."""
        self._run("BEGIN IMMEDIATE")
        check_room(self.held, self._most)
        self._run(_FILLING)
        self._run("DELETE FROM spooled WHERE sequence = 0")
        self._run("COMMIT")

    def abandon(self) -> None:
        """Drop the connection, and the file with it if that is spoilt."""
        super().abandon()
        self._transaction = None
        if self._spoilt:
            self._spoilt = False
            self._put_aside()

    def checkpoint(self) -> bool:
        """Give back what the file does not need, and leave nothing in its log."""
        # A script is run to its end; execute() would take one step, of one page.
        self._open().executescript("PRAGMA incremental_vacuum")
        return super().checkpoint()

    def _connect(self) -> sqlite3.Connection:
        self._known = False
        fresh = not self._path.exists()
        try:
            create_private(self._path)
            connection = super()._connect()
            try:
                create(connection)
                mark = mark_of(connection)
            except BaseException:
                connection.close()
                raise
        except BaseException as error:
            self._note(error)
            if fresh:
                discard(self._path)
            raise
        self.waiting, self._known = mark.last - mark.drained, True
        return connection

    def _run(self, statement: str) -> sqlite3.Connection:
        connection = self._open()
        try:
            connection.execute(statement)
        except sqlite3.Error as error:
            self._note(error)
            raise
        return connection

    def _note(self, error: BaseException) -> None:
        code = getattr(error, "sqlite_errorcode", 0)
        if isinstance(error, SpoolSpoilt) or code & _PRIMARY in _SPOILS:
            self._spoilt = True

    def _put_aside(self) -> None:
        """Leave the file to be emptied; the next batch gets a new one."""
        try:
            if self._known and not self.waiting:
                discard(self._path)
            elif self._path.exists():
                self.waiting_aside[put_aside(self._path)] = self.waiting
        except OSError as error:
            # The type alone: a path says little, an error's text may say more.
            log.error("spool_not_put_aside type=%s", type(error).__name__)  # noqa: TRY400
        else:
            log.error("spool_put_aside waiting=%d", self.waiting)
            self.waiting = 0


def check_room(waiting: int, most: int) -> None:
    """Raise SpoolFull where the largest batch would not fit.

    The same for every batch, however small: its size must not tell what is in it.
    """
    if waiting + BATCH_MAX > most:
        raise SpoolFull("the spool is full")
