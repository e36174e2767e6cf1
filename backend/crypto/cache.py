"""Opened keys held in memory: few enough to bound, and forgotten on demand."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field

from backend.crypto.keystore import Scope

Owner = tuple[Scope, bytes, bytes]  # scope, organisation, owner


@dataclass(frozen=True, slots=True)
class Key:
    """An opened key; its repr shows the id alone."""

    id: int
    scope: Scope = field(repr=False)
    org_id: bytes = field(repr=False)
    owner: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @property
    def belongs_to(self) -> Owner:
        """Return whose key it is."""
        return (self.scope, self.org_id, self.owner)


class KeyCache:
    """The keys used last; safe from any thread."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._by_id: OrderedDict[int, Key] = OrderedDict()
        self._sealing: dict[Owner, int] = {}

    def by_id(self, key_id: int) -> Key | None:
        """Return a held key."""
        with self._lock:
            key = self._by_id.get(key_id)
            if key is not None:
                self._by_id.move_to_end(key_id)
            return key

    def sealing(self, owner: Owner) -> Key | None:
        """Return the held key that seals for an owner."""
        with self._lock:
            key = self._by_id.get(self._sealing.get(owner, 0))
            if key is not None:
                self._by_id.move_to_end(key.id)
            return key

    def hold(self, key: Key, *, seals: bool = False) -> None:
        """Hold a key, letting go of the one not used for longest."""
        with self._lock:
            self._by_id[key.id] = key
            self._by_id.move_to_end(key.id)
            if seals:
                self._sealing[key.belongs_to] = key.id
            while len(self._by_id) > self._size:
                _, gone = self._by_id.popitem(last=False)
                if self._sealing.get(gone.belongs_to) == gone.id:
                    del self._sealing[gone.belongs_to]

    def forget(self, *owners: Owner) -> None:
        """Let go of all keys of some owners."""
        gone = set(owners)
        self._drop([k for k in self._all() if k.belongs_to in gone])

    def forget_organisation(self, org_id: bytes) -> None:
        """Let go of all keys of an organisation."""
        self._drop([k for k in self._all() if k.org_id == org_id])

    def ids(self) -> list[int]:
        """Return which keys are held."""
        return [key.id for key in self._all()]

    def forget_ids(self, ids: Collection[int]) -> None:
        """Let go of these keys."""
        self._drop([key for key in self._all() if key.id in ids])

    def _all(self) -> list[Key]:
        with self._lock:
            return list(self._by_id.values())

    def _drop(self, keys: list[Key]) -> None:
        with self._lock:
            for key in keys:
                self._by_id.pop(key.id, None)
                self._sealing.pop(key.belongs_to, None)
