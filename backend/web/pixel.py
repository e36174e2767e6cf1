"""The pixel for a server without the front; what it answers is said here for both."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from backend.domain import pixel
from backend.domain.errors import StoreUnavailable
from backend.services.collect import Collector
from backend.web.forwarded import Listed
from backend.web.signals import signals

PREFIX = "/track/open/"


class Rest(BaseConverter):
    """Whatever stands in a token's place: empty or full of slashes, answered alike."""

    regex = ".*"
    part_isolating = False


def token_of(name: str) -> str:
    """Return the token's text in the last part of a path; the suffix is optional."""
    return name.removesuffix(".png")


def routes(
    collector: Collector,
    clock: Callable[[], datetime],
    trusted: Listed,
) -> Blueprint:
    """Return the blueprint of /track/open."""
    blueprint = Blueprint("pixel", __name__, url_prefix="/track/open")
    blueprint.record_once(lambda s: s.app.url_map.converters.update(rest=Rest))

    @blueprint.get("/<rest:name>", merge_slashes=False)
    def show(name: str) -> Response:
        if request.method == "HEAD":  # answered alike, never counted
            return _answer(200)
        taken = collector.taken(token_of(name), signals(clock(), trusted))
        return _answer(status_of(taken))

    return blueprint


def status_of(taken: Future[None]) -> int:
    """Wait until the fetch is durable; 503 when the store can take nothing."""
    try:
        taken.result()
    except StoreUnavailable:
        return 503
    return 200


def _answer(status: int) -> Response:
    response = Response(pixel.PNG, status)
    response.headers.clear()
    for name, value in pixel.HEADERS:
        response.headers[name] = value
    return response
