"""Work that touches many rows, and whether fetches notice."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from backend.installation import Installation
from backend.services.erasure import Erasure
from backend.services.lifecycle import Lifecycle
from backend.store.sqlite.engine import FILE_NAME
from tests.bench.bystander import bystander
from tests.bench.program import ProgramFailed
from tests.bench.rounds import Rounds, percentile
from tests.bench.table import Cell
from tests.bench.years import DAVE, MESSAGES, OPENS_OF_ORGANISATION, SPAN, Year
from tests.house.patience import until

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
    "by the command line: another process, its start and end included",
    (
        "somebody reads: a transaction from before the work to its end, as a backup's;"
        " the log cannot be emptied then, and the command says so after 5 seconds"
    ),
    "each begins with an empty log; SQLite, synchronous FULL, secure_delete on",
)
QUIET_SECONDS = 3
ERASURES = 4  # works of a round that are about an organisation each
NOT_ALL = 1  # how the command ends that could not empty the log
Work = Callable[[], int]  # returns how many messages it was about


@dataclass(frozen=True, slots=True)
class Served:
    """What is worked on, and the settings that lead a command there."""

    installation: Installation
    year: Year
    environ: Mapping[str, str]


def roomy(opens: int, rounds: int) -> bool:
    """Whether there is an organisation for each work, and one nothing happens to."""
    return opens // OPENS_OF_ORGANISATION > ERASURES * rounds


def rows(served: Served, rounds: int) -> Iterator[tuple[Cell, ...]]:
    """Do each work once a round; return what it took and what a bystander noticed."""
    found: dict[str, list[tuple[float, ...]]] = {}
    for number in range(rounds):
        for name, work, read in _works(served, number):
            # Else one work would pay for what a reader kept in the log before it.
            until(served.installation.store.checkpoint)
            with _reader(served) if read else nullcontext():
                found.setdefault(name, []).append(_watched(served, work))
    for name, measured in found.items():
        messages, *figures = zip(*measured, strict=True)
        yield (name, max(messages), *(Rounds(tuple(each)) for each in figures))


def _works(served: Served, number: int) -> list[tuple[str, Work, bool]]:
    """Return the works of a round, each with whether somebody reads meanwhile."""
    store, keyring = served.installation.store, served.installation.keyring
    erasure = Erasure(store, keyring, clock=served.installation.clock, actor="bench")
    one, two, three, four = (
        served.year.organisation(number * ERASURES + each)[0].org_id
        for each in range(ERASURES)
    )
    return [
        ("nothing", _nothing, False),
        ("purge the oldest 1 %", lambda: _purge(served, 2 * number), False),
        ("purge, somebody reads", lambda: _purge(served, 2 * number + 1), True),
        ("erase a person", lambda: erasure.person(one, DAVE).messages, False),
        ("by the command line", lambda: _command(served, two, 0), False),
        (
            "by the command line, somebody reads",
            lambda: _command(served, three, NOT_ALL),
            True,
        ),
        ("erase an organisation", lambda: erasure.organisation(four).messages, False),
    ]


def _watched(served: Served, work: Work) -> tuple[float, ...]:
    # The last paths belong to an organisation that nothing happens to.
    with bystander(served.installation, served.year.paths[-1:]) as seen:
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


def _purge(served: Served, hundredth: int) -> int:
    """Tick until nothing is due that is older than so many hundredths of the year."""
    installation, year = served.installation, served.year
    then = year.oldest_until + hundredth * SPAN / MESSAGES + timedelta(hours=1)
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


def _command(served: Served, org_id: bytes, ends: int) -> int:
    """Have the command line erase dave in an organisation."""
    words = ("subjects", "erase", DAVE.exact, "--org", org_id.hex(), "--yes", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli", *words],
        env=os.environ | dict(served.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != ends:
        raise ProgramFailed(f"candor {' '.join(words)}: {done.stderr.strip()}")
    return int(json.loads(done.stdout)["messages"])


@contextmanager
def _reader(served: Served) -> Iterator[None]:
    """Hold the state of this moment, as a backup does."""
    path = served.installation.config.data_dir / FILE_NAME
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT 1 FROM message LIMIT 1").fetchone()
        yield
