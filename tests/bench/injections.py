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

from backend.store.sqlite.engine import FILE_NAME
from tests.bench.injection import Injected, Trial
from tests.bench.kills import balance
from tests.bench.options import Options
from tests.bench.pixel import counted
from tests.bench.table import Cell, Table
from tests.bench.target import candor
from tests.bench.tool import tool
from tests.house.ledger import Ledger
from tests.house.shop import Shop

CALLS = ("fdatasync", "fsync", "pwrite64", "rename", "ftruncate", "unlink")
FETCHES = 8  # of each life that is to be killed
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
        f"{FETCHES} fetches over 4 connections in each life, then a stop, which is "
        "struck too; lives: until one passes without being struck"
    ),
    "a call's uses are counted for each thread by itself, as strace does",
    "with the database's files alone failing, the spool takes what they do not",
    "counted after one more life without faults, which drains what was left over",
)


class Moment(StrEnum):
    """From when on calls are counted."""

    SERVING = "serving on"
    LOCKED = "serving on, database locked by another process"
    STARTING = "the start on"


@dataclass
class Record:
    """What all lives of a shop came to."""

    messages: Mapping[str, bytes]
    ledger: Ledger = field(default_factory=Ledger)
    lives: int = 0

    def add(self, trial: Trial) -> None:
        """Add a life."""
        self.ledger.requested |= trial.ledger.requested
        self.ledger.acknowledged |= trial.ledger.acknowledged
        self.lives += 1


def measure(options: Options) -> list[Table]:
    """Kill at every call in turn, then let calls fail for a while."""
    tool("strace")
    killed = [
        _killed(call, options.injections, moment) for moment in Moment for call in CALLS
    ]
    failed = [_failed(*each, alone=alone) for alone in (True, False) for each in ERRORS]
    return [
        Table("Killed at every system call", KILL_COLUMNS, killed, NOTES),
        Table("System calls that fail for a while", ERROR_COLUMNS, failed, NOTES[2:]),
    ]


def _killed(call: str, most: int, moment: Moment) -> tuple[Cell, ...]:
    with tempfile.TemporaryDirectory() as made:
        shop = Shop(Path(made))
        record = Record(shop.stock(min(most, LIVES_MAX) * FETCHES))
        waiting = iter(record.messages)
        for number in range(1, min(most, LIVES_MAX) + 1):
            injected = Injected(
                *(shop, Path(made), call, f"signal=KILL:when={number}"),
                at_start=moment is Moment.STARTING,
            )
            held = _held(shop) if moment is Moment.LOCKED else nullcontext()
            trial = injected.tried(list(islice(waiting, FETCHES)), held)
            record.add(trial)
            if not trial.struck:
                break
        return (call, moment.value, record.lives, *_kept(shop, record))


def _failed(call: str, error: str, uses: str, *, alone: bool) -> tuple[Cell, ...]:
    with tempfile.TemporaryDirectory() as made:
        shop = Shop(Path(made))
        record = Record(shop.stock(ERROR_FETCHES))
        database = shop.config.data_dir / FILE_NAME
        injected = Injected(
            *(shop, Path(made), call, f"error={error}:when={uses}"),
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
