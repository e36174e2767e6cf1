"""The one place that builds an error's answer (RFC 9457)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any


class Kind(Enum):
    """Every problem the API can answer with: name, status and title."""

    MALFORMED = ("malformed", 400, "The body is not valid JSON in UTF-8")
    UNAUTHENTICATED = ("unauthenticated", 401, "Sign in again")
    ORGANISATION_UNKNOWN = (
        "organisation-unknown",
        403,
        "Your organisation is not set up here; ask your IT",
    )
    NOT_FOUND = ("not-found", 404, "There is nothing here")
    METHOD_NOT_ALLOWED = ("method-not-allowed", 405, "This is not how to ask")
    TOO_SLOW = ("too-slow", 408, "The body took too long to come")
    CONFLICT = ("conflict", 409, "The message takes no further change")
    TOO_LARGE = ("too-large", 413, "More than 16 KiB is never taken")
    UNSUPPORTED_MEDIA_TYPE = ("unsupported-media-type", 415, "Send application/json")
    INVALID = ("invalid", 422, "A field is missing, unknown or wrong")
    MODE_FORBIDDEN = ("mode-forbidden", 422, "Your organisation allows less detail")
    TARGET_REFUSED = ("target-refused", 422, "A link cannot lead there")
    LABEL_FORBIDDEN = ("label-forbidden", 422, "Your organisation keeps no subjects")
    TOO_MANY_REQUESTS = (
        "too-many-requests",
        429,
        "This is more than one person needs; wait, then go on",
    )
    INTERNAL = ("internal", 500, "Something went wrong here")
    NO_SEAT = ("too-many-waiting", 503, "Too many sidebars wait; ask again later")
    STORE_UNAVAILABLE = (
        "store-unavailable",
        503,
        "Nothing can be stored now; try later",
    )
    IDENTITY_UNAVAILABLE = (
        "identity-unavailable",
        503,
        "The sign-in service cannot be reached; try later",
    )

    def __init__(self, word: str, status: int, title: str) -> None:
        self.word = word
        self.status = status
        self.title = title


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the client sees it; never repeats what was sent."""

    kind: Kind
    detail: str | None = None
    errors: Sequence[tuple[str, str]] = ()  # field, message
    headers: tuple[tuple[str, str], ...] = field(default=())

    def body(self) -> bytes:
        """Return the document."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.kind.word}",
            "title": self.kind.title,
            "status": self.kind.status,
        }
        if self.detail is not None:
            document["detail"] = self.detail
        if self.errors:
            document["errors"] = [
                {"field": name, "message": message} for name, message in self.errors
            ]
        return json.dumps(document).encode()

    def all_headers(self) -> list[tuple[str, str]]:
        """Return content type and what the kind of problem asks for."""
        headers = [("Content-Type", "application/problem+json"), *self.headers]
        if self.kind is Kind.UNAUTHENTICATED:
            headers.append(("WWW-Authenticate", 'Bearer realm="candor"'))
        if self.kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", "5"))
        return headers
