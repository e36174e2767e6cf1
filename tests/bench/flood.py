"""Forged tokens near what the server can take, slow clients, and somebody who reads."""

import os
import tempfile
from base64 import urlsafe_b64encode
from pathlib import Path

from tests.bench import machine, wrk
from tests.bench.crowd import Crowd, crowd
from tests.bench.fetches import fetches
from tests.bench.options import Options
from tests.bench.rounds import percentile
from tests.bench.table import SINGLE, Cell, Table
from tests.bench.target import Target, candor
from tests.bench.tool import tool
from tests.house.shop import Shop

TOKENS = 10_000
SHARE = 0.8  # of what the server was measured to take
SLOW = 500
CONNECTIONS = 256
TRIAL_SECONDS = 2
COLUMNS = (
    *("good tokens", "junk/s", "share of capacity", "answered", "unanswered"),
    *("slow ones turned out", "p50 ms", "p99 ms", "PSS MB", "PSS growth MB"),
)
NOTES = (
    (
        "capacity: good tokens, one connection each, 64 at once, measured first; junk: "
        f"well-spelled forgeries at {SHARE} of it"
    ),
    "4 readers fetch good tokens one after the other, a connection each",
    f"{SLOW} slow clients send a byte of a request each second and never end it",
    "generator, readers and slow clients share the cores with the server",
)


def measure(options: Options) -> list[Table]:
    """Measure capacity, then readers alone, then amid junk and slow clients."""
    tool("wrk")
    seconds = options.rounds * options.seconds
    with tempfile.TemporaryDirectory() as made:
        shop = Shop(Path(made), CANDOR_TRUSTED_PROXIES="127.0.0.1/32")
        good = list(fetches(shop.stock(TOKENS), close=True))
        ready = wrk.prepared(good, Path(made) / "good")
        junk = wrk.prepared(fetches(_forged(), close=True), Path(made) / "junk")
        with candor(shop) as target:
            most = wrk.load(target.port, target.pid, ready, seconds)
            before = machine.memory_mb(target.pid)

            def flooded(name: str, pause_ms: int, slow: int) -> tuple[Cell, ...]:
                with crowd(target.port, good, slow) as seen:
                    load = wrk.load(
                        *(target.port, target.pid, junk, seconds),
                        connections=CONNECTIONS,
                        pause_ms=pause_ms,
                    )
                    share = load.per_second / most.per_second
                    growth = load.memory_mb - before
                    return (name, load.per_second, share, *_row(seen, load), growth)

            pause = _pause(target, junk, SHARE * most.per_second)
            rows = [
                flooded("nearly alone", 1000, 0),
                flooded("amid junk", pause, 0),
                flooded("amid junk and slow clients", pause, SLOW),
            ]
    return [Table("Flooded", COLUMNS, rows, NOTES, f"{SINGLE} of {seconds} s each")]


def _forged() -> list[str]:
    return [
        f"/track/open/{urlsafe_b64encode(os.urandom(24)).decode()}.png"
        for _ in range(TOKENS)
    ]


def _pause(target: Target, junk: Path, per_second: float) -> int:
    """Return the milliseconds each connection must rest for that rate of all."""
    each = CONNECTIONS / per_second * 1000
    tried = wrk.load(
        *(target.port, target.pid, junk, TRIAL_SECONDS),
        connections=CONNECTIONS,
        pause_ms=round(each),
    )
    # Connecting and the answer take their time beside the rest.
    beside = CONNECTIONS / tried.per_second * 1000 - round(each)
    return max(1, round(each - beside))


def _row(seen: Crowd, load: wrk.Load) -> tuple[Cell, ...]:
    waits = seen.waits_ms
    return (
        *(len(waits), seen.unanswered, seen.turned_out),
        *(percentile(waits, 0.5), percentile(waits, 0.99), load.memory_mb),
    )
