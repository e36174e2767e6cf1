"""An open answered from the spool is never lost either, nor counted twice.

The server is killed while the database is held by another process, and again while it
brings what it spooled into the database.
"""

import asyncio
import os
import random
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.house import postgres
from tests.house.company import company
from tests.house.ledger import PER_LIFE, Ledger, load, until_answered, until_served
from tests.house.patience import until
from tests.house.shop import Shop
from tests.promises.held import held

pytestmark = pytest.mark.xdist_group("load")  # one after the other: it fills a core
ROUNDS = 4  # each of two lives: one spools and dies, the next drains and dies


async def spool_and_die(shop: Shop, paths: Iterator[str], ledger: Ledger) -> None:
    """Fetch while another process holds the database, then kill the server."""
    with shop.life() as server:
        await until_served(shop.config.public_url)
        with held(shop.config.data_dir / "candor.db"):
            clients = asyncio.create_task(load(shop, paths, ledger))
            # What is answered now is in the spool; from then on any moment will do.
            await until_answered(ledger, clients)
            await asyncio.sleep(random.uniform(0.0, 0.4))  # noqa: S311
            os.killpg(server.pid, signal.SIGKILL)
            await clients


async def drain_and_die(shop: Shop, paths: Iterator[str], ledger: Ledger) -> None:
    """Kill the server soon after it began to drain, under load of its own."""
    with shop.life() as server:
        await until_served(shop.config.public_url)
        clients = asyncio.create_task(load(shop, paths, ledger))
        await asyncio.sleep(random.uniform(0.0, 0.2))  # noqa: S311
        os.killpg(server.pid, signal.SIGKILL)
        await clients


def spooled(shop: Shop) -> int:
    """Return how many rows lie in the spool."""
    with closing(sqlite3.connect(shop.config.data_dir / "spool.db")) as spool:
        (count,) = spool.execute("SELECT count(*) FROM spooled").fetchone()
    return int(count)


def counted_otherwise(shop: Shop) -> int:
    """Return how many messages were fetched more often than there are rows."""
    with closing(sqlite3.connect(shop.config.data_dir / "candor.db")) as database:
        (count,) = database.execute(
            "SELECT count(*) FROM message WHERE surplus > 0"
        ).fetchone()
    return int(count)


def test_it_loses_and_doubles_no_open_that_waited_in_the_spool(tmp_path: Path) -> None:
    random.seed(20261123)
    shop, ledger = Shop(tmp_path), Ledger()
    messages = shop.stock(2 * ROUNDS * PER_LIFE)
    paths, left = iter(messages), []
    for _ in range(ROUNDS):
        asyncio.run(spool_and_die(shop, paths, ledger))
        left.append(spooled(shop))
        asyncio.run(drain_and_die(shop, paths, ledger))
    assert min(left) > 0, "nothing was spooled that could be lost"
    shop.drain()
    assert spooled(shop) == 0
    stored = shop.stored(messages)
    kept = {path for path, rows in stored.items() if rows}
    assert ledger.acknowledged - kept == set()
    assert kept - ledger.requested == set()
    assert max(stored.values()) == 1
    assert counted_otherwise(shop) == 0


def test_it_takes_opens_while_postgresql_is_down(tmp_path: Path) -> None:
    with (
        postgres.server() as server,
        server.database() as data,
        server.database() as keys,
        company(tmp_path, CANDOR_DATABASE_URL=data, CANDOR_KEYS_URL=keys) as office,
    ):
        mail = office.alice.write(["dave@customer.example"])
        server.stop()
        for page in (mail["html"], f"{office.url}/track/open/{'A' * 32}.png"):
            assert office.fetch(page).status_code == 200
        assert office.installation.spool.waiting() == 1
        server.start()
        assert until(lambda: not office.installation.spool.files_with_rows())
        assert len(office.alice.message(mail["message_id"])["opens"]) == 1
