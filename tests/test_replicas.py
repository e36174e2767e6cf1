"""Two replicas over one PostgreSQL: a feed wakes on either, and no open is lost."""

import asyncio
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend.installation import build
from tests.house import postgres
from tests.house.company import Company, Person, company, config_in, free_port, served
from tests.house.ledger import Ledger, load, until_served
from tests.house.postgres import Server
from tests.house.shop import Shop

Messages = dict[str, bytes]
Stored = Counter[str]

PATIENCE = 60  # seconds until a test that hangs is called failed
MESSAGES = 16_000  # enough to ask for while a slow machine starts its database
AFTERWARDS = 400  # fetches after kill and restart: at least half must be acknowledged
REST_SECONDS = 0.02  # of a client after a fetch: there shall be load to the end


# a feed


@dataclass
class Replicas:
    """The first replica with all that belongs to it, and alice at the second."""

    first: Company
    second: Company
    alice_there: Person


@pytest.fixture
def replicas(tmp_path: Path, server: Server) -> Iterator[Replicas]:
    with (
        server.database() as data,
        server.database() as keys,
        company(tmp_path, CANDOR_DATABASE_URL=data, CANDOR_KEYS_URL=keys) as first,
        free_port() as (listener, port),
    ):
        urls = {"CANDOR_DATABASE_URL": data, "CANDOR_KEYS_URL": keys}
        # the same keys, and a place of its own for what is local
        own = {"CANDOR_DATA_DIR": str(tmp_path / "second")}
        config = config_in(tmp_path, first.outside, port, **urls, **own)
        installation = build(config, clock=first.clock)
        with served(installation, listener):
            second = Company(installation, first.outside, config.public_url, tmp_path)
            yield Replicas(first, second, second.alice)


def test_it_wakes_a_feed_for_an_open_that_another_replica_took(
    replicas: Replicas,
) -> None:
    first, there = replicas.first, replicas.alice_there
    written = first.alice.write(["dave@customer.example"])
    first.fetch(written["html"])
    cursor = there.feed()["cursor"]
    answers: list[dict[str, Any]] = []
    waiting = threading.Thread(
        target=lambda: answers.append(there.feed(after=cursor, wait=25))
    )
    waiting.start()
    bell = replicas.second.installation.bell
    deadline = time.monotonic() + PATIENCE
    while not bell._waiting:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    first.fetch(written["html"])
    waiting.join(20)  # less than the feed would wait by itself
    assert [each["id"] for each in answers[0]["messages"]] == [written["message_id"]]


def test_it_answers_on_one_replica_what_was_begun_on_the_other(
    replicas: Replicas,
) -> None:
    written = replicas.first.alice.write(["dave@customer.example"])
    replicas.second.fetch(written["html"])
    message = replicas.alice_there.message(written["message_id"])
    assert message["label"] == {"recipients": ["dave@customer.example"]}
    assert message["summary"]["opens"] + message["summary"]["machine"] == 1
    assert replicas.first.alice.message(written["message_id"]) == message


# a replica killed, and the database restarted, under load


@contextmanager
def shops(directory: Path, server: Server) -> Iterator[tuple[Shop, Shop]]:
    """Yield two replicas of one installation, not yet served."""
    with server.database() as data, server.database() as keys:
        settings = {
            "CANDOR_KEY_DIR": str(directory / "keys"),  # the master key
            "CANDOR_DATABASE_URL": data,
            "CANDOR_KEYS_URL": keys,
        }
        yield (
            Shop(directory / "first", **settings),
            Shop(directory / "second", **settings),
        )


async def disaster(
    first: Shop, second: Shop, server: Server, paths: list[str]
) -> Ledger:
    """Load both; kill one, crash the database and start it again; go on for a while."""
    ledger, offered = Ledger(), iter(paths[AFTERWARDS:])
    with first.life() as dying, second.life():
        for shop in (first, second):
            await until_served(shop.config.public_url)
        clients = [
            asyncio.create_task(load(shop, offered, ledger, rest_seconds=REST_SECONDS))
            for shop in (first, second)
        ]
        await asyncio.sleep(random.uniform(0.3, 0.6))  # noqa: S311
        os.killpg(dying.pid, signal.SIGKILL)
        await asyncio.sleep(random.uniform(0.1, 0.3))  # noqa: S311
        await asyncio.to_thread(server.stop, "immediate")
        await asyncio.to_thread(server.start)
        assert next(offered, None), "too little load for all of it"
        for _ in offered:
            pass  # nothing more to ask for: the clients end
        await asyncio.gather(*clients)
        before = len(ledger.acknowledged)
        later = iter(paths[:AFTERWARDS])
        await load(second, later, ledger, rest_seconds=REST_SECONDS)
        assert len(ledger.acknowledged) - before > AFTERWARDS / 2
    return ledger


def stored(shops: tuple[Shop, Shop], ledger: Ledger, messages: Messages) -> Stored:
    """Return what is stored once both replicas were back for a while."""
    deadline = time.monotonic() + PATIENCE
    with shops[0].life(), shops[1].life():
        while True:
            found = shops[0].stored(messages)
            if all(found[path] for path in ledger.acknowledged):
                return found
            if time.monotonic() > deadline:
                return found  # what is missing by now is lost
            time.sleep(0.2)


@pytest.mark.xdist_group("load")
def test_it_loses_and_doubles_no_answered_open(tmp_path: Path) -> None:
    random.seed(20261123)
    with postgres.server() as server, shops(tmp_path, server) as both:
        messages = both[0].stock(MESSAGES)
        ledger = asyncio.run(disaster(*both, server, list(messages)))
        found = stored(both, ledger, messages)
    kept = {path for path, rows in found.items() if rows}
    assert len(ledger.acknowledged) > AFTERWARDS, "too little load to prove it"
    assert ledger.acknowledged - kept == set()
    assert kept - ledger.requested == set()
    assert max(found.values()) == 1
