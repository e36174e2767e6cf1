"""What clients know of a server that dies under them."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.house.company import CHROME
from tests.house.shop import Shop

PER_LIFE = 4000  # pixels on offer in each life of the server, each fetched once
CONNECTIONS = 32
REQUEST = f"GET {{path}} HTTP/1.1\r\nHost: x\r\nUser-Agent: {CHROME}\r\n\r\n"


@dataclass
class Ledger:
    """The paths the clients asked for, and those answered in full."""

    requested: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)


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


async def load(
    shop: Shop, paths: Iterator[str], ledger: Ledger, *, rest_seconds: float = 0
) -> None:
    """Fetch each path once over many connections until the server is gone.

    A connection rests for a while after each fetch.
    """

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
                if rest_seconds:
                    await asyncio.sleep(rest_seconds)
        finally:
            writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)), return_exceptions=True)


async def until_answered(ledger: Ledger, clients: asyncio.Task[None]) -> None:
    """Wait until one more fetch was answered, or no client is left to ask."""
    before = len(ledger.acknowledged)
    while len(ledger.acknowledged) == before and not clients.done():
        await asyncio.sleep(0.01)


async def live_and_die(shop: Shop, paths: Iterator[str], ledger: Ledger) -> None:
    """Let the server work for a moment under load, then kill it."""
    with shop.life() as server:
        await until_served(shop.config.public_url)
        clients = asyncio.create_task(load(shop, paths, ledger))
        await until_answered(ledger, clients)
        # Any moment will do, also one in the middle of a commit.
        await asyncio.sleep(random.uniform(0.0, 0.5))  # noqa: S311
        os.killpg(server.pid, signal.SIGKILL)
        await clients


def killed(shop: Shop, times: int) -> tuple[Ledger, Counter[str]]:
    """Kill the server so often under load; return the ledger and what is stored."""
    messages = shop.stock(times * PER_LIFE)
    paths, ledger = iter(messages), Ledger()
    for _ in range(times):
        asyncio.run(live_and_die(shop, paths, ledger))
    shop.drain()
    return ledger, shop.stored(messages)
