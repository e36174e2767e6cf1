"""An answered open is never lost: the server is killed under load, again and again.

SIGKILL shows process death; what a power cut does is the business of fsync, which
another test traces.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backend.cli.init import create
from backend.config import Config
from backend.domain.errors import StoreInUse
from backend.installation import open_keys
from backend.services.orgs import found
from backend.store.sqlite.engine import open_store
from backend.store.store import PrincipalRow, Store
from tests.house.company import CHROME, NORTH_SALES, free_port
from tests.house.mailing import mailing

KILLS = 10
PER_LIFE = 4000  # pixels on offer in each life of the server, each fetched once
CONNECTIONS = 32
REQUEST = f"GET {{path}} HTTP/1.1\r\nHost: x\r\nUser-Agent: {CHROME}\r\n\r\n"


@dataclass
class Ledger:
    """What the clients know: the paths they asked for, and those answered in full."""

    requested: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)


class Shop:
    """A store full of sent messages, and a server over it that may be killed."""

    def __init__(self, directory: Path, target: str) -> None:
        with free_port() as (_, port):
            self.port = port
        self.environ = {
            "CANDOR_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CANDOR_PORT": str(port),
            "CANDOR_DATA_DIR": str(directory / "data"),
            "CANDOR_KEY_DIR": str(directory / "keys"),
        }
        self.config = Config.read(self.environ, {})
        self._target = target
        create(self.config, [NORTH_SALES])

    def stock(self, count: int) -> dict[str, bytes]:
        """Keep that many messages; return their pixels' paths."""
        keystore, keyring = open_keys(self.config)
        store = open_store(self.config.data_dir)
        at = datetime.now(UTC)
        org_id = found(store, NORTH_SALES, clock=lambda: at, entropy=os.urandom)
        alice = PrincipalRow(
            org_id, os.urandom(16), "entra", "tid", "alice", "sender", at
        )
        store.write(lambda tx: tx.add_principal(alice)).result()
        try:
            return mailing(store, keyring, org_id, alice.id, at=at, count=count)
        finally:
            store.close()
            keystore.close()

    def stored(self, messages: dict[str, bytes]) -> Counter[str]:
        """Return how many opens are stored for each path."""
        store = self._opened()
        try:
            with store.read() as reader:
                (org,) = reader.organisations()
                opens = reader.opens(org.id, list(messages.values()))
        finally:
            store.close()
        return Counter(
            {path: len(opens.get(message, [])) for path, message in messages.items()}
        )

    def _opened(self) -> Store:
        """Open the store as soon as the killed server's lock is gone with it."""
        deadline = time.monotonic() + 10
        while True:
            try:
                return open_store(self.config.data_dir)
            except StoreInUse:
                assert time.monotonic() < deadline, "the server outlived SIGKILL"
                time.sleep(0.01)

    @contextmanager
    def life(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run the server in a process group of its own; kill the whole of it."""
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", *self._flags()],
            env=os.environ | self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield server
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            self._opened().close()

    def _flags(self) -> list[str]:
        return [
            *("--interface", "asgi", "--factory", "--workers", "1"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--no-ws"),
            self._target,
        ]


async def until_served(url: str) -> None:
    """Wait until the port answers."""
    parts = urlsplit(url)
    deadline = time.monotonic() + 30
    while True:
        try:
            _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


async def load(shop: Shop, paths: Iterator[str], ledger: Ledger) -> None:
    """Fetch each path once over many connections until the server is gone."""

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", shop.port)
        try:
            for path in paths:
                ledger.requested.add(path)
                writer.write(REQUEST.format(path=path).encode())
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split()[0])
                await reader.readexactly(length)
                if head.startswith(b"HTTP/1.1 200"):
                    ledger.acknowledged.add(path)
        finally:
            writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)), return_exceptions=True)


async def live_and_die(shop: Shop, paths: Iterator[str], ledger: Ledger) -> None:
    """Let the server work for a moment under load, then kill it."""
    with shop.life() as server:
        await until_served(shop.config.public_url)
        clients = asyncio.create_task(load(shop, paths, ledger))
        # Any moment will do, also one in the middle of a commit.
        await asyncio.sleep(random.uniform(0.2, 0.7))  # noqa: S311
        os.killpg(server.pid, signal.SIGKILL)
        await clients


def killed(shop: Shop, times: int) -> tuple[Ledger, Counter[str]]:
    """Kill the server so often under load; return the ledger and what is stored."""
    messages = shop.stock(times * PER_LIFE)
    paths, ledger = iter(messages), Ledger()
    for _ in range(times):
        asyncio.run(live_and_die(shop, paths, ledger))
    return ledger, shop.stored(messages)


def test_it_loses_no_answered_open_when_killed(tmp_path: Path) -> None:
    ledger, stored = killed(Shop(tmp_path, "backend.front:create"), KILLS)
    kept = {path for path, rows in stored.items() if rows}
    assert len(ledger.acknowledged) > 20 * KILLS, "too little load to prove anything"
    assert ledger.acknowledged - kept == set()
    assert kept - ledger.requested == set()
    assert max(stored.values()) == 1


def test_it_would_notice_a_server_that_answers_before_it_stores(
    tmp_path: Path,
) -> None:
    ledger, stored = killed(Shop(tmp_path, "tests.house.hasty:create"), 3)
    assert [path for path in ledger.acknowledged if not stored[path]] != []


@pytest.fixture(autouse=True)
def _chance_is_repeatable() -> None:
    random.seed(20261123)
