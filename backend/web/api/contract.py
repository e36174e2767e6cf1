"""Every route of this server: what it takes and how it can answer.

The document that clients read is made of this table, and a test holds the blueprints
to it in both directions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from backend.web.api import answers
from backend.web.api.requests import (
    Body,
    EmptyBody,
    FeedQuery,
    IssueBody,
    LinkBody,
    ListQuery,
    MatchBody,
    MeBody,
    Query,
    SentBody,
    WithdrawBody,
)
from backend.web.problem import Kind

JSON, PNG, HTML, TEXT = "application/json", "image/png", "text/html", "text/plain"
FILES = (HTML, "text/css", "text/javascript", PNG)


@dataclass(frozen=True, slots=True)
class Said:
    """One way to answer; without a media type there is no body."""

    status: int
    meaning: str
    models: tuple[type[BaseModel], ...] = ()  # any one of them
    media: tuple[str, ...] = ()


def _json(status: int, meaning: str, *models: type[BaseModel]) -> Said:
    return Said(status, meaning, models, (JSON,))


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, spelt as its blueprint spells it."""

    method: str
    path: str
    summary: str
    says: tuple[Said, ...]
    body: type[Body] | None = None
    query: type[Query] | None = None
    form: Mapping[str, Any] = field(default_factory=dict)  # a page's; field -> schema
    problems: tuple[Kind, ...] = ()
    senders_only: bool = False

    @property
    def name(self) -> str:
        """Return method and path."""
        return f"{self.method} {self.path}"

    def all_problems(self) -> Sequence[Kind]:
        """Return its own problems and those of every route like it."""
        kinds = [*self.problems, Kind.TOO_LARGE, Kind.TOO_SLOW, Kind.INTERNAL]
        if self.senders_only:
            kinds += [Kind.UNAUTHENTICATED, Kind.ORGANISATION_UNKNOWN]
            kinds += [Kind.IDENTITY_UNAVAILABLE, Kind.STORE_UNAVAILABLE]
        if self.body is not None:
            kinds += [Kind.MALFORMED, Kind.UNSUPPORTED_MEDIA_TYPE, Kind.INVALID]
        if self.query is not None:
            kinds += [Kind.INVALID]
        return kinds


def _sender(
    method: str,
    path: str,
    summary: str,
    *says: Said,
    body: type[Body] | None = None,
    query: type[Query] | None = None,
    problems: tuple[Kind, ...] = (),
) -> Route:
    return Route(
        method,
        f"/api/v1{path}",
        summary,
        says,
        body=body,
        query=query,
        problems=problems,
        senders_only=True,
    )


_ONE = "/messages/<message_id>"
_MESSAGE = _json(200, "The message", answers.Message)
_MISSING = (Kind.NOT_FOUND,)

SENDERS = (
    _sender(
        "POST",
        "/messages",
        "Have a mail tracked that is being written",
        _json(201, "Tracked: what to insert", answers.Issued),
        _json(
            200,
            "Tracked already, or why the mail goes untracked",
            answers.Issued,
            answers.Declined,
        ),
        body=IssueBody,
        problems=(
            Kind.MODE_FORBIDDEN,
            Kind.LABEL_FORBIDDEN,
            Kind.TOO_MANY_REQUESTS,
        ),
    ),
    _sender(
        "POST",
        "/messages/withdraw",
        "Let what was issued for a draft record nothing: it goes out untracked",
        Said(204, "Closed, or nothing was open"),
        body=WithdrawBody,
    ),
    _sender(
        "POST",
        "/messages/match",
        "Find the message of a sent copy; confirms that it was sent",
        _json(200, "The message, or those that may be it", answers.Match),
        body=MatchBody,
        problems=(Kind.TOO_MANY_REQUESTS,),
    ),
    _sender(
        "GET",
        "/messages",
        "List messages, newest first",
        _json(200, "Some messages", answers.Listing),
        query=ListQuery,
    ),
    _sender("GET", _ONE, "Show a message", _MESSAGE, problems=_MISSING),
    _sender(
        "DELETE",
        _ONE,
        "Erase what was recorded for a message; its pixel is dead",
        Said(204, "Erased"),
        problems=_MISSING,
    ),
    _sender(
        "POST",
        f"{_ONE}/sent",
        "Say that the mail was sent, and to whom in the end",
        _MESSAGE,
        body=SentBody,
        problems=_MISSING,
    ),
    _sender(
        "POST",
        f"{_ONE}/viewing",
        "Say that the sender looks at the mail now",
        _MESSAGE,
        body=EmptyBody,
        problems=_MISSING,
    ),
    _sender(
        "POST",
        f"{_ONE}/stop",
        "Record nothing more for a message",
        _MESSAGE,
        body=EmptyBody,
        problems=_MISSING,
    ),
    _sender(
        "POST",
        f"{_ONE}/links",
        "Have a link of the mail tracked",
        _json(201, "The link to insert", answers.Link),
        body=LinkBody,
        problems=(
            Kind.NOT_FOUND,
            Kind.CONFLICT,
            Kind.TARGET_REFUSED,
            Kind.TOO_MANY_REQUESTS,
        ),
    ),
    _sender(
        "POST",
        f"{_ONE}/privacy-link",
        "Have a further privacy link of a message, to pass on",
        _json(201, "The link", answers.PrivacyLink),
        body=EmptyBody,
        problems=(Kind.NOT_FOUND, Kind.TOO_MANY_REQUESTS),
    ),
    _sender(
        "POST",
        "/opens/<open_id>/mine",
        "Say of an open: that was me",
        _MESSAGE,
        body=EmptyBody,
        problems=_MISSING,
    ),
    _sender(
        "GET",
        "/feed",
        "Show what is new; waits for it if asked to",
        _json(200, "Changed messages, each once", answers.Page),
        Said(304, "The client holds this very state (If-None-Match)"),
        query=FeedQuery,
        problems=(Kind.NO_SEAT, Kind.TOO_MANY_REQUESTS),
    ),
    _sender("GET", "/me", "Show who is signed in", _json(200, "You", answers.Me)),
    _sender(
        "PATCH",
        "/me",
        "Change the sender's own choices",
        _json(200, "You", answers.Me),
        body=MeBody,
    ),
)

_NO_PAGE = Said(404, "The link leads to nothing", media=(HTML,))
_PIXEL = "The same 1x1 image, whatever the token is worth"

EVERYBODY = (
    Route(
        "GET",
        "/track/open/<rest:name>",
        "Fetch a pixel",
        (
            Said(200, _PIXEL, media=(PNG,)),
            Said(503, "The same image; the store takes nothing now", media=(PNG,)),
        ),
    ),
    Route(
        "GET",
        "/track/click/<rest:name>",
        "Follow a tracked link",
        (
            Said(302, "To the stored target", media=(HTML,)),
            _NO_PAGE,
            Said(503, "Not known just now", media=(HTML,)),
        ),
    ),
    Route(
        "GET",
        "/privacy/<token>",
        "Show a recipient what is recorded; never acts",
        (Said(200, "The page", media=(HTML,)), _NO_PAGE),
        problems=(Kind.STORE_UNAVAILABLE,),
    ),
    Route(
        "POST",
        "/privacy/<token>",
        "Take a recipient's word: no, or erase",
        (
            Said(200, "Done", media=(HTML,)),
            Said(400, "No such action", media=(HTML,)),
            _NO_PAGE,
        ),
        form={"action": {"enum": ["no", "erase"]}, "address": {"type": "string"}},
        problems=(Kind.STORE_UNAVAILABLE,),
    ),
    Route(
        "GET",
        "/privacy/static/<path:filename>",
        "Fetch the style of the privacy page",
        (Said(200, "The file", media=FILES), Said(304, "Unchanged")),
        problems=_MISSING,
    ),
    Route(
        "GET",
        "/addin/outlook/<path:name>",
        "Fetch a file of the Outlook add-in",
        (Said(200, "The file", media=FILES), Said(304, "Unchanged")),
        problems=_MISSING,
    ),
    Route(
        "GET",
        "/.well-known/microsoft-officeaddins-allowed.json",
        "Say which scripts may sign in by themselves",
        (_json(200, "Their addresses", answers.Allowed),),
    ),
    Route(
        "GET",
        "/api/v1/openapi.json",
        "Fetch this document",
        (Said(200, "The document", media=(JSON,)),),
    ),
    Route(
        "GET",
        "/healthz",
        "Say that the process answers",
        (Said(200, "It does", media=(TEXT,)),),
    ),
    Route(
        "GET",
        "/readyz",
        "Say whether opens can be stored",
        (
            Said(200, "They can", media=(TEXT,)),
            Said(503, "They cannot", media=(TEXT,)),
        ),
    ),
    Route(
        "GET",
        "/metrics",
        "Give Prometheus its numbers, in the networks that may see them",
        (Said(200, "The numbers", media=(TEXT,)),),
        problems=_MISSING,
    ),
)
ROUTES = (*SENDERS, *EVERYBODY)
