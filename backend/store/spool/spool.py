"""The spool: takes what the store cannot, durably, and gives it back oldest first."""

import logging
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from backend.domain.errors import StoreUnavailable
from backend.store.figures import Figures
from backend.store.spool import file
from backend.store.spool.arrival import Arrival
from backend.store.spool.aside import aside, bury, discard, finish
from backend.store.spool.file import Batch
from backend.store.spool.seals import Seals
from backend.store.spool.session import SpoolSession, SpoolTransaction
from backend.store.sqlite.lock import ServerLock
from backend.store.store import Release
from backend.store.writer import BATCH_MAX, Writer

FILE_NAME = "spool.db"
LOCK_NAME = "spool.lock"

log = logging.getLogger(__name__)


class Spool:
    """A file of its own with a writer of its own; from any thread.

    Raises StoreInUse while another server has it. That it cannot be opened stops
    nobody: it is tried again with every batch.
    """

    def __init__(self, data_dir: Path, keys: Sequence[bytes], *, most: int) -> None:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = data_dir
        self._path = data_dir / FILE_NAME
        self._seals = Seals(keys)
        self._most = most
        self._lock = ServerLock(data_dir, LOCK_NAME)
        self._log_owed = True  # bytes of what was drained may be in it
        self._session = SpoolSession(self._path, self._seals, most=most)
        opened = self._open()
        self._session.waiting_aside = {
            path: file.waiting(path) for path in aside(data_dir)
        }
        self._writer = Writer(self._session, name="spool")
        if not opened:
            self._writer.pass_through()  # so that `healthy` knows

    def _open(self) -> bool:
        try:
            finish(self._path)
            self._session.open()
        except (sqlite3.Error, OSError):
            self._session.abandon()
            return False
        return True

    def enqueue(
        self, arrival: Arrival | None, release: Release, handle: object
    ) -> None:
        """Take what arrived; `release` hears when it is durable, or StoreUnavailable.

        Without an arrival it waits for the same as its neighbours and leaves nothing.
        """
        if self.full():
            # Not even queued, so that there is a way through for what makes room.
            release([handle], StoreUnavailable("the spool is full"))
            return
        if arrival is None:
            self._writer.enqueue(None, None, release, handle)
        else:
            self._writer.enqueue(_append, arrival, release, handle)

    def full(self) -> bool:
        """Whether the largest batch would not fit."""
        return self._session.held + BATCH_MAX > self._most

    def healthy(self) -> bool:
        """Whether the last batch went through, or none was tried."""
        return self._writer.healthy()

    def probe(self) -> None:
        """Try whether something can be written; `healthy` knows then."""
        self._writer.pass_through().exception()

    def waiting(self) -> int:
        """Return how many rows wait for the store."""
        return self._session.held

    def figures(self) -> Figures:
        """Return what there is to measure of the writer."""
        return self._writer.figures()

    def files_with_rows(self) -> list[Path]:
        """Return the files that wait to be emptied; those put aside first."""
        here = [self._path] if self._session.waiting else []
        return [*aside(self._directory), *here]

    def read(self, path: Path, *, after: int | None, limit: int) -> Batch | None:
        """Return the oldest rows of one of the files.

        None when it cannot be read: then it is out of the way afterwards.
        """
        try:
            return file.read(path, self._seals, after=after, limit=limit)
        except sqlite3.Error as error:
            log.error("spool_unreadable type=%s", type(error).__name__)  # noqa: TRY400
        if path == self._path:
            self._writer.write(SpoolTransaction.spoil).exception()
        else:
            bury(path)
            self._session.waiting_aside.pop(path, None)
        return None

    def drop(self, path: Path, batch: Batch) -> Future[None]:
        """Delete what is safe elsewhere; the future resolves once that is durable."""
        if path != self._path:
            done: Future[None] = Future()
            done.set_result(None)
            return done
        return self._writer.write(lambda tx: tx.drop(batch.spool, batch.through))

    def emptied(self, path: Path) -> None:
        """Leave no byte behind of a file that was emptied."""
        if path == self._path:
            self._log_owed = False
            self._log_owed = not self._writer.checkpoint()
        else:
            discard(path)
            self._session.waiting_aside.pop(path, None)

    def tidy(self) -> None:
        """Leave no byte behind where somebody who read the file prevented it."""
        if self._log_owed and self.healthy():
            self.emptied(self._path)

    def close(self) -> None:
        """Finish what is queued and close; idempotent."""
        self._writer.close()
        self._lock.release()


def _append(tx: SpoolTransaction, arrivals: Sequence[Arrival]) -> None:
    tx.append(arrivals)
