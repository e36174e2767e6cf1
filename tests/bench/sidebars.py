"""Thousands of sidebars waiting on the feed, and what the pixel notices of them."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import machine, wrk
from tests.bench.comparison import rounds
from tests.bench.fetches import fetches
from tests.bench.office import Office, office
from tests.bench.options import Options
from tests.bench.panes import Panes, waiting
from tests.bench.rounds import Rounds
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
    "settings in turn in each round, each time with a fresh server",
)
CALM_SHARE = 0.2  # of a core: all panes wait and few ask again
CALM_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Round:
    """One setting once: a fresh server, loaded without panes and beside them."""

    asked: int
    refused: int
    broken: int
    each_kb: float
    memory_mb: float
    alone: Load
    beside: Load


def measure(options: Options) -> list[Table]:
    """Measure each setting of the collector of garbage in each round."""
    tool("wrk")
    found: dict[str, list[Round]] = {name: [] for name in SETTINGS}
    order = list(SETTINGS)
    for number in range(options.rounds):
        turn = number % len(order)
        for name in [*order[turn:], *order[:turn]]:
            with (
                tempfile.TemporaryDirectory() as made,
                office(Path(made), SETTINGS[name], messages=TOKENS) as north,
            ):
                found[name].append(_once(north, Path(made), options))
    rows = [(name, *_row(each)) for name, each in found.items()]
    return [Table("Waiting sidebars", COLUMNS, rows, NOTES, options.rounds_of_load)]


def _once(north: Office, directory: Path, options: Options) -> Round:
    port, pid = north.target.port, north.target.pid
    ready = wrk.prepared(fetches(north.paths, close=True), directory / "fetches")
    bearers = [north.bearer(f"pane{number}") for number in range(options.panes)]
    wrk.load(port, pid, ready, options.seconds)  # warms what a first load makes
    alone = wrk.load(port, pid, ready, options.seconds)
    before = machine.memory_mb(pid)
    with waiting(port, bearers) as panes:
        _until_calm(pid, panes, len(bearers))
        after = machine.memory_mb(pid)
        beside = wrk.load(port, pid, ready, options.seconds)
        return Round(
            *(panes.asked, panes.refused, panes.broken),
            (after - before) * 1024 / len(bearers),
            machine.memory_mb(pid),
            *(alone, beside),
        )


def _row(found: Sequence[Round]) -> tuple[Cell, ...]:
    alone, beside = [each.alone for each in found], [each.beside for each in found]
    return (
        round(median(each.asked for each in found)),
        Rounds(tuple(each.each_kb for each in found)),
        Rounds(tuple(each.memory_mb for each in found)),
        *(rounds(alone, "p99_ms"), rounds(beside, "p99_ms")),
        *(rounds(alone, "cpu_us"), rounds(beside, "cpu_us")),
        *(sum(each.refused for each in found), sum(each.broken for each in found)),
        sum(load.refused + load.broken for load in (*alone, *beside)),
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
