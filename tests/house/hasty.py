"""A server that answers before it stores: what must be seen to lose opens."""

from a2wsgi.asgi_typing import HTTPScope, Send

from backend.config import Config
from backend.front import PIXEL_BODY, PIXEL_START, Front, die_with_parent
from backend.installation import build
from backend.web.pixel import PREFIX, token_of


class Hasty(Front):
    """Takes the fetch and does not wait for its commit."""

    async def _pixel(self, scope: HTTPScope, send: Send) -> None:
        text = token_of(scope["path"].removeprefix(PREFIX))
        await send(PIXEL_START)
        await send(PIXEL_BODY)
        self._installation.collector.taken(text, self._signals(scope))


def create() -> Hasty:
    """Build the hasty server from the environment."""
    die_with_parent()
    return Hasty(build(Config.from_environ()))
