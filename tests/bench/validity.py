"""Which rows count: the rules that stand above the tables, kept by code."""

from collections.abc import Sequence
from statistics import median

from tests.bench.wrk import Load

CONNECTIONS_OFF = 0.05  # of a request; the counter is the whole machine's
STEAL_MOST = 0.005  # what is shown as 0.00
GENERATOR_FULL = 0.95  # of a core


def judged(name: str, loads: Sequence[Load], *, one_shot: bool) -> str:
    """Return the name of a row, with why it does not count, or not in full."""
    found = flaws(loads, one_shot=one_shot)
    if found:
        return f"{name} (void: {', '.join(found)})"
    if median(load.generator_cores for load in loads) >= GENERATOR_FULL:
        return f"{name} (by CPU alone: wrk set the rate)"
    return name


def flaws(loads: Sequence[Load], *, one_shot: bool) -> list[str]:
    """Return the columns in which a row breaks the rules; none if it counts."""
    connections = median(load.connections_per_request for load in loads)
    kept = abs(connections - one_shot) <= CONNECTIONS_OFF
    return [
        column
        for column, well in {
            "conn/req": kept,
            "steal": max(load.steal for load in loads) < STEAL_MOST,
            "errors": not any(load.refused + load.broken for load in loads),
        }.items()
        if not well
    ]
