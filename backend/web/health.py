"""For the operator: is it alive, is it ready. No personal data."""

from flask import Blueprint, Response

from backend.services.standing import Standing

ALIVE, READY = PATHS = ("/healthz", "/readyz")

Answer = tuple[int, list[tuple[str, str]], bytes]


def answer(path: str, standing: Standing) -> Answer:
    """Return status, headers and body for one of the paths."""
    status, words = 200, "ok\n"
    if path == READY:
        can = standing.ready()
        status = 200 if can else 503
        words = f"{'ready' if can else 'not ready'}\n{standing.line()}\n"
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
    ]
    return status, headers, words.encode()


def routes(standing: Standing) -> Blueprint:
    """Return the blueprint of both for a server without the front."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get(ALIVE)
    def alive() -> Response:
        return _response(ALIVE)

    @blueprint.get(READY)
    def ready() -> Response:
        return _response(READY)

    def _response(path: str) -> Response:
        status, headers, body = answer(path, standing)
        return Response(body, status, headers)

    return blueprint
