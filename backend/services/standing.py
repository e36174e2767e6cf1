"""Whether anything can be taken now, and where it goes."""

from dataclasses import dataclass

from backend.store.spool.spool import Spool
from backend.store.store import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """How store and spool stand together."""

    store: Store
    spool: Spool

    def ready(self) -> bool:
        """Whether a fetch that comes now can be kept."""
        return self.store.healthy() or (self.spool.healthy() and not self.spool.full())

    def line(self) -> str:
        """Say it in a few words for the operator."""
        waiting = self.spool.waiting()
        if not self.ready():
            return "store: takes nothing"
        if not self.store.healthy():
            return f"store: spooling, {waiting} waiting"
        return f"store: draining, {waiting} waiting" if waiting else "store: ok"
