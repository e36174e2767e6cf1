"""The ASGI application: pixel and feed natively, all else handed to Flask.

A thin shell: it holds thousands of waiting sidebars without a thread each and answers
the pixel without Flask's cost. What is answered is the same either way.
"""

import asyncio
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import HTTPScope, Receive, Scope, Send, SendEvent

from backend import app
from backend.config import Config
from backend.domain import pixel
from backend.domain.errors import CandorError, StoreUnavailable
from backend.domain.signals import HEADERS, Signals
from backend.identity.bearer import bearer_token
from backend.identity.principal import Principal
from backend.installation import Installation, build
from backend.services.clicks import PATIENCE_SECONDS
from backend.web import asgi, click, health
from backend.web import headers as security
from backend.web.api import feed as feed_answers
from backend.web.api.requests import FeedQuery
from backend.web.closing import Closing
from backend.web.forwarded import Listed, client_address
from backend.web.pixel import PREFIX, token_of
from backend.web.problem import Kind, Problem
from backend.web.problems import Problems
from backend.web.waiting import WaitingRoom

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp

FEED = "/api/v1/feed"
FLASK_THREADS = 16
CLICK_THREADS = 4
GARBAGE = (100_000, 50, 1000)  # new objects, rounds of the first and of the second look
BODY_SECONDS = 30  # for 16 KiB; who takes longer only holds a place
# The pixel's answer, made once: it is the same for every fetch.
PIXEL_START, PIXEL_UNAVAILABLE = (
    asgi.start(status, asgi.raw(dict(pixel.HEADERS))) for status in (200, 503)
)
PIXEL_BODY = asgi.body(pixel.PNG)
LOOKED_AT = {b"user-agent", b"x-forwarded-for"}.union(map(str.encode, HEADERS))


def create() -> "Front":
    """Build the front from the environment; what an ASGI server calls.

    Where that cannot be it says why in a sentence and ends this process.
    """
    die_with_parent()
    try:
        front = Front(build(Config.from_environ()))
    except (CandorError, OSError) as error:  # OSError: a directory that cannot be used
        raise SystemExit(f"Error: {error}") from None
    collect_seldom()
    return front


def die_with_parent() -> None:
    """End this process when the one that started it is gone (Linux, prctl(2))."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    if os.getppid() != parent:  # it went before the request was made
        os.kill(os.getpid(), signal.SIGTERM)


def collect_seldom() -> None:
    """Let Python look for garbage seldom, and never among what was made at the start.

    What nobody refers to is freed at once without it: it is there for circles. Each of
    its full looks walks over all that is remembered and every sidebar that waits, and
    fetches wait meanwhile (`python -m tests.bench sidebars`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


class Front:
    """Answers HTTP for one installation."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._take = installation.collector.take
        self._trusted = Listed(installation.config.trusted_proxies)
        self._secure = installation.config.public_url.startswith("https://")
        self._room = WaitingRoom()
        self._problems = Problems()
        self._closing = Closing()
        # Of their own: feeds that wait for a database that is away hold up no reader.
        self._clickers = ThreadPoolExecutor(CLICK_THREADS, "candor-click")
        flask = app.over(installation, self._room, self._problems)
        wsgi = cast("WSGIApp", flask.wsgi_app)
        self._flask = WSGIMiddleware(wsgi, workers=FLASK_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request (or the server's start and end)."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            if scope["path"].startswith(PREFIX) and scope["method"] == "GET":
                await self._pixel(scope, send)
            else:
                await self._route(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "lifespan.startup":
            self._closing.listen()
            await send({"type": "lifespan.startup.complete"})
        self._clickers.shutdown(wait=False)
        await asyncio.to_thread(self._installation.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _route(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path.startswith(click.PREFIX) and method == "GET":
            await self._click(scope, send)
        elif path == FEED and method == "GET":
            await self._feed(scope, receive, send)
        elif path in health.PATHS and method == "GET":
            await self._health(path, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _pixel(self, scope: HTTPScope, send: Send) -> None:
        text = token_of(scope["path"].removeprefix(PREFIX))
        answered = asyncio.get_running_loop().create_future()
        self._take(text, self._signals(scope), _settle, answered)
        await send(await answered)
        await send(PIXEL_BODY)

    async def _click(self, scope: HTTPScope, send: Send) -> None:
        clicks = self._installation.clicks
        text = scope["path"].removeprefix(click.PREFIX)
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._clickers, clicks.find, text
            )
        except StoreUnavailable:
            status, headers, body = click.AWAY
        else:
            if found is not None:
                taken = clicks.take(found, self._signals(scope))
                await asyncio.wait(
                    [asyncio.wrap_future(taken)], timeout=PATIENCE_SECONDS
                )
            status, headers, body = click.answer(found)
        await asgi.answer(send, status, self._headers(headers), body)

    async def _health(self, path: str, send: Send) -> None:
        # Here, for who asks must hear it also while every thread of Flask's is held up.
        status, headers, body = health.answer(path, self._installation.standing)
        await asgi.answer(send, status, self._headers(headers), body)

    def _signals(self, scope: HTTPScope) -> Signals:
        agent: str | None = None
        forwarded: list[str] = []
        others: dict[str, str] = {}
        for raw, value in scope["headers"]:
            if raw not in LOOKED_AT:
                continue
            text = value.decode("latin-1")
            if raw == b"user-agent":
                agent = text
            elif raw == b"x-forwarded-for":
                forwarded.append(text)
            else:
                # Given twice, both count: a proxy must not undo a reader's no.
                name = raw.decode()
                others[name] = f"{others[name]}, {text}" if name in others else text
        client = scope.get("client")
        peer = client[0] if client else None
        address = client_address(peer, forwarded, self._trusted)
        return Signals(self._installation.clock(), address, agent, others)

    async def _feed(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        try:
            who = await self._principal(asgi.values(scope, b"authorization"))
            query = _feed_query(scope)
            self._installation.feed.count(who)
            held = next(iter(asgi.values(scope, b"if-none-match")), None)
            answer = await self._told(who, query, held, receive)
        except Exception as error:  # every refusal has its problem, as in Flask
            await self._problem(send, self._problems.of(error))
            return
        status, headers, body = answer
        await asgi.answer(send, status, self._headers(headers), body)

    async def _principal(self, authorization: list[str]) -> Principal:
        """Return who asks; a bearer not seen lately is verified off the event loop."""
        bearer = bearer_token(authorization)
        signin = self._installation.signin
        known = signin.remembered(bearer)
        if known is not None:
            return known
        return await asyncio.to_thread(signin.principal, bearer)

    async def _told(
        self, who: Principal, query: FeedQuery, held: str | None, receive: Receive
    ) -> feed_answers.Answer:
        """Look at the feed; wait for news first if the query says so."""
        look = partial(feed_answers.look, self._installation.feed, who, query, held)
        loop, moved = asyncio.get_running_loop(), asyncio.Event()
        cancel = self._installation.bell.watch(
            who, lambda: loop.call_soon_threadsafe(moved.set)
        )
        try:
            answer, tells = await asyncio.to_thread(look)
            wait = 0 if self._closing.asked else query.wait
            if wait and not tells:
                with self._room.seat(who), self._closing.ends(moved.set):
                    await asgi.first(moved.wait(), asgi.gone(receive), seconds=wait)
                if moved.is_set() and not self._closing.asked:
                    answer, _ = await asyncio.to_thread(look)
        finally:
            cancel()
        return answer

    async def _pass_on(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Hand a request to Flask with its body read and counted."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await asgi.bounded_body(scope, receive, most=app.BODY_MAX)
        except TimeoutError:
            too_slow = Problem(Kind.TOO_SLOW)
            await self._problem(send, self._problems.counted(too_slow))
            return
        if body is None:
            too_large = Problem(Kind.TOO_LARGE)
            await self._problem(send, self._problems.counted(too_large))
            return
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name not in {b"content-length", b"transfer-encoding"}
        ]
        headers.append((b"content-length", str(len(body)).encode()))
        counted: HTTPScope = {**scope, "headers": headers}
        await self._flask(counted, asgi.replay(body, receive), send)

    async def _problem(self, send: Send, problem: Problem) -> None:
        headers = [("Cache-Control", "no-store"), *problem.all_headers()]
        status = problem.kind.status
        await asgi.answer(send, status, self._headers(headers), problem.body())

    def _headers(self, headers: list[tuple[str, str]]) -> asgi.Headers:
        return asgi.raw(security.standing(secure=self._secure) | dict(headers))


def _settle(
    answered: Sequence[asyncio.Future[SendEvent]], error: BaseException | None
) -> None:
    """Let a whole batch of fetches answer; one hop from the writer's thread."""
    start = PIXEL_START if error is None else PIXEL_UNAVAILABLE
    answered[0].get_loop().call_soon_threadsafe(_answer, answered, start)


def _answer(answered: Sequence[asyncio.Future[SendEvent]], start: SendEvent) -> None:
    for each in answered:
        if not each.done():  # a client that hung up cancelled its own
            each.set_result(start)


def _feed_query(scope: HTTPScope) -> FeedQuery:
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return FeedQuery.of(values)
