"""Faults at every system call that keeps an open: killed there, or told that it failed.

For each call the server is killed at the first, the second, the third ... of it, from
start to stop, until a whole life passes without one. Then the disk fails for a while.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

from backend.store.spool.spool import FILE_NAME as SPOOL_NAME
from backend.store.sqlite.engine import FILE_NAME
from tests.bench.injection import Injected, Trial
from tests.bench.kills import balance
from tests.bench.options import Options
from tests.bench.pixel import counted
from tests.bench.table import Cell, Table
from tests.bench.target import candor
from tests.bench.tool import tool
from tests.house.ledger import Ledger
from tests.house.shop import FRONT, Shop

CALLS = ("fdatasync", "fsync", "pwrite64", "rename", "ftruncate", "unlink")
FETCHES = 8  # of each life that is to be killed
FETCHES_ASIDE = 16  # some before the spool is put aside, some refused, some after
# In the spool's second commit, so that what is put aside holds the first.
SPOOL_ERRORS = {
    "fdatasync": ("fdatasync", "error=EIO:when=3"),
    "pwrite64": ("pwrite64", "error=EIO:when=8"),
}
HASTY = "tests.house.hasty:create"
LIVES_MAX = 1000
# which call fails, how, and between which of its uses
ERRORS = (
    ("fdatasync", "EIO", "10..30"),
    ("fdatasync", "EIO", "10+"),
    ("pwrite64", "ENOSPC", "100..400"),
    ("pwrite64", "EIO", "100..400"),
)
ERROR_FETCHES = 600
DRAIN_SECONDS = 30
FAULTS = ("acknowledged, not stored", "stored, not requested", "stored twice")
COUNTS = ("requested", "acknowledged", "stored", *FAULTS, "integrity")
KILL_COLUMNS = ("killed at every", "from", "lives", *COUNTS)
ERROR_COLUMNS = ("error", "of", "at uses", "struck", "refused", "still there", *COUNTS)
NOTES = (
    (
        f"{FETCHES} fetches over 4 connections in each life ({FETCHES_ASIDE} where the"
        " spool is put aside), then a stop, which is struck too; lives: until one"
        " passes without being struck; never called: the first passed, nothing is shown"
    ),
    "put aside: the second commit of the spool fails; its files alone are struck",
    "the server that answers first must lose: it shows that loss would be seen",
    "a call's uses are counted for each thread by itself, as strace does",
    "with the database's files alone failing, the spool takes what they do not",
    "counted after one more life without faults, which drains what was left over",
)


class Moment(StrEnum):
    """From when on calls are counted."""

    SERVING = "serving on"
    LOCKED = "serving on, database locked by another process"
    ASIDE = "serving on, database locked, spool put aside after an error of its disk"
    STARTING = "the start on"


HELD = (Moment.LOCKED, Moment.ASIDE)


@dataclass
class Record:
    """What all lives of a shop came to."""

    messages: Mapping[str, bytes]
    ledger: Ledger = field(default_factory=Ledger)
    lives: int = 0
    struck: int = 0

    @property
    def told(self) -> Cell:
        """How many lives there were; a call that was never struck shows nothing."""
        return self.lives if self.struck else "never called"

    def add(self, trial: Trial) -> None:
        """Add a life."""
        self.ledger.requested |= trial.ledger.requested
        self.ledger.acknowledged |= trial.ledger.acknowledged
        self.lives += 1
        self.struck += trial.struck


def measure(options: Options) -> list[Table]:
    """Kill at every call in turn, then let calls fail for a while."""
    tool("strace")
    most = min(options.injections, LIVES_MAX)
    killed = [_killed(call, most, moment) for moment in Moment for call in CALLS]
    killed.append(_killed("fdatasync", most, Moment.SERVING, hasty=True))
    failed = [_failed(*each, alone=alone) for alone in (True, False) for each in ERRORS]
    return [
        Table("Killed at every system call", KILL_COLUMNS, killed, NOTES),
        Table("System calls that fail for a while", ERROR_COLUMNS, failed, NOTES[-2:]),
    ]


def _killed(
    call: str, most: int, moment: Moment, *, hasty: bool = False
) -> tuple[Cell, ...]:
    with tempfile.TemporaryDirectory() as made:
        shop = Shop(Path(made), HASTY if hasty else FRONT)
        fetches = FETCHES_ASIDE if moment is Moment.ASIDE else FETCHES
        record = Record(shop.stock(most * fetches))
        waiting = iter(record.messages)
        for number in range(1, most + 1):
            injected = _killing(shop, Path(made), call, number, moment)
            held = _held(shop) if moment in HELD else nullcontext()
            trial = injected.tried(list(islice(waiting, fetches)), held)
            record.add(trial)
            if not trial.struck:
                break
        where = f"{moment}; a server that answers first" if hasty else moment.value
        return (call, where, record.told, *_kept(shop, record))


def _killing(
    shop: Shop, directory: Path, call: str, number: int, moment: Moment
) -> Injected:
    fault = (call, f"signal=KILL:when={number}")
    if moment is not Moment.ASIDE:
        starting = moment is Moment.STARTING
        return Injected(shop, directory, fault, at_start=starting)
    # One call has one fault.
    error = SPOOL_ERRORS["pwrite64" if call == "fdatasync" else "fdatasync"]
    spool = shop.config.data_dir / SPOOL_NAME
    files = (spool, *(Path(f"{spool}{part}") for part in ("-wal", "-shm")))
    return Injected(shop, directory, fault, at_start=False, files=files, other=error)


def _failed(call: str, error: str, uses: str, *, alone: bool) -> tuple[Cell, ...]:
    with tempfile.TemporaryDirectory() as made:
        shop = Shop(Path(made))
        record = Record(shop.stock(ERROR_FETCHES))
        database = shop.config.data_dir / FILE_NAME
        injected = Injected(
            *(shop, Path(made), (call, f"error={error}:when={uses}")),
            at_start=False,
            files=(database, Path(f"{database}-wal")) if alone else (),
        )
        trial = injected.tried(list(record.messages), nullcontext())
        record.add(trial)
        return (
            *(f"{call} {error}", "database" if alone else "all files", uses),
            *(_yes(trial.struck), trial.refused),
            *(_yes(trial.survived), *_kept(shop, record)),
        )


def _kept(shop: Shop, record: Record) -> tuple[Cell, ...]:
    """Let the shop live once in peace; return what is stored then."""
    known = record.ledger.acknowledged
    with candor(shop):
        deadline = time.monotonic() + DRAIN_SECONDS
        while counted(shop) < len(known) and time.monotonic() < deadline:
            time.sleep(0.1)
    stored = shop.stored(dict(record.messages))
    with _database(shop) as database:
        (said,) = database.execute("PRAGMA integrity_check").fetchone()
    return (*balance(record.ledger, +stored), said)


@contextmanager
def _held(shop: Shop) -> Iterator[None]:
    """Hold the database's lock as another process would."""
    with _database(shop) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


@contextmanager
def _database(shop: Shop) -> Iterator[sqlite3.Connection]:
    path = shop.config.data_dir / FILE_NAME
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        yield database


def _yes(so: bool) -> str:  # a cell of a table
    return "yes" if so else "no"
