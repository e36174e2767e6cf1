"""Work that touches many rows, and whether fetches notice."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from backend.installation import Installation
from backend.services.erasure import Erasure
from backend.services.lifecycle import Lifecycle
from tests.bench.bystander import bystander
from tests.bench.rounds import percentile
from tests.bench.table import Cell
from tests.bench.years import DAVE, MESSAGES, Year

COLUMNS = (
    *("opens", "work", "messages", "total ms"),
    *("longest wait of a fetch ms", "p99 ms", "p50 ms"),
)
NOTES = (
    "meanwhile one fetch after the other: how long each waited for its answer",
    (
        "purge: the due hundredth by the life cycle's ticks; a person: all mail to dave"
        " in one organisation; an organisation: all it has; each with its keys, and the"
        " log emptied at the end"
    ),
    "SQLite, synchronous FULL, secure_delete on",
)
QUIET_SECONDS = 3
Work = Callable[[], int]  # returns how many messages it was about


def rows(installation: Installation, year: Year) -> Iterator[tuple[Cell, ...]]:
    """Do each work once; return what it took and what a bystander noticed."""
    store, keyring = installation.store, installation.keyring
    erasure = Erasure(store, keyring, clock=installation.clock, actor="bench")
    first = year.organisation(0)[0].org_id
    second = (year.organisation(1) or year.organisation(0))[0].org_id
    for name, work in (
        ("nothing", _nothing),
        ("purge the oldest 1 %", lambda: _purge(installation, year)),
        ("erase a person", lambda: erasure.person(first, DAVE).messages),
        ("erase an organisation", lambda: erasure.organisation(second).messages),
    ):
        yield (name, *_watched(installation, year, work))


def _watched(installation: Installation, year: Year, work: Work) -> tuple[Cell, ...]:
    # The last paths belong to an organisation that nothing happens to.
    with bystander(installation, year.paths[-1:]) as seen:
        started = time.perf_counter()
        messages = work()
        total = time.perf_counter() - started
    waits = seen.waits
    return (
        *(messages, total * 1e3, max(waits)),
        *(percentile(waits, 0.99), percentile(waits, 0.5)),
    )


def _nothing() -> int:
    time.sleep(QUIET_SECONDS)
    return 0


def _purge(installation: Installation, year: Year) -> int:
    """Tick until nothing is due that is older than a hundredth of the year."""
    then = year.oldest_until + timedelta(hours=1)
    lifecycle = Lifecycle(
        installation.store,
        installation.keyring,
        timing=installation.timing,
        clock=lambda: then,
    )
    while True:
        with installation.store.read() as reader:
            if not reader.due(then, 1):
                return year.messages // MESSAGES
        lifecycle.tick()
