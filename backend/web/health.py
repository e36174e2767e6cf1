"""For the operator: is it alive, is it ready. No personal data."""

from collections.abc import Callable

from flask import Blueprint, Response


def routes(healthy: Callable[[], bool]) -> Blueprint:
    """Return the blueprint of /healthz and /readyz."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def alive() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @blueprint.get("/readyz")
    def ready() -> Response:
        if healthy():
            return Response("ready\n", mimetype="text/plain")
        return Response("the store takes nothing\n", 503, mimetype="text/plain")

    return blueprint
