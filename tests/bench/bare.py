"""A server that answers the pixel and does nothing else: what the shell costs."""

from a2wsgi.asgi_typing import ASGIApp, Receive, Scope, Send

from backend.front import PIXEL_BODY, PIXEL_START, die_with_parent


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer every request with the pixel; nothing is read and nothing is kept."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send(PIXEL_START)
    await send(PIXEL_BODY)


def create() -> ASGIApp:
    """Return the application."""
    die_with_parent()
    return bare
