"""Keeps at hand where links lead that other replicas made.

A replica that asked the database only for links it is asked for could not lead on the
others while that is away. So it reads on from the last link it knows, now and then.
"""

from collections.abc import Sequence
from contextlib import suppress

from backend.domain.errors import StoreUnavailable
from backend.domain.link import Link
from backend.services.link_seals import LinkSeals
from backend.store.store import Store
from backend.store.targets import IN_FILE_MAX, SealedTarget, Targets

BATCH = 500  # links of one read
BATCHES = 20  # of one tick: a replica that starts has much to catch up on
# Read once more when the numbers have gone back. Mostly the newest links were deleted;
# but after a failover to a standby that lagged, numbers are given a second time.
BACK = 10_000


class Following:
    """Reads new links; call `tick` every few seconds."""

    def __init__(self, store: Store, targets: Targets, seals: LinkSeals) -> None:
        self._store = store
        self._targets = targets
        self._seals = seals
        # Not kept over a restart: read again, what is known costs no write, and there
        # is no number that could belong to some other database.
        self._known: int | None = None

    def tick(self) -> None:
        """Read on, as far as one tick may; while the store is away, do nothing."""
        try:
            for left in reversed(range(BATCHES)):
                found = self._read()
                last = len(found) < BATCH or not left
                if last:
                    self._warm([link for _, _, link in found])
                if not self._hold(found) or last:
                    return
        except StoreUnavailable:
            return  # that is what all this is for

    def _read(self) -> Sequence[tuple[int, bytes, Link]]:
        with self._store.read() as reader:
            newest = reader.newest_link()
            if self._known is None:
                self._known = max(0, newest - IN_FILE_MAX)
            if newest < self._known:
                self._known = max(0, newest - BACK)
            return reader.links_after(self._known, BATCH)

    def _warm(self, links: Sequence[Link]) -> None:
        """Open each once: the keys may go away together with the data.

        Before they are held, so that what is held leads on.
        """
        with suppress(StoreUnavailable):
            for link in links:
                self._seals.target(link.org_id, link.id, link.target_sealed)

    def _hold(self, found: Sequence[tuple[int, bytes, Link]]) -> bool:
        held = {
            lookup: SealedTarget(link.org_id, link.id, link.target_sealed)
            for _, lookup, link in found
        }
        if not found or not self._targets.hold_all(held):
            return False
        self._known = found[-1][0]
        return True
