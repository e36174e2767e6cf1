"""Entra's sign-in page and token endpoint, played: a click stands for the password.

As at Entra, a code is good once, for who asked and where they asked to come back to.
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
"""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, abort, request

from backend.desk.issuer import ENTRA_CLIENT_ID, TOKEN_LIFE, LocalIssuer
from backend.desk.people import SENDERS, Person

PAGE = "/addin/outlook/taskpane/signin.html"
CODES_MAX = 100


@dataclass(frozen=True, slots=True)
class _Granted:
    """What a code is worth."""

    person: Person
    challenge: str
    claims: dict[str, Any]


def signin_routes(issuer: LocalIssuer, candor_url: str) -> Blueprint:
    """Sign people in for Candor's dialog, and for nothing else."""
    routes = Blueprint("signin", __name__, url_prefix="/issuer/entra")
    page = candor_url + PAGE
    expected = {
        "client_id": ENTRA_CLIENT_ID,
        "redirect_uri": page,
        "scope": f"api://{urlsplit(candor_url).netloc}/{ENTRA_CLIENT_ID}/access_as_user",
    }
    granted: dict[str, _Granted] = {}

    def grant(person: Person) -> str:
        while len(granted) >= CODES_MAX:
            granted.pop(next(iter(granted)))
        code = secrets.token_urlsafe(24)
        challenge = request.args.get("code_challenge", "")
        granted[code] = _Granted(person, challenge, _claims(request.args.get("claims")))
        return code

    @routes.get("/<directory>/oauth2/v2.0/authorize")
    def authorize(directory: str) -> Response:
        asked = {
            "response_type": "code",
            "response_mode": "fragment",
            "code_challenge_method": "S256",
        }
        for name, value in (expected | asked).items():
            if request.args.get(name) != value:
                abort(400, f"{name} is not what was registered.")
        state = request.args.get("state", "")
        ways = {
            person.display: {"code": grant(person)}
            for person in SENDERS.values()
            if person.provider == "entra" and person.email.endswith(f"@{directory}")
        } | {"Cancel": {"error": "access_denied"}}
        links = {
            name: f"{page}#{urlencode(answer | {'state': state})}"
            for name, answer in ways.items()
        }
        return Response(_page(directory, links), mimetype="text/html")

    @routes.post("/<directory>/oauth2/v2.0/token")
    def token(directory: str) -> Response:  # noqa: ARG001  # the path has it
        told = request.form
        found = granted.pop(told.get("code", ""), None)
        digest = sha256(told.get("code_verifier", "").encode()).digest()
        good = (
            found is not None
            and all(told.get(name) == value for name, value in expected.items())
            and told.get("grant_type") == "authorization_code"
            and _text(digest) == found.challenge
            # A single-page application's code is redeemed by its page alone.
            and request.headers.get("Origin") == candor_url
        )
        answer: dict[str, Any] = {"error": "invalid_grant"}
        if good and found is not None:
            answer = {
                "token_type": "Bearer",
                "expires_in": int(TOKEN_LIFE.total_seconds()),
                "access_token": issuer.entra_token(found.person, **found.claims),
            }
        response = Response(json.dumps(answer), 200 if good else 400)
        response.content_type = "application/json"
        response.headers["Access-Control-Allow-Origin"] = candor_url
        return response

    return routes


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _claims(wanted: str | None) -> dict[str, Any]:
    """Return the authentication context a claims challenge asks for, if any."""
    if wanted is None:
        return {}
    try:
        return {"acrs": [json.loads(wanted)["access_token"]["acrs"]["value"]]}
    except (ValueError, KeyError, TypeError):
        abort(400, "claims is no claims challenge.")


def _page(directory: str, links: dict[str, str]) -> str:
    rows = "".join(
        f'<li><a href="{escape(url)}">{escape(name)}</a></li>'
        for name, url in links.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<title>Sign in</title><link rel="stylesheet" href="/static/desk.css">'
        f'<main class="signin"><h1>{escape(directory)}</h1>'
        "<p>This stands for your organisation's sign-in. Nobody asks for a password "
        f"here. Who are you?</p><ul>{rows}</ul></main>"
    )
