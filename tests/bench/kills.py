"""Thousands of answered opens, and a server killed under them again and again."""

import tempfile
from collections import Counter
from pathlib import Path

from tests.bench.options import Options
from tests.bench.table import Cell, Table
from tests.house.ledger import Ledger, killed
from tests.house.shop import FRONT, Shop

TOGETHER = 25  # kills of one store: then its rows are counted and a new one begins
COLUMNS = (
    *("server", "kills", "requested", "acknowledged", "stored"),
    *("acknowledged, not stored", "stored, not requested", "stored twice"),
)
HASTY_KILLS = 5
NOTES = (
    (
        "SIGKILL to the whole process group at a random moment under 32 connections; "
        "each token is asked for once"
    ),
    "the second server answers before it stores: it shows that loss would be seen",
    "a killed process, not a power cut: the kernel still writes what it was given",
)


def measure(options: Options) -> list[Table]:
    """Kill the server, and one that must lose, and compare what is known of both."""
    rows = [
        _row("candor", FRONT, options.kills),
        _row("answers first", "tests.house.hasty:create", HASTY_KILLS),
    ]
    return [Table("Killed under load", COLUMNS, rows, NOTES)]


def _row(name: str, target: str, kills: int) -> tuple[Cell, ...]:
    ledger, stored = Ledger(), Counter[str]()
    for start in range(0, kills, TOGETHER):
        with tempfile.TemporaryDirectory() as made:
            known, kept = killed(Shop(Path(made), target), min(TOGETHER, kills - start))
        ledger.requested |= known.requested
        ledger.acknowledged |= known.acknowledged
        stored += kept  # what was stored at all
    return (name, kills, *balance(ledger, stored))


def balance(ledger: Ledger, stored: Counter[str]) -> tuple[Cell, ...]:
    """Return the counts; the last three are faults, of which there may be none."""
    return (
        *(len(ledger.requested), len(ledger.acknowledged), stored.total()),
        len(ledger.acknowledged - stored.keys()),
        len(stored.keys() - ledger.requested),
        sum(rows > 1 for rows in stored.values()),
    )
