"""Long work cut into jobs so short that fetches hardly notice.

A job looks at the clock, not at a number: how long a row takes depends on disk, index
and neighbours. Between two jobs the writer takes whatever queued up meanwhile.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from backend.store.store import Store, Transaction

T = TypeVar("T")

JOB_SECONDS = 0.01  # the commit comes on top


@dataclass(frozen=True, slots=True)
class Portions:
    """Does work in portions.

    `rest_seconds` pass between two jobs beside another process: who waits for
    SQLite's lock asks for it now and then only, and would hardly ever find it free.
    """

    store: Store
    rest_seconds: float = 0.0

    def each(
        self, items: Sequence[T], work: Callable[[Transaction, T], bool]
    ) -> Iterator[int]:
        """Work on each item in turn; yield after each job how many are done.

        `work` does a little and says whether that was all for the item; if not, it is
        asked again, perhaps in the next job.
        """
        done = 0
        while done < len(items):
            job = partial(_some, items=items[done:], work=work)
            done += self.store.write(job).result()
            self.store.fold_log()
            yield done
            time.sleep(self.rest_seconds)


def _some(
    tx: Transaction, *, items: Sequence[T], work: Callable[[Transaction, T], bool]
) -> int:
    until, done = time.monotonic() + JOB_SECONDS, 0
    while done < len(items):
        done += work(tx, items[done])
        if time.monotonic() >= until:
            break
    return done
