"""The database dies under load and a standby takes its place: what is lost by then."""

import asyncio
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from backend.store.postgres.durability import ASYNCHRONOUS
from tests.bench.options import Options
from tests.bench.table import Cell, Table
from tests.house import postgres
from tests.house.ledger import Ledger, load, until_served
from tests.house.postgres import Server
from tests.house.shop import Shop
from tests.house.standby import NAME, promote, standby

MESSAGES = 20_000
BEFORE_SECONDS = 2.0  # of load that the standby follows
BEHIND_SECONDS = 1.0  # of load that the asynchronous one does not hear of
AFTERWARDS = 1_000  # fetches under the new primary
PATIENCE = 60  # seconds
REST_SECONDS = 0.01  # of a client after each fetch
STILL_SECONDS = 5.0  # nothing more arrives by way of the spool
COLUMNS = (
    *("standby", "warned at start", "requested", "acknowledged", "stored"),
    *("behind at the end", "acknowledged, not stored", "stored, not requested"),
    "stored twice",
)
NOTES = (
    (
        "two PostgreSQL servers on one machine, named together in one URL; the first "
        "is stopped as by a crash, the second is promoted at once; 32 connections; the "
        "server's role may change rows and nothing more"
    ),
    (
        "behind at the end: what was acknowledged while the standby heard nothing; the "
        "asynchronous one is kept from hearing, as a slow line would"
    ),
)


@dataclass
class Outcome:
    """What the clients know of one failover, and what its start had said."""

    ledger: Ledger
    behind: int = 0
    warned: bool = False


def measure(options: Options) -> list[Table]:  # noqa: ARG001  # a single run
    """Fail over to a synchronous standby and to an asynchronous one that lags."""
    rows = [_row(synchronous=True), _row(synchronous=False)]
    return [Table("PostgreSQL failing over", COLUMNS, rows, NOTES)]


def _row(*, synchronous: bool) -> tuple[Cell, ...]:
    with (
        tempfile.TemporaryDirectory() as made,
        postgres.server() as primary,
        standby(primary) as second,
        _waited_for(primary) if synchronous else nullcontext(),
    ):
        for name in ("candor", "candor_keys"):
            primary.execute(f"CREATE DATABASE {name}")
            primary.clerk(primary.url(name))
        shop = Shop(Path(made), **_settings(primary, second, "postgres"))
        messages = shop.stock(MESSAGES)
        shop.environ |= _settings(primary, second, "clerk")
        outcome = asyncio.run(
            _failover(shop, list(messages), primary, second, lags=not synchronous)
        )
        stored = _settled(shop, outcome.ledger, messages)
    kept = {path for path, rows in stored.items() if rows}
    return (
        "synchronous" if synchronous else "asynchronous, lagging",
        "yes" if outcome.warned else "no",
        len(outcome.ledger.requested),
        len(outcome.ledger.acknowledged),
        len(kept),
        outcome.behind,
        len(outcome.ledger.acknowledged - kept),
        len(kept - outcome.ledger.requested),
        sum(rows > 1 for rows in stored.values()),
    )


def _settings(primary: Server, second: Server, role: str) -> dict[str, str]:
    hosts = f"{primary.sockets},{second.sockets}"
    return {
        "CANDOR_DATABASE_URL": f"postgresql://{role}@/candor?host={hosts}",
        "CANDOR_KEYS_URL": f"postgresql://{role}@/candor_keys?host={hosts}",
    }


@contextmanager
def _waited_for(primary: Server) -> Iterator[None]:
    primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
    primary.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + PATIENCE
    while primary.execute("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
        assert time.monotonic() < deadline, "the standby is not waited for"
        time.sleep(0.05)
    yield


async def _failover(
    shop: Shop, paths: list[str], primary: Server, second: Server, *, lags: bool
) -> Outcome:
    outcome, offered = Outcome(Ledger()), iter(paths[AFTERWARDS:])
    known = outcome.ledger.acknowledged
    with shop.life():
        await until_served(shop.config.public_url)
        clients = asyncio.create_task(
            load(shop, offered, outcome.ledger, rest_seconds=REST_SECONDS)
        )
        await asyncio.sleep(BEFORE_SECONDS)
        heard = len(known)
        outcome.warned = ASYNCHRONOUS.name in shop.log.read_text()
        if lags:
            ((sender,),) = primary.execute("SELECT pid FROM pg_stat_replication")
            os.kill(sender, signal.SIGSTOP)
            await asyncio.sleep(BEHIND_SECONDS)
            os.kill(sender, signal.SIGKILL)
        await asyncio.to_thread(primary.stop)
        outcome.behind = len(known) - heard if lags else 0
        await asyncio.to_thread(promote, second)
        for _ in offered:
            pass  # nothing more to ask for: the clients end
        await clients
        later = iter(paths[:AFTERWARDS])
        await load(shop, later, outcome.ledger, rest_seconds=REST_SECONDS)
    return outcome


def _settled(shop: Shop, ledger: Ledger, messages: dict[str, bytes]) -> Counter[str]:
    """Return what is stored once what waited aside has been brought in."""
    with shop.life():
        last, since = -1, time.monotonic()
        while True:
            found = shop.stored(messages)
            if all(found[path] for path in ledger.acknowledged):
                return found
            if (total := found.total()) != last:
                last, since = total, time.monotonic()
            elif time.monotonic() - since > STILL_SECONDS:
                return found
            time.sleep(0.2)
