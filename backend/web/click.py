"""A click's answers, the same from the front and from Flask.

A redirect names a stored target and nothing of the request; every token that leads
nowhere gets one page, whatever the reason.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from html import escape

from flask import Blueprint, Response, request

from backend.domain.errors import StoreUnavailable
from backend.domain.pixel import CLICK_PATH
from backend.services.clicks import PATIENCE_SECONDS, Clicks, Destination
from backend.web.forwarded import Listed
from backend.web.pixel import Rest
from backend.web.signals import signals

Answer = tuple[int, list[tuple[str, str]], bytes]

PREFIX = CLICK_PATH

_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    # Never cached: a second click is asked for again, and an erased link is gone.
    ("Cache-Control", "private, no-cache, no-store, must-revalidate, max-age=0"),
    ("X-Robots-Tag", "noindex, nofollow"),
]
_PAGE = (
    '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    '<meta name="robots" content="noindex">\n<title>{title}</title>\n{text}\n</html>\n'
)


def _page(status: int, title: str, text: str, *more: tuple[str, str]) -> Answer:
    body = _PAGE.format(title=title, text=text).encode()
    return status, [*_HEADERS, *more], body


MISSING = _page(
    404,
    "Link not known",
    "<h1>This link leads to nothing</h1>\n<p>It may be incomplete, or what it led to"
    " was deleted.</p>",
)
# Not known to lead nowhere: the store that could tell is away.
AWAY = _page(
    503,
    "Try again",
    "<h1>This link cannot be followed just now</h1>\n<p>Please try again in a minute."
    "</p>",
    ("Retry-After", "5"),
)


def answer(found: Destination | None) -> Answer:
    """Return status, headers and body for what a token was found to lead to."""
    if found is None:
        return MISSING
    # For the few that do not follow a redirect by themselves.
    anchor = f'<p><a href="{escape(found.target)}" rel="noreferrer">Go on</a></p>'
    return _page(302, "Go on", anchor, ("Location", found.target))


def routes(
    clicks: Clicks,
    clock: Callable[[], datetime],
    trusted: Listed,
) -> Blueprint:
    """Return the blueprint of /track/click for a server without the front."""
    blueprint = Blueprint("click", __name__, url_prefix=PREFIX.rstrip("/"))
    blueprint.record_once(lambda s: s.app.url_map.converters.update(rest=Rest))

    @blueprint.route(
        "/<rest:name>",
        methods=["GET"],
        merge_slashes=False,
        provide_automatic_options=False,
    )
    def follow(name: str) -> Response:
        try:
            found = clicks.find(name)
        except StoreUnavailable:
            return _respond(AWAY)
        if found is not None and request.method != "HEAD":  # answered, never counted
            taken = clicks.take(found, signals(clock(), trusted))
            with suppress(TimeoutError):
                taken.result(PATIENCE_SECONDS)
        return _respond(answer(found))

    return blueprint


def _respond(answered: Answer) -> Response:
    status, headers, body = answered
    return Response(body, status, headers)
