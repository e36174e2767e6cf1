"""Which problem each refusal becomes; the domain raises, this maps, nothing else."""

import logging
from collections.abc import Callable
from math import ceil

from flask import Flask, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from backend.domain import errors
from backend.identity.refusal import IssuerUnavailable, TokenRefused
from backend.web.problem import Kind, Problem
from backend.web.waiting import NoSeat

log = logging.getLogger("candor.web")

KINDS: dict[type[Exception], Kind] = {
    TokenRefused: Kind.UNAUTHENTICATED,
    IssuerUnavailable: Kind.IDENTITY_UNAVAILABLE,
    errors.OrganisationUnknown: Kind.ORGANISATION_UNKNOWN,
    errors.MessageNotFound: Kind.NOT_FOUND,
    errors.OpenNotFound: Kind.NOT_FOUND,
    errors.MessageClosed: Kind.CONFLICT,
    errors.LinksExhausted: Kind.CONFLICT,
    errors.ModeForbidden: Kind.MODE_FORBIDDEN,
    errors.LabelForbidden: Kind.LABEL_FORBIDDEN,
    NoSeat: Kind.NO_SEAT,
    errors.StoreUnavailable: Kind.STORE_UNAVAILABLE,
}
STATUSES = {
    400: Kind.MALFORMED,
    404: Kind.NOT_FOUND,
    405: Kind.METHOD_NOT_ALLOWED,
    413: Kind.TOO_LARGE,
    415: Kind.UNSUPPORTED_MEDIA_TYPE,
}


def problem_of(error: Exception) -> Problem:
    """Return the problem an exception becomes."""
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        allow = [value for name, value in error.get_headers() if name == "Allow"]
        return Problem(
            STATUSES.get(error.code or 500, Kind.INTERNAL),
            headers=tuple(("Allow", value) for value in allow),
        )
    if isinstance(error, errors.TargetRefused):
        # Of all refusals the one whose words are ours and help: which rule it broke.
        return Problem(Kind.TARGET_REFUSED, errors=[("target", str(error))])
    if isinstance(error, errors.TooManyRequests):
        seconds = ceil(error.wait.total_seconds())
        retry = ("Retry-After", str(max(1, seconds)))
        return Problem(Kind.TOO_MANY_REQUESTS, headers=(retry,))
    for event, kind in KINDS.items():
        if isinstance(error, event):
            return Problem(kind)
    # The type alone: an exception's text may quote what somebody sent.
    log.error("request_failed type=%s", type(error).__name__)
    return Problem(Kind.INTERNAL)


def _invalid(error: ValidationError) -> Problem:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in found):
        return Problem(Kind.MALFORMED)
    return Problem(
        Kind.INVALID,
        errors=[(_field(each["loc"]), each["msg"]) for each in found[:20]],
    )


def _field(location: tuple[int | str, ...]) -> str:
    # A name nobody defined is the client's text and may hold anything: cut short.
    return ".".join(str(part)[:40] for part in location) or "body"


def respond(problem: Problem) -> Response:
    """Return the problem as Flask's answer."""
    response = Response(problem.body(), status=problem.kind.status)
    for name, value in problem.all_headers():
        response.headers[name] = value
    return response


def register(app: Flask, problem: Callable[[Exception], Problem]) -> None:
    """Answer every exception of every view with its problem."""
    app.register_error_handler(Exception, lambda error: respond(problem(error)))
