"""The sender's messages: issue, match, look, confirm, stop, erase."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from backend.services.compose import Compose, Issued
from backend.services.feed import Entry, Feed
from backend.services.messages import Messages
from backend.services.sending import Sending
from backend.web.api import parse, render
from backend.web.api.requests import (
    EmptyBody,
    IssueBody,
    ListQuery,
    MatchBody,
    SentBody,
    WithdrawBody,
    addresses,
)
from backend.web.guards import SenderGuard, sender


def routes(
    guard: SenderGuard,
    compose: Compose,
    sending: Sending,
    messages: Messages,
    feed: Feed,
) -> Blueprint:
    """Return the blueprint of /api/v1/messages and /api/v1/opens."""
    blueprint = Blueprint("messages", __name__, url_prefix="/api/v1")
    blueprint.before_request(guard)

    @blueprint.post("/messages")
    def issue() -> Response:
        answer = compose.issue(sender(), parse.body(IssueBody).draft())
        if isinstance(answer, Issued):
            return _json(render.issued(answer), 201 if answer.created else 200)
        return _json(render.declined(answer))

    @blueprint.post("/messages/withdraw")
    def withdraw() -> Response:
        compose.withdraw(sender(), parse.body(WithdrawBody).draft_ref)
        return Response(status=204)

    @blueprint.post("/messages/match")
    def match() -> Response:
        body = parse.body(MatchBody)
        sent_at = body.sent_at.astimezone(UTC)
        recipients = addresses(body.recipients)
        if body.untracked:
            found = sending.untracked(
                sender(),
                sent_at=sent_at,
                recipients=recipients,
                thread_ref=body.thread_ref,
                draft_ref=body.draft_ref,
            )
        else:
            found = sending.match(
                sender(),
                body.channel,
                sent_at=sent_at,
                recipients=recipients,
                thread_ref=body.thread_ref,
            )
        return _json(render.matched(found))

    @blueprint.get("/messages")
    def listing() -> Response:
        query = ListQuery.of(request.args.to_dict(flat=False))
        found = feed.before(sender(), _position(query.before), query.limit)
        return _json(
            {
                "messages": [render.entry(each) for each in found],
                "before": _cursor(found[-1]) if len(found) == query.limit else None,
            }
        )

    @blueprint.get("/messages/<message_id>")
    def show(message_id: str) -> Response:
        return _entry(messages.show(sender(), parse.message_id(message_id)))

    @blueprint.delete("/messages/<message_id>")
    def erase(message_id: str) -> Response:
        messages.erase(sender(), parse.message_id(message_id))
        return Response(status=204)

    @blueprint.post("/messages/<message_id>/sent")
    def sent(message_id: str) -> Response:
        body = parse.body(SentBody)
        return _entry(
            sending.confirm(
                sender(),
                parse.message_id(message_id),
                sent_at=body.sent_at and body.sent_at.astimezone(UTC),
                recipients=addresses(body.recipients or []),
                thread_ref=body.thread_ref,
            )
        )

    @blueprint.post("/messages/<message_id>/viewing")
    def viewing(message_id: str) -> Response:
        parse.body(EmptyBody)
        return _entry(messages.viewing(sender(), parse.message_id(message_id)))

    @blueprint.post("/messages/<message_id>/stop")
    def stop(message_id: str) -> Response:
        parse.body(EmptyBody)
        return _entry(messages.stop(sender(), parse.message_id(message_id)))

    @blueprint.post("/opens/<open_id>/mine")
    def mine(open_id: str) -> Response:
        parse.body(EmptyBody)
        return _entry(messages.mark_mine(sender(), parse.open_id(open_id)))

    return blueprint


def _entry(found: Entry) -> Response:
    return _json(render.entry(found))


def _json(value: render.Json, status: int = 200) -> Response:
    return Response(render.dump(value), status, mimetype="application/json")


def _cursor(last: Entry) -> str:
    return f"{int(last.message.issued_at.timestamp())}-{last.message.id.hex()}"


def _position(cursor: str | None) -> tuple[datetime, bytes] | None:
    if cursor is None:
        return None
    seconds, _, message_id = cursor.partition("-")
    at = datetime.fromtimestamp(int(seconds), UTC)
    return at, bytes.fromhex(message_id)
