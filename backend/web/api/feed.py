"""The feed's answer, the same from the front and from Flask."""

import threading

from flask import Blueprint, Response, request

from backend.identity.principal import Principal
from backend.services.feed import Bell, Feed, Page
from backend.web.api import render
from backend.web.api.requests import FeedQuery
from backend.web.guards import SenderGuard, sender
from backend.web.waiting import WaitingRoom

Answer = tuple[int, list[tuple[str, str]], bytes]


def look(
    feed: Feed, who: Principal, query: FeedQuery, held: str | None
) -> tuple[Answer, bool]:
    """Return what to answer now, and whether it tells so much that nobody waits.

    A full page takes milliseconds of work: not for a thread that others wait for.
    """
    page = _read(feed, who, query, held)
    return _answer(page, held), _worth_telling(page, query)


def _read(feed: Feed, who: Principal, query: FeedQuery, held: str | None) -> Page:
    # Nothing is put together for a client that holds the present state already: panes
    # ask far more often than something happens.
    if held is not None and held == _etag(cursor := feed.cursor(who)):
        return Page(cursor, more=False, entries=())
    if query.after is None:
        return feed.latest(who, query.before)
    return feed.after(who, query.after)


def _worth_telling(page: Page, query: FeedQuery) -> bool:
    # A cursor that moved back counts: the client's was from another store.
    return query.after is None or bool(page.entries) or page.cursor < query.after


def _answer(page: Page, held: str | None) -> Answer:
    """Return status, headers and body; 304 when the client holds this very state."""
    etag = _etag(page.cursor)
    headers = [("ETag", etag), ("Cache-Control", "private, no-cache")]
    if held == etag and not page.more:
        return 304, headers, b""
    headers.append(("Content-Type", "application/json"))
    return 200, headers, render.dump(render.page(page))


def _etag(cursor: int) -> str:
    return f'W/"{cursor}"'


def routes(guard: SenderGuard, feed: Feed, bell: Bell, room: WaitingRoom) -> Blueprint:
    """Return the blueprint of /api/v1/feed for a server without the front."""
    blueprint = Blueprint("feed", __name__, url_prefix="/api/v1/feed")
    blueprint.before_request(guard)

    @blueprint.get("")
    def show() -> Response:
        query = FeedQuery.of(request.args.to_dict(flat=False))
        held = request.headers.get("If-None-Match")
        feed.count(sender())
        moved = threading.Event()
        cancel = bell.watch(sender(), moved.set)
        try:
            answer, tells = look(feed, sender(), query, held)
            # Crowded, it is answered at once: a thread more may be the pixel's last.
            if query.wait and not tells and not room.crowded():
                with room.seat(sender()):
                    moved.wait(query.wait)
                if moved.is_set():
                    answer, _ = look(feed, sender(), query, held)
        finally:
            cancel()
        status, headers, body = answer
        return Response(body, status, headers)

    return blueprint
