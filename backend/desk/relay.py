"""The way from a panel to Candor: what UrlFetchApp is to a real Gmail add-on."""

from dataclasses import dataclass
from typing import Any

import requests

from backend.desk.openers import is_at

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
LONGEST_SECONDS = 60
# A panel must not pretend to come from elsewhere, nor steer the connection.
PASSED = {"accept", "authorization", "content-type", "if-none-match"}


class RelayRefused(ValueError):
    """A panel asked for something outside Candor's origin, or in the wrong shape."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request of a panel."""

    method: str
    url: str
    headers: dict[str, str]
    body: str | None
    timeout_seconds: float


def read(told: dict[str, Any], origin: str) -> Request:
    """Check what a panel asks for. Raises RelayRefused."""
    method = str(told.get("method", "GET")).upper()
    url = told.get("url")
    headers = told.get("headers", {})
    body = told.get("body")
    timeout = told.get("timeout_seconds", LONGEST_SECONDS)
    if not isinstance(url, str) or not is_at(url, origin):
        raise RelayRefused("only Candor's own origin is relayed")
    if method not in METHODS:
        raise RelayRefused("this method is not relayed")
    if not isinstance(headers, dict) or not (body is None or isinstance(body, str)):
        raise RelayRefused("headers are an object, the body is text or null")
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise RelayRefused("timeout_seconds is a number")
    passed = {
        name: str(value) for name, value in headers.items() if name.lower() in PASSED
    }
    return Request(method, url, passed, body, min(max(timeout, 1), LONGEST_SECONDS))


def relay(request: Request) -> dict[str, Any]:
    """Carry a request to Candor and its answer back; a failure is an answer too."""
    body = None if request.body is None else request.body.encode()
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.request(
                request.method,
                request.url,
                headers={"User-Agent": "Google-Apps-Script"} | request.headers,
                data=body,
                timeout=request.timeout_seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return {"error": f"Candor did not answer: {type(error).__name__}"}
    return {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "text": answer.content.decode("utf-8", "replace"),
    }
