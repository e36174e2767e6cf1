"""The recipient's page, for its sender: POST /api/v1/messages/<id>/privacy-link."""

from flask import Blueprint, Response

from backend.services.privacy_link import PrivacyLink
from backend.web.api import parse, render
from backend.web.api.requests import EmptyBody
from backend.web.guards import SenderGuard, sender


def routes(guard: SenderGuard, privacy_link: PrivacyLink) -> Blueprint:
    """Return the blueprint of /api/v1/messages/<id>/privacy-link."""
    blueprint = Blueprint("privacy_link", __name__, url_prefix="/api/v1/messages")
    blueprint.before_request(guard)

    @blueprint.post("/<message_id>/privacy-link")
    def make(message_id: str) -> Response:
        parse.body(EmptyBody)
        url = privacy_link.make(sender(), parse.message_id(message_id))
        return Response(render.dump({"url": url}), 201, mimetype="application/json")

    return blueprint
