"""Clients of a flooded server: one who wants an answer, and many who never finish."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle

DRIBBLE = b"GET /track/open/slow.png HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BETWEEN_SECONDS = 1.0  # two bytes of a slow client
READERS = 4
EACH_SECONDS = 0.05  # between two fetches of a reader
PATIENCE_SECONDS = 10


@dataclass
class Crowd:
    """What its members saw."""

    waits_ms: list[float] = field(default_factory=list)  # of the readers, per fetch
    asked: set[int] = field(default_factory=set)  # numbers of the requests sent
    answered: set[int] = field(default_factory=set)
    unanswered: int = 0
    turned_out: int = 0  # slow clients whose connection the server ended


@contextmanager
def crowd(port: int, requests: Sequence[bytes], slow: int) -> Iterator[Crowd]:
    """Let readers fetch, one connection each time, beside slow clients, until left."""
    seen, ending = Crowd(), threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_live(port, requests, slow, seen, ending))
    )
    thread.start()
    try:
        yield seen
    finally:
        ending.set()
        thread.join()


async def _live(
    port: int,
    requests: Sequence[bytes],
    slow: int,
    seen: Crowd,
    ending: threading.Event,
) -> None:
    offered = cycle(enumerate(requests))
    tasks = [
        *(asyncio.create_task(_read(port, offered, seen)) for _ in range(READERS)),
        *(asyncio.create_task(_dribble(port, seen)) for _ in range(slow)),
    ]
    await asyncio.to_thread(ending.wait)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _read(port: int, requests: Iterator[tuple[int, bytes]], seen: Crowd) -> None:
    for number, request in requests:
        seen.asked.add(number)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await _answer(port, request)
        except (OSError, TimeoutError):
            answer = b""
        if answer.startswith(b"HTTP/1.1 200"):
            seen.waits_ms.append((time.perf_counter() - started) * 1000)
            seen.answered.add(number)
        else:
            seen.unanswered += 1
        await asyncio.sleep(EACH_SECONDS)


async def _answer(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


async def _dribble(port: int, seen: Crowd) -> None:
    """Begin requests and never end one; begin anew when turned out."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                for byte in DRIBBLE + b"x" * 10_000:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(BETWEEN_SECONDS)
                    if reader.at_eof():
                        break
            finally:
                writer.close()
                seen.turned_out += 1
        await asyncio.sleep(BETWEEN_SECONDS)
