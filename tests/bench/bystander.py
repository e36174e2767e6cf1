"""Somebody's mail program that fetches pixels while something else goes on."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from backend.domain.signals import Signals
from backend.installation import Installation
from backend.web.forwarded import packed
from backend.web.pixel import PREFIX, token_of
from tests.bench.fetches import address, agent


@dataclass
class Bystander:
    """How long each fetch waited for its answer, in milliseconds."""

    waits: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """Return the longest wait."""
        return max(self.waits, default=0.0)


@contextmanager
def bystander(installation: Installation, paths: Sequence[str]) -> Iterator[Bystander]:
    """Fetch one pixel after the other until left."""
    seen, ending = Bystander(), threading.Event()

    def fetch() -> None:
        number = 0
        while not ending.is_set():
            signals = Signals(
                at=installation.clock(),
                address=packed(address(number)),
                agent=agent(number),
                headers={},
            )
            text = token_of(paths[number % len(paths)].removeprefix(PREFIX))
            started = time.perf_counter()
            installation.collector.taken(text, signals).result()
            seen.waits.append((time.perf_counter() - started) * 1000)
            number += 1

    thread = threading.Thread(target=fetch)
    thread.start()
    try:
        yield seen
    finally:
        ending.set()
        thread.join()
