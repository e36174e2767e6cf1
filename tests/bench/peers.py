"""The two packaged open trackers, each writing its own normal row, under one load."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import wrk
from tests.bench.comparison import Loads, interleaved, rounds
from tests.bench.fetches import fetches
from tests.bench.nodemailer import nodemailer
from tests.bench.options import Options
from tests.bench.peer import Peer
from tests.bench.pixel import counted
from tests.bench.pytracking import pytracking
from tests.bench.table import Cell, Table
from tests.bench.target import candor
from tests.bench.tool import tool
from tests.bench.validity import judged
from tests.house import postgres
from tests.house.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKENS = 10_000
COLUMNS = (
    *("target", "setting", "requests/s", "CPU us", "Candor better by CPU"),
    *("by requests/s", "p99 ms", "PSS MB", "conn/req", "errors", "answered", "stored"),
)
NOTES = (
    "one connection per open, 64 at once, 10,000 tokens, agents and addresses in turn",
    "CPU is the server's own: PostgreSQL's is not counted, SQLite's is",
    (
        "not like for like: Candor authenticates, judges and commits; the peers "
        "authenticate and commit"
    ),
)


def measure(options: Options) -> list[Table]:
    """Install the peers and measure them beside Candor, interleaved."""
    tool("wrk")
    with tempfile.TemporaryDirectory() as made, ExitStack() as ending:
        directory = Path(made)
        shop = Shop(directory / "candor", CANDOR_TRUSTED_PROXIES="127.0.0.1/32")
        paths = list(shop.stock(TOKENS))
        server = ending.enter_context(postgres.server())
        peers = [
            Peer(
                ending.enter_context(candor(shop)),
                "Granian; SQLite, WAL, FULL",
                paths,
                lambda: counted(shop),
            ),
            ending.enter_context(pytracking(directory / "pytracking", TOKENS)),
            ending.enter_context(nodemailer(directory / "nodemailer", server, TOKENS)),
        ]
        ready = {
            peer.target: wrk.prepared(
                fetches(peer.paths, close=True), directory / f"{peer.target.port}"
            )
            for peer in peers
        }
        loads = interleaved(ready, options)
        rows = [_row(peer, loads, peers[0].target.name) for peer in peers]
    return [Table("Peers, one-shot", COLUMNS, rows, NOTES, options.rounds_of_load)]


def _row(peer: Peer, found: Loads, ours: str) -> tuple[Cell, ...]:
    loads: Sequence[wrk.Load] = found[peer.target.name]
    rate, cpu = rounds(loads, "per_second"), rounds(loads, "cpu_us")
    return (
        *(judged(peer.target.name, loads, one_shot=True), peer.setting, rate, cpu),
        cpu.over(rounds(found[ours], "cpu_us")),
        rounds(found[ours], "per_second").over(rate),
        *(rounds(loads, "p99_ms"), loads[-1].memory_mb),
        rounds(loads, "connections_per_request").median,
        sum(load.refused + load.broken for load in loads),
        *(sum(load.requests for load in loads), peer.count()),
    )
