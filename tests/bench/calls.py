"""Calls of the API under load: what each kind costs."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tests.bench import wrk
from tests.bench.comparison import rounds
from tests.bench.options import Options
from tests.bench.table import Cell, Table
from tests.bench.target import Target
from tests.bench.validity import judged
from tests.bench.wrk import Load

COLUMNS = (
    *("call", "calls/s", "CPU us", "p50 ms", "p99 ms", "conn/req", "wrk cores"),
    *("steal", "errors"),
)
CONNECTIONS = 8  # senders click seldom; enough to keep the server busy


def request(
    method: str,
    path: str,
    bearer: str,
    *,
    body: str = "",
    close: bool = False,
    **headers: str,
) -> bytes:
    """Return a call as it goes over the wire."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {bearer}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    if close:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", body]).encode()


def measured(
    calls: Mapping[str, Sequence[Sequence[bytes]]],
    target: Target,
    directory: Path,
    options: Options,
) -> dict[str, list[Load]]:
    """Return the load of every kind of call in each round.

    Each kind has one list of requests for every round, sent in turn.
    """
    found: dict[str, list[Load]] = {name: [] for name in calls}
    for number in range(options.rounds):
        for name, lists in calls.items():
            prepared = lists[number % len(lists)]
            ready = wrk.prepared(prepared, directory / "calls")
            load = wrk.load(
                target.port,
                target.pid,
                ready,
                options.seconds,
                connections=CONNECTIONS,
            )
            found[name].append(load)
    return found


def table(
    title: str,
    found: Mapping[str, Sequence[Load]],
    notes: tuple[str, ...],
    options: Options,
    *,
    one_shot: Collection[str] = (),
) -> Table:
    """Return the costs of some kinds of call; some made over a connection each."""
    rows = [
        _row(judged(name, loads, one_shot=name in one_shot), loads)
        for name, loads in found.items()
    ]
    return Table(title, COLUMNS, rows, notes, options.rounds_of_load)


def _row(name: str, loads: Sequence[Load]) -> tuple[Cell, ...]:
    return (
        *(name, rounds(loads, "per_second"), rounds(loads, "cpu_us")),
        *(rounds(loads, "p50_ms"), rounds(loads, "p99_ms")),
        rounds(loads, "connections_per_request").median,
        rounds(loads, "generator_cores").median,
        max(load.steal for load in loads),
        sum(load.refused + load.broken for load in loads),
    )
