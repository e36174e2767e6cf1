"""The sender's own place: GET and PATCH /api/v1/me."""

from flask import Blueprint, Response

from backend.services.me import Me, Myself
from backend.services.timing import Timing
from backend.web.api import parse, render
from backend.web.api.requests import MeBody
from backend.web.guards import SenderGuard, sender


def routes(guard: SenderGuard, myself: Myself, timing: Timing) -> Blueprint:
    """Return the blueprint of /api/v1/me."""
    blueprint = Blueprint("me", __name__, url_prefix="/api/v1/me")
    blueprint.before_request(guard)

    def answer(found: Me) -> Response:
        shown = render.me(found, sender(), timing)
        return Response(render.dump(shown), mimetype="application/json")

    @blueprint.get("")
    def show() -> Response:
        return answer(myself.show(sender()))

    @blueprint.patch("")
    def choose() -> Response:
        chosen = parse.body(MeBody).preferences
        return answer(
            myself.choose(
                sender(),
                auto_track=chosen.auto_track,
                never_domains=chosen.never_domains,
                always_disclose=chosen.always_disclose,
            )
        )

    return blueprint
