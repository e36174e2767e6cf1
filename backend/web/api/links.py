"""The sender's tracked links: POST /api/v1/messages/<id>/links."""

from flask import Blueprint, Response

from backend.services.links import Links
from backend.web.api import parse, render
from backend.web.api.requests import LinkBody
from backend.web.guards import SenderGuard, sender


def routes(guard: SenderGuard, links: Links) -> Blueprint:
    """Return the blueprint of /api/v1/messages/<id>/links."""
    blueprint = Blueprint("links", __name__, url_prefix="/api/v1/messages")
    blueprint.before_request(guard)

    @blueprint.post("/<message_id>/links")
    def make(message_id: str) -> Response:
        body = parse.body(LinkBody)
        made = links.make(
            sender(), parse.message_id(message_id), body.target, body.text
        )
        answer = render.dump(render.made(made))
        return Response(answer, 201, mimetype="application/json")

    return blueprint
