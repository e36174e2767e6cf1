"""Two replicas over one PostgreSQL: disasters, and feeds that wake on either."""

import asyncio
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from backend.desk.issuer import ENTRA_CLIENT_ID
from tests.bench.kills import balance
from tests.bench.office import UNLIMITED
from tests.bench.options import Options
from tests.bench.rounds import Rounds, percentile
from tests.bench.table import Cell, Table
from tests.bench.target import candor
from tests.bench.throughput import throughput
from tests.bench.tool import tool
from tests.house import postgres
from tests.house.company import CHROME, Person, pixel_of
from tests.house.ledger import Ledger
from tests.house.postgres import Server
from tests.house.shop import Shop
from tests.identity.outside import outside_world
from tests.test_replicas import MESSAGES, disaster, shops, stored

WAKES = 20  # of each round
COLUMNS = (
    *("disasters", "requested", "acknowledged", "stored", "acknowledged, not stored"),
    *("stored, not requested", "stored twice"),
)
WAKE_COLUMNS = ("an open on one replica wakes a pane", "p50 ms", "p99 ms", "longest ms")
NOTES = (
    (
        "each disaster: under 64 connections to both one replica is killed, then the "
        "database is crashed and started again; the other replica goes on"
    ),
)
WAKE_NOTES = (
    "from the first byte of the fetch to the last of the feed's answer, one at a time",
)


def measure(options: Options) -> list[Table]:
    """Let disasters happen, each to a new installation; wake panes; then load both."""
    tool("wrk")
    ledger, kept = Ledger(), Counter[str]()
    with postgres.server() as server:
        for _ in range(options.rounds):
            with (
                tempfile.TemporaryDirectory() as made,
                shops(Path(made), server) as both,
            ):
                messages = both[0].stock(MESSAGES)
                known = asyncio.run(disaster(*both, server, list(messages)))
                kept += stored(both, known, messages)
            ledger.requested |= known.requested
            ledger.acknowledged |= known.acknowledged
        rows = [(options.rounds, *balance(ledger, kept))]
        return [
            Table(
                "Two replicas, one killed, database restarted",
                *(COLUMNS, rows, NOTES, f"{options.rounds} disasters"),
            ),
            _wakes(server, options),
            throughput(server, options),
        ]


def _wakes(server: Server, options: Options) -> Table:
    with tempfile.TemporaryDirectory() as made, ExitStack() as ending:
        outside = ending.enter_context(outside_world())
        outside.clock.now = datetime.now(UTC)  # the servers' is the real one
        data, keys = (ending.enter_context(server.database()) for _ in "dk")
        settings = {
            "CANDOR_KEY_DIR": f"{made}/keys",
            "CANDOR_DATABASE_URL": data,
            "CANDOR_KEYS_URL": keys,
            "CANDOR_ENTRA_BASE": outside.issuer.entra_base,
            "CANDOR_ENTRA_CLIENT_IDS": ENTRA_CLIENT_ID,
            **UNLIMITED,
        }
        alices = []
        for name in ("first", "second"):
            shop = Shop(Path(made) / name, **settings)
            ending.enter_context(candor(shop))
            token = outside.issuer.token("alice")
            alices.append(Person(shop.config.public_url, token))
        panes = {"on the same": alices[0], "on the other": alices[1]}
        rows = [
            (name, *_row(alices[0], pane, options.rounds))
            for name, pane in panes.items()
        ]
    title, runs = "Feed woken by another replica", f"{options.rounds} rounds of {WAKES}"
    return Table(title, WAKE_COLUMNS, rows, WAKE_NOTES, runs)


def _row(sender: Person, pane: Person, rounds: int) -> tuple[Cell, ...]:
    found = [[_wake(sender, pane) * 1000 for _ in range(WAKES)] for _ in range(rounds)]
    shares = (
        Rounds(tuple(percentile(waits, share) for waits in found))
        for share in (0.5, 0.99)
    )
    return (*shares, max(max(waits) for waits in found))


def _wake(sender: Person, pane: Person) -> float:
    """Return the seconds from a fetch at one replica to the pane that shows it."""
    html = sender.write(["dave@customer.example"])["html"]
    cursor = pane.feed()["cursor"]
    woken: list[float] = []

    def wait() -> None:
        if pane.feed(after=cursor, wait=25)["messages"]:
            woken.append(time.perf_counter())

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.05)  # its request is under way by then; a late one waits less
    started = time.perf_counter()
    sender.http.get(pixel_of(html), headers={"User-Agent": CHROME}, timeout=30)
    waiting.join()
    if not woken:
        raise RuntimeError("the pane waited in vain")
    return woken[0] - started
