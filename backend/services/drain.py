"""Brings what was spooled into the store, oldest first, each once.

A thread: it also tries a store, or a spool, that failed, so that nobody's fetch has to.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.domain.errors import StoreUnavailable
from backend.domain.token import Purpose
from backend.services.intake import Intake, Refused
from backend.store.spool.arrival import Arrival
from backend.store.spool.file import Batch
from backend.store.spool.spool import Spool
from backend.store.store import Store, Transaction

BATCH = 500  # rows of one transaction
LOOK_SECONDS = 0.25  # how soon it is noticed that store or spool are back
KNOCK_LOOKS = 8  # how many looks until a store is asked that nobody wrote to

log = logging.getLogger("candor.drain")

Rows = Sequence[tuple[int, Arrival]]


class Drain:
    """Empties the spool whenever the store takes something."""

    def __init__(
        self, store: Store, spool: Spool, intakes: Mapping[Purpose, Intake]
    ) -> None:
        self._store = store
        self._spool = spool
        self._intakes = intakes
        self._damaged = 0
        self._looks = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="candor-drain", daemon=True
        )
        self._thread.start()

    def damaged(self) -> int:
        """Return how many rows were not what was written, since the start."""
        return self._damaged

    def stop(self) -> None:
        """Finish the batch in hand and end the thread; idempotent."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._look()
            except StoreUnavailable:
                pass  # away again: the next look will tell
            except Exception as error:
                # The type alone: a traceback may quote a stored value.
                log.error("drain_failed type=%s", type(error).__name__)  # noqa: TRY400
            self._stopped.wait(LOOK_SECONDS)

    def _look(self) -> None:
        if not self._spool.healthy():
            self._spool.probe()
        self._looks += 1
        if not self._store.healthy() or self._looks % KNOCK_LOOKS == 0:
            # While nobody fetches nobody would notice that the store is away.
            self._store.pass_through().result()
        for path in self._spool.files_with_rows():
            self._empty(path)
        self._spool.tidy()

    def _empty(self, path: Path) -> None:
        after: int | None = None
        while not self._stopped.is_set():
            batch = self._spool.read(path, after=after, limit=BATCH)
            if batch is None:
                self._damaged += 1
                return
            if batch.empty:
                self._spool.emptied(path)
                return
            self._bring(batch)
            self._spool.drop(path, batch).result()
            self._name(batch)
            after = batch.through

    def _bring(self, batch: Batch) -> None:
        """Put a batch into the store, in one transaction."""
        try:
            self._commit(batch.spool, batch.arrivals, batch.through)
        except StoreUnavailable:
            raise
        except Exception:
            # One by one: what nobody can read must not hold up the others for ever.
            for sequence, arrival in batch.arrivals:
                self._bring_alone(batch.spool, sequence, arrival)

    def _bring_alone(self, spool: bytes, sequence: int, arrival: Arrival) -> None:
        try:
            self._commit(spool, [(sequence, arrival)], sequence)
        except StoreUnavailable:
            raise
        except Exception as error:
            intake = self._intakes[arrival.purpose]
            intake.fault(error)
            intake.count([Refused.FAULT])

    def _commit(self, spool: bytes, rows: Rows, through: int) -> None:
        outcomes: dict[Purpose, list[str]] = {}

        def job(tx: Transaction) -> None:
            # What a crash kept from being deleted is here already, all of it or none.
            done = tx.drained(spool)
            for purpose, intake in self._intakes.items():
                arrivals = [
                    arrival
                    for sequence, arrival in rows
                    if sequence > done and arrival.purpose is purpose
                ]
                if arrivals:
                    outcomes[purpose] = intake.keep_again(tx, arrivals)
            tx.set_drained(spool, max(done, through))

        self._store.write(job).result()
        for purpose, told in outcomes.items():
            self._intakes[purpose].count(told)

    def _name(self, batch: Batch) -> None:
        for damage in batch.damages:
            self._damaged += damage.last - damage.first + 1
            log.error(
                "spool_damaged kind=%s spool=%s first=%d last=%d",
                damage.kind,
                batch.spool.hex(),
                damage.first,
                damage.last,
            )
