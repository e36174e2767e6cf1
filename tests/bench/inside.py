"""The way of a fetch inside one process, without server and sockets."""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from typing import cast

from a2wsgi.asgi_typing import HTTPScope, ReceiveEvent, SendEvent

from backend.domain import token
from backend.domain.agents import Agents
from backend.domain.message import Message
from backend.domain.networks import IporiginNetworks
from backend.domain.observe import Network, Observation
from backend.domain.signals import Signals
from backend.domain.token import Purpose
from backend.front import Front
from backend.installation import Installation
from backend.store.spool.arrival import Arrival
from backend.store.sqlite.engine import FILE_NAME
from backend.store.sqlite.session import SqliteSession
from backend.web.forwarded import packed
from backend.web.pixel import PREFIX, token_of
from tests.bench.fetches import address, agent

AT_ONCE = 64
COMMITS = 100  # of each batch size: a commit of one fetch costs as a disk does


class Inside:
    """An installation's parts, and fetches at each stage of their way."""

    def __init__(self, installation: Installation, paths: Sequence[str]) -> None:
        self.installation = installation
        self.keys = installation.keyring.token_keys()
        self.networks = IporiginNetworks()
        self.agents = Agents(os.urandom(32))
        self.texts = [token_of(path.removeprefix(PREFIX)) for path in paths]
        self.identities = [
            identity
            for text in self.texts
            if (identity := token.verify(self.keys, Purpose.OPEN, text))
        ]
        at = installation.clock()
        self.signals = [
            Signals(
                at=at, address=packed(address(number)), agent=agent(number), headers={}
            )
            for number in range(len(paths))
        ]
        self._lookups = [
            token.lookup(self.keys, Purpose.OPEN, identity)
            for identity in self.identities
        ]
        self._scopes = [_scope(number, path) for number, path in enumerate(paths)]
        self._front = Front(installation)

    def messages(self) -> list[Message]:
        """Return the message of each token."""
        with self.installation.store.read() as reader:
            found = reader.messages_by_token(self._lookups, Purpose.OPEN.value)
        return [found[lookup] for lookup in self._lookups]

    def seconds_to_keep(self, size: int, *, remembered: bool) -> float:
        """Return what a fetch costs the writer in batches of a size.

        Of messages it saw lately, or of messages it has to ask for.
        """
        keep = self.installation.collector.keep
        path = self.installation.config.data_dir / FILE_NAME
        batches = list(self._batches(size))
        session = SqliteSession(path, busy_seconds=1)
        try:
            if remembered:
                session.begin().tallies(self._lookups)
                session.commit()
            started = time.process_time()
            for batch in batches:
                transaction = session.begin()
                session.savepoint()
                keep(transaction, batch, again=False)
                session.release()
                session.commit()
            return (time.process_time() - started) / (COMMITS * size)
        finally:
            session.close()

    def seconds_through_the_front(self) -> float:
        """Return what a fetch costs from the server's call to the last of the answer.

        The writer's thread is in it.
        """
        started = time.process_time()
        asyncio.run(self._all_through())
        return (time.process_time() - started) / len(self._scopes)

    def _batches(self, size: int) -> Iterator[list[Arrival]]:
        seen = Observation(
            self.installation.clock(), "outlook_desktop", Network.EYEBALL, "windows"
        )
        for number in range(COMMITS):
            start = number * size % (len(self._lookups) - size)
            yield [
                Arrival(Purpose.OPEN, os.urandom(16), lookup, seen)
                for lookup in self._lookups[start : start + size]
            ]

    async def _all_through(self) -> None:
        waiting = iter(self._scopes)

        async def one() -> None:
            for scope in waiting:
                await self._front(scope, _nothing, _sent)

        await asyncio.gather(*(one() for _ in range(AT_ONCE)))


def _scope(number: int, path: str) -> HTTPScope:
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "client": ("127.0.0.1", 40_000),
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"user-agent", agent(number).encode()),
            (b"x-forwarded-for", address(number).encode()),
            (b"accept", b"image/*,*/*;q=0.8"),
            (b"accept-encoding", b"gzip, deflate, br"),
        ],
    }
    return cast("HTTPScope", scope)


async def _nothing() -> ReceiveEvent:
    """Tell that the request has no body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _sent(_event: SendEvent) -> None:
    """Take a part of the answer."""
