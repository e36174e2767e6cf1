"""Servers under the same load in turn, and how they compare within each round."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench import wrk
from tests.bench.options import Options
from tests.bench.rounds import Rounds
from tests.bench.table import Cell, Table
from tests.bench.target import Target
from tests.bench.validity import judged
from tests.bench.wrk import Load

COLUMNS = (
    *("target", "requests/s", "ratio", "CPU us", "CPU ratio", "p50 ms", "p99 ms"),
    *("p99 ratio", "PSS MB", "conn/req", "wrk cores", "steal", "errors"),
)
Loads = Mapping[str, Sequence[Load]]


def interleaved(
    targets: Mapping[Target, Path], options: Options, connections: int = wrk.CONNECTIONS
) -> Loads:
    """Return every target's load of each round, every round in another order.

    Each target has its own prepared requests.
    """
    found: dict[str, list[Load]] = {target.name: [] for target in targets}
    order = list(targets)
    for number in range(options.rounds):
        turn = number % len(order)
        for target in [*order[turn:], *order[:turn]]:
            load = wrk.load(
                target.port,
                target.pid,
                targets[target],
                options.seconds,
                connections=connections,
            )
            found[target.name].append(load)
    return found


def comparison(
    title: str,
    found: Loads,
    notes: tuple[str, ...],
    options: Options,
    *,
    one_shot: bool,
) -> Table:
    """Return a table of ratios to the first target, taken within each round.

    Above 1 means better than the first in every column of ratios but the p99's.
    """
    reference, *_ = found.values()
    rows = [
        _row(judged(name, loads, one_shot=one_shot), loads, reference)
        for name, loads in found.items()
    ]
    return Table(title, COLUMNS, rows, notes, options.rounds_of_load)


def _row(
    name: str, loads: Sequence[Load], reference: Sequence[Load]
) -> tuple[Cell, ...]:
    rate, cpu, p99 = (rounds(loads, of) for of in ("per_second", "cpu_us", "p99_ms"))
    return (
        *(name, rate, rate.over(rounds(reference, "per_second"))),
        *(cpu, rounds(reference, "cpu_us").over(cpu)),
        *(rounds(loads, "p50_ms").median, p99, p99.over(rounds(reference, "p99_ms"))),
        loads[-1].memory_mb,
        rounds(loads, "connections_per_request").median,
        rounds(loads, "generator_cores").median,
        max(load.steal for load in loads),
        sum(load.refused + load.broken for load in loads),
    )


def rounds(loads: Sequence[Load], name: str) -> Rounds:
    """Return one figure of each round."""
    return Rounds(tuple(getattr(load, name) for load in loads))
