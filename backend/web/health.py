"""For the operator: is it alive, is it ready. No personal data."""

from flask import Blueprint, Response

from backend.services.standing import Standing


def routes(standing: Standing) -> Blueprint:
    """Return the blueprint of /healthz and /readyz."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def alive() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @blueprint.get("/readyz")
    def ready() -> Response:
        can = standing.ready()
        words = f"{'ready' if can else 'not ready'}\n{standing.line()}\n"
        return Response(words, 200 if can else 503, mimetype="text/plain")

    return blueprint
