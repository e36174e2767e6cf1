"""A process that is killed in the midst of its work."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from backend.store.store import Store, Transaction


class Killed(Exception):
    """The process is gone."""


class Dying:
    """A store whose process is killed at one of its writes."""

    def __init__(self, store: Store, writes: int) -> None:
        self._store = store
        self._left = writes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, job: Callable[[Transaction], Any]) -> Future[Any]:
        if self._left == 0:
            raise Killed
        self._left -= 1
        return self._store.write(job)
