"""The database goes away for long: are fetches still answered, and kept?"""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench.crowd import EACH_SECONDS, READERS, Crowd, crowd
from tests.bench.fetches import fetches
from tests.bench.kills import balance
from tests.bench.options import Options
from tests.bench.rounds import percentile
from tests.bench.table import SINGLE, Cell, Table
from tests.bench.target import candor
from tests.house import postgres
from tests.house.ledger import Ledger
from tests.house.shop import Shop

BESIDE_SECONDS = 10  # before and after the outage
DRAIN_SECONDS = 300
COLUMNS = (
    "while the database is",
    "seconds",
    "answered",
    "unanswered",
    "p50 ms",
    "p99 ms",
)
SUMS = (
    *("requested", "acknowledged", "stored", "acknowledged, not stored"),
    *("stored, not requested", "stored twice", "seconds to drain"),
)
NOTES = (
    "PostgreSQL on the same machine, stopped as by a crash and started again later",
    "4 readers fetch one after the other, a connection and a token each time",
)


def measure(options: Options) -> list[Table]:
    """Fetch before, during and after the outage; then count."""
    lengths = (BESIDE_SECONDS, options.outage_seconds, BESIDE_SECONDS)
    each = [round(seconds * READERS / EACH_SECONDS) for seconds in lengths]
    with tempfile.TemporaryDirectory() as made, ExitStack() as ending:
        server = ending.enter_context(postgres.server())
        data, keys = (ending.enter_context(server.database()) for _ in "dk")
        urls = {"CANDOR_DATABASE_URL": data, "CANDOR_KEYS_URL": keys}
        shop = Shop(Path(made), **urls)
        messages = shop.stock(sum(each))
        waiting, ledger = iter(messages), Ledger()

        def phase(
            name: str, number: int, port: int, first: Callable[[], object]
        ) -> tuple[Cell, ...]:
            paths = [next(waiting) for _ in range(each[number])]
            with crowd(port, list(fetches(paths, close=True)), 0) as seen:
                first()
                time.sleep(lengths[number])
            ledger.requested |= {paths[number] for number in seen.asked}
            ledger.acknowledged |= {paths[number] for number in seen.answered}
            return (name, lengths[number], *_row(seen))

        with candor(shop) as target:
            rows = [
                phase("there", 0, target.port, lambda: None),
                phase("away", 1, target.port, server.stop),
                phase("back", 2, target.port, server.start),
            ]
            took = _drained(shop, messages, ledger)
        stored = +shop.stored(messages)
    return [
        Table("Outage of the database", COLUMNS, rows, NOTES, SINGLE),
        Table("What is left after it", SUMS, [(*balance(ledger, stored), took)]),
    ]


def _row(seen: Crowd) -> tuple[Cell, ...]:
    waits = seen.waits_ms or [0.0]
    return (
        *(len(seen.answered), seen.unanswered),
        *(percentile(waits, 0.5), percentile(waits, 0.99)),
    )


def _drained(shop: Shop, messages: dict[str, bytes], ledger: Ledger) -> float:
    """Return the seconds until all that was answered is in the database."""
    began = time.monotonic()
    while time.monotonic() - began < DRAIN_SECONDS:
        if not ledger.acknowledged - (+shop.stored(messages)).keys():
            break
        time.sleep(1)
    return time.monotonic() - began
