"""The least a fetch can be: its token checked, one row kept, answered after the commit.

Nothing is judged, nothing is looked up, no switch is asked, no feed moves. What this
costs is the server's, the commit's and the way between them; what Candor costs beyond
it is Candor's own.
"""

import asyncio
import hmac
import os
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send

from backend.config import Config
from backend.front import PIXEL_BODY, PIXEL_START, die_with_parent
from backend.store.sqlite.connection import connect
from backend.store.writer import BATCH_MAX, CROWD, GATHER_SECONDS
from backend.web.pixel import PREFIX, token_of

TABLE = "CREATE TABLE fetch (token TEXT, at INTEGER, agent TEXT, address TEXT)"
INSERT = "INSERT INTO fetch VALUES (?, ?, ?, ?)"
KINDS = ("GoogleImageProxy", "Microsoft Office", "iPhone", "Macintosh", "Chrome", "")
ASKED = {b"user-agent", b"x-forwarded-for"}

Row = tuple[str, int, str, str]
Answered = asyncio.Future[None]


@dataclass(slots=True)
class Least:
    """One queue, one thread, one table."""

    database: Path
    queue: SimpleQueue[tuple[Row, Answered]]
    key: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a fetch and answer it."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            kept: Answered = asyncio.get_running_loop().create_future()
            self.queue.put((self._row(scope), kept))
            await kept
            await send(PIXEL_START)
            await send(PIXEL_BODY)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "lifespan.startup":
            Thread(target=self._write, daemon=True).start()
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})

    def _row(self, scope: HTTPScope) -> Row:
        text = token_of(scope["path"].removeprefix(PREFIX))
        hmac.digest(self.key, text.encode(), "sha256")
        found = dict.fromkeys(ASKED, "") | {
            name: value.decode("latin-1")
            for name, value in scope["headers"]
            if name in ASKED
        }
        kind = next(kind for kind in KINDS if kind in found[b"user-agent"])
        return text, int(time.time()), kind, found[b"x-forwarded-for"]

    def _write(self) -> None:
        connection = connect(self.database, busy_seconds=1)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(TABLE)
        came = 0
        while True:
            batch = [self.queue.get()]
            if came >= CROWD:
                time.sleep(GATHER_SECONDS)
            with suppress(Empty):
                while len(batch) < BATCH_MAX:
                    batch.append(self.queue.get_nowait())
            came = len(batch)
            _commit(connection, [row for row, _ in batch])
            loop = batch[0][1].get_loop()
            loop.call_soon_threadsafe(_release, [kept for _, kept in batch])


def create() -> ASGIApp:
    """Return the application; its file lies where the shop's would."""
    die_with_parent()
    place = Config.from_environ().data_dir
    return Least(place / "least.db", SimpleQueue(), os.urandom(32))


def _commit(connection: sqlite3.Connection, rows: list[Row]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")


def _release(kept: list[Answered]) -> None:
    for each in kept:
        if not each.done():
            each.set_result(None)
