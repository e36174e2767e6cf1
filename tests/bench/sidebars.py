"""Thousands of sidebars waiting on the feed, and what the pixel notices of them."""

import tempfile
import time
from pathlib import Path

from tests.bench import machine, wrk
from tests.bench.comparison import rounds
from tests.bench.fetches import fetches
from tests.bench.office import Office, office
from tests.bench.options import Options
from tests.bench.panes import Panes, waiting
from tests.bench.table import Cell, Table
from tests.bench.tool import tool
from tests.bench.wrk import Load
from tests.house.shop import FRONT

TOKENS = 10_000
SETTINGS = {
    "as shipped": FRONT,
    "Python's own": "tests.bench.collecting:usual",
    "disabled": "tests.bench.collecting:disabled",
}
COLUMNS = (
    *("garbage collector", "panes", "KB per pane", "PSS MB at the end"),
    *("pixel p99 ms, no pane", "pixel p99 ms, all waiting"),
    *("CPU us, no pane", "CPU us, all waiting", "refused", "broken", "errors"),
)
NOTES = (
    "every pane is another person's; each waits 25 s and asks again",
    (
        "pixel: one connection per fetch, 64 at once, 10,000 tokens; panes are not "
        "woken by it"
    ),
    "a bearer is verified again after a minute: the panes' questions are in the CPU",
    "settings one after the other, each with a fresh server",
)
CALM_SHARE = 0.2  # of a core: all panes wait and few ask again
CALM_SECONDS = 120


def measure(options: Options) -> list[Table]:
    """Measure each setting of the collector of garbage."""
    tool("wrk")
    rows = []
    for name, application in SETTINGS.items():
        with (
            tempfile.TemporaryDirectory() as made,
            office(Path(made), application, messages=TOKENS) as north,
        ):
            rows.append((name, *_row(north, Path(made), options)))
    return [Table("Waiting sidebars", COLUMNS, rows, NOTES)]


def _row(north: Office, directory: Path, options: Options) -> tuple[Cell, ...]:
    pid = north.target.pid
    ready = wrk.prepared(fetches(north.paths, close=True), directory / "fetches")
    bearers = [north.bearer(f"pane{number}") for number in range(options.panes)]

    def loaded() -> list[Load]:
        return [
            wrk.load(north.target.port, pid, ready, options.seconds)
            for _ in range(options.rounds)
        ]

    alone = loaded()  # also warms what a first load makes
    before = machine.memory_mb(pid)
    with waiting(north.target.port, bearers) as panes:
        _until_calm(pid, panes, len(bearers))
        after = machine.memory_mb(pid)
        beside = loaded()
        errors = sum(load.refused + load.broken for load in beside)
        return (
            *(panes.asked, (after - before) * 1024 / len(bearers)),
            machine.memory_mb(pid),
            *(rounds(alone, "p99_ms"), rounds(beside, "p99_ms")),
            *(rounds(alone, "cpu_us"), rounds(beside, "cpu_us")),
            *(panes.refused, panes.broken, errors),
        )


def _until_calm(pid: int, panes: Panes, many: int) -> None:
    """Wait until all panes wait and the server has little to do."""
    deadline = time.monotonic() + CALM_SECONDS
    while time.monotonic() < deadline:
        started, taken = time.monotonic(), machine.cpu_seconds(pid)
        time.sleep(1)
        spent = machine.cpu_seconds(pid) - taken
        share = spent / (time.monotonic() - started)
        if panes.asked + panes.broken >= many and share < CALM_SHARE:
            return
    raise RuntimeError(f"only {panes.asked} of {many} panes wait")
