"""The ASGI application: pixel and feed natively, all else handed to Flask.

A thin shell: it holds thousands of waiting sidebars without a thread each and answers
the pixel without Flask's cost. What is answered is the same either way.
"""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from a2wsgi import WSGIMiddleware

from backend import app
from backend.config import Config
from backend.domain import pixel
from backend.domain.errors import StoreUnavailable
from backend.domain.signals import Signals
from backend.identity.bearer import bearer_token
from backend.identity.principal import Principal
from backend.installation import Installation, build, now
from backend.web import headers as security
from backend.web.api import feed as feed_answers
from backend.web.api.requests import FeedQuery
from backend.web.errors import problem_of
from backend.web.forwarded import client_address
from backend.web.pixel import PREFIX, SIGNAL_HEADERS, token_of
from backend.web.problem import Kind, Problem

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

FEED = "/api/v1/feed"
FLASK_THREADS = 16
PIXEL_HEADERS: Headers = [
    (name.lower().encode(), value.encode()) for name, value in pixel.HEADERS
]


def create() -> "Front":
    """Build the front from the environment; what an ASGI server calls."""
    die_with_parent()
    return Front(build(Config.from_environ()))


def die_with_parent() -> None:
    """End this process when the one that started it is gone (Linux, prctl(2))."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    if os.getppid() != parent:  # it went before the request was made
        os.kill(os.getpid(), signal.SIGTERM)


class Front:
    """Answers HTTP for one installation."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._secure = installation.config.public_url.startswith("https://")
        self._flask = WSGIMiddleware(app.over(installation), workers=FLASK_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request (or the server's start and end)."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._route(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await asyncio.to_thread(self._installation.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path.startswith(PREFIX) and method == "GET":
            await self._pixel(scope, send)
        elif path == FEED and method == "GET":
            await self._feed(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _pixel(self, scope: Scope, send: Send) -> None:
        taken = self._installation.collector.take(
            token_of(scope["path"][len(PREFIX) :]), self._signals(scope)
        )
        try:
            await asyncio.wrap_future(taken)
            status = 200
        except StoreUnavailable:
            status = 503
        await _answer(send, status, PIXEL_HEADERS, pixel.PNG)

    def _signals(self, scope: Scope) -> Signals:
        agent: str | None = None
        forwarded: list[str] = []
        others: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            if name == "user-agent":
                agent = value
            elif name == "x-forwarded-for":
                forwarded.append(value)
            elif name in SIGNAL_HEADERS:
                others[name] = value
        peer = scope["client"][0] if scope.get("client") else None
        trusted = self._installation.config.trusted_proxies
        address = client_address(peer, forwarded, trusted)
        return Signals(at=now(), address=address, agent=agent, headers=others)

    async def _feed(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            who = await self._principal(_values(scope, b"authorization"))
            query = _feed_query(scope)
            none_match = next(iter(_values(scope, b"if-none-match")), None)
            page = await self._page(who, query, receive)
        except Exception as error:  # every refusal has its problem, as in Flask
            await self._problem(send, problem_of(error))
            return
        status, headers, body = feed_answers.answer(page, none_match)
        await _answer(send, status, self._raw(headers), body)

    async def _principal(self, authorization: list[str]) -> Principal:
        bearer = bearer_token(authorization)
        known = self._installation.signin.remembered(bearer)
        if known is not None:
            return known
        return await asyncio.to_thread(self._installation.signin.principal, bearer)

    async def _page(
        self, who: Principal, query: FeedQuery, receive: Receive
    ) -> feed_answers.Page:
        """Read the feed; wait for news first if the query says so."""
        feed = self._installation.feed
        loop, moved = asyncio.get_running_loop(), asyncio.Event()
        cancel = self._installation.bell.watch(
            who, lambda: loop.call_soon_threadsafe(moved.set)
        )
        try:
            page = await asyncio.to_thread(feed_answers.read, feed, who, query)
            if query.wait and not feed_answers.worth_telling(page, query):
                await _first(moved.wait(), _gone(receive), seconds=query.wait)
                if moved.is_set():
                    page = await asyncio.to_thread(feed_answers.read, feed, who, query)
        finally:
            cancel()
        return page

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to Flask with its body read and counted."""
        body = await _bounded_body(scope, receive)
        if body is None:
            await self._problem(send, Problem(Kind.TOO_LARGE))
            return
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name not in {b"content-length", b"transfer-encoding"}
        ]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._flask({**scope, "headers": headers}, _replay(body, receive), send)

    async def _problem(self, send: Send, problem: Problem) -> None:
        headers = [*problem.all_headers(), ("Cache-Control", "no-store")]
        await _answer(send, problem.kind.status, self._raw(headers), problem.body())

    def _raw(self, headers: list[tuple[str, str]]) -> Headers:
        shown = dict(headers) | {
            name: value
            for name, value in security.standing(secure=self._secure).items()
            if name not in dict(headers)
        }
        return [(name.lower().encode(), text.encode()) for name, text in shown.items()]


async def _bounded_body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the whole body; None as soon as it is more than may be sent."""
    for value in _values(scope, b"content-length"):
        if not value.isdigit() or int(value) > app.BODY_MAX:
            return None
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return body
        body += event.get("body", b"")
        if len(body) > app.BODY_MAX:
            return None
        if not event.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Event:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first(*waits: Awaitable[Any], seconds: float) -> None:
    """Return when the first of some waits is over, or the time is; end the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [
        value.decode("latin-1") for name, value in scope["headers"] if name == wanted
    ]


def _feed_query(scope: Scope) -> FeedQuery:
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    values: dict[str, str | list[str]] = {}
    for name, value in pairs:
        before = values.get(name)
        if before is None:
            values[name] = value
        else:  # given twice: a list, which no parameter takes
            values[name] = [*before, value]
    return FeedQuery.model_validate(values)


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if status != HTTPStatus.NOT_MODIFIED and headers is not PIXEL_HEADERS:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
