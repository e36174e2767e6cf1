"""The little of ASGI that the front speaks itself."""

import asyncio
import re
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Any

from a2wsgi.asgi_typing import HTTPScope, Receive, ReceiveEvent, Send, SendEvent

Headers = list[tuple[bytes, bytes]]


def values(scope: HTTPScope, wanted: bytes) -> list[str]:
    """Return the values of all headers of a (lower-case) name, in order."""
    return [
        value.decode("latin-1") for name, value in scope["headers"] if name == wanted
    ]


def raw(headers: dict[str, str]) -> Headers:
    """Return headers as they go over the wire."""
    return [(name.lower().encode(), text.encode()) for name, text in headers.items()]


async def bounded_body(
    scope: HTTPScope, receive: Receive, *, most: int
) -> bytes | None:
    """Return the whole body; None as soon as it is more than `most` bytes.

    Counted as it comes: a chunked body states no length, and a stated one may lie.
    """
    for length in values(scope, b"content-length"):
        if not re.fullmatch("[0-9]{1,18}", length) or int(length) > most:
            return None
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return body
        body += event.get("body", b"")
        if len(body) > most:
            return None
        if not event.get("more_body"):
            return body


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that tells a body again that was read already."""
    told = False

    async def told_again() -> ReceiveEvent:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return told_again


async def gone(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def first(*waits: Awaitable[Any], seconds: float) -> None:
    """Return when the first of some waits is over, or the time is; end the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def start(status: int, headers: Headers) -> SendEvent:
    """Return the event that begins an answer."""
    return {"type": "http.response.start", "status": status, "headers": headers}


def body(content: bytes) -> SendEvent:
    """Return the event that holds the whole body."""
    return {"type": "http.response.body", "body": content}


async def answer(send: Send, status: int, headers: Headers, content: bytes) -> None:
    """Send a whole answer; one without a body, as 304, states no length."""
    if status != HTTPStatus.NOT_MODIFIED:
        headers = [*headers, (b"content-length", str(len(content)).encode())]
    await send(start(status, headers))
    await send(body(content))
