"""Task panes that wait on the feed, thousands of them, each its own person's."""

import asyncio
import json
import resource
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

WAIT_SECONDS = 25  # as the clients ask
AT_ONCE = 100  # sign-ins at a time
REQUEST = (
    "GET /api/v1/feed?after={cursor}&wait={wait} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Authorization: Bearer {bearer}\r\n\r\n"
)
SPARE_FILES = 500  # open files beside the panes' connections


class FilesShort(Exception):
    """The system allows too few open files; the text says how to get more."""


@dataclass
class Panes:
    """What the panes have seen so far."""

    asked: int = 0  # panes whose first question is under way
    refused: int = 0  # answers that were not 200
    broken: int = 0  # connections that ended


@contextmanager
def waiting(port: int, bearers: Sequence[str]) -> Iterator[Panes]:
    """Let a pane wait for every bearer, all until left."""
    _allow_files(len(bearers) + SPARE_FILES)
    panes, ending = Panes(), threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_wait(port, bearers, panes, ending))
    )
    thread.start()
    try:
        yield panes
    finally:
        ending.set()
        thread.join()


async def _wait(
    port: int, bearers: Sequence[str], panes: Panes, ending: threading.Event
) -> None:
    door = asyncio.Semaphore(AT_ONCE)
    tasks = [
        asyncio.create_task(_pane(port, bearer, panes, door)) for bearer in bearers
    ]
    await asyncio.to_thread(ending.wait)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _pane(port: int, bearer: str, panes: Panes, door: asyncio.Semaphore) -> None:
    """Ask again and again, as a pane does; the first time through the narrow door."""
    writer = None
    try:
        async with door:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, limit=4096
            )
            # A first sign-in is heavy; this one is answered at once.
            cursor = await _ask(reader, writer, panes, bearer, cursor=0, wait=0)
        panes.asked += 1
        while True:
            cursor = await _ask(
                reader, writer, panes, bearer, cursor=cursor, wait=WAIT_SECONDS
            )
    except (OSError, asyncio.IncompleteReadError):
        panes.broken += 1
    finally:
        if writer is not None:
            writer.close()


async def _ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    panes: Panes,
    bearer: str,
    *,
    cursor: int,
    wait: int,
) -> int:
    request = REQUEST.format(cursor=cursor, wait=wait, bearer=bearer)
    writer.write(request.encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split()[0])
    body = await reader.readexactly(length)
    if not head.startswith(b"http/1.1 200"):
        panes.refused += 1
        await asyncio.sleep(1)
        return cursor
    return int(json.loads(body)["cursor"])


def _allow_files(many: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= many:
        return
    if hard < many:
        raise FilesShort(f"{many} open files are needed: try 'ulimit -n {many}'")
    resource.setrlimit(resource.RLIMIT_NOFILE, (many, hard))
