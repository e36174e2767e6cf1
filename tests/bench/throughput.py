"""One replica and two over the same PostgreSQL, under the same load."""

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench import wrk
from tests.bench.comparison import rounds
from tests.bench.fetches import fetches
from tests.bench.options import Options
from tests.bench.rounds import Rounds
from tests.bench.table import Cell, Table
from tests.bench.target import Target, candor
from tests.bench.wrk import Load
from tests.house.postgres import Server
from tests.test_replicas import shops

TOKENS = 10_000
COLUMNS = (
    *("replicas", "requests/s", "ratio", "CPU us", "p99 ms of the slower", "errors"),
)
NOTES = (
    (
        f"{wrk.CONNECTIONS} connections in all, one fetch each, shared by the "
        f"replicas; {TOKENS:,} tokens for each replica"
    ),
    "ratio: within the same round, 1 is one replica, higher is better",
    (
        "CPU is the replicas' own; generator, replicas and PostgreSQL share the cores: "
        "what machines of their own would gain is not measured"
    ),
)


def throughput(server: Server, options: Options) -> Table:
    """Load one replica, then both at once, in turn."""
    with (
        tempfile.TemporaryDirectory() as made,
        shops(Path(made), server) as both,
    ):
        paths = list(both[0].stock(2 * TOKENS))
        tokens = (paths[:TOKENS], paths[TOKENS:])
        with candor(both[0], "one") as first, candor(both[1], "two") as second:
            targets = {
                target: wrk.prepared(
                    fetches(paths, close=True), Path(made) / f"{target.name}.txt"
                )
                for target, paths in zip((first, second), tokens, strict=True)
            }
            found: dict[int, list[list[Load]]] = {1: [], 2: []}
            for _ in range(options.rounds):
                for many, loads in found.items():
                    loads.append(_loaded(dict(list(targets.items())[:many]), options))
    alone = _rate(found[1])
    rows = [_row(many, loads, alone) for many, loads in found.items()]
    title = "Requests to one replica and to two"
    return Table(title, COLUMNS, rows, NOTES, options.rounds_of_load)


def _loaded(targets: dict[Target, Path], options: Options) -> list[Load]:
    """Load some replicas at the same time."""
    each = wrk.CONNECTIONS // len(targets)

    def one(target: Target) -> Load:
        return wrk.load(
            *(target.port, target.pid, targets[target], options.seconds),
            connections=each,
        )

    with ThreadPoolExecutor(len(targets)) as clients:
        return list(clients.map(one, targets))


def _rate(found: Sequence[Sequence[Load]]) -> Rounds:
    return Rounds(tuple(sum(load.per_second for load in loads) for loads in found))


def _row(many: int, found: Sequence[Sequence[Load]], alone: Rounds) -> tuple[Cell, ...]:
    rate = _rate(found)
    requests = [sum(load.requests for load in loads) for loads in found]
    spent = [sum(load.cpu_us * load.requests for load in loads) for loads in found]
    return (
        *(many, rate, rate.over(alone)),
        Rounds(
            tuple(cpu / max(1, of) for cpu, of in zip(spent, requests, strict=True))
        ),
        Rounds(tuple(max(rounds(loads, "p99_ms").figures) for loads in found)),
        sum(load.refused + load.broken for loads in found for load in loads),
    )
