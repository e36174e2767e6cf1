"""The files of the Outlook add-in, on the API's own origin.

Nothing here knows who asks: no personal data, no sign-in, and only listed files.
"""

import hashlib
import json
import re
from importlib.resources import files
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request

PREFIX: Final = "/addin/outlook"
WELL_KNOWN: Final = "/.well-known/microsoft-officeaddins-allowed.json"

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
}
_PANE_FILES: Final = (
    "taskpane.html",
    "taskpane.css",
    "api.js",
    "card.js",
    "compose.js",
    "confirm.js",
    "dom.js",
    "feed.js",
    "first.js",
    "link.js",
    "main.js",
    "news.js",
    "office.js",
    "poll.js",
    "read.js",
    "tabs.js",
    "time.js",
    "words.js",
)
FILES: Final = (
    "commands.html",
    "launchevent.js",
    *(f"taskpane/{name}" for name in _PANE_FILES),
    *(f"assets/icon-{size}.png" for size in (16, 32, 64, 80, 128)),
)

# Pages and scripts are asked for again each time, so an upgrade is never half loaded;
# Outlook refuses icons that may not be stored.
_FRESH: Final = "no-cache"
_STORED: Final = "public, max-age=86400"

# What may stand where a template variable stood, in HTML and in a JavaScript string.
_PLAIN_URL: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:_-]+(?:/[A-Za-z0-9._~/-]*)?")


class UnusableAddress(ValueError):
    """A configured address that cannot be written into a page as it stands."""


class AddinConfig(Protocol):
    """The settings the add-in's files depend on."""

    @property
    def public_url(self) -> str:
        """Return where API and add-in files are served."""

    @property
    def office_js_url(self) -> str:
        """Return where Office.js is loaded from."""

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """Return the origins of the Outlook pages that may frame the pane."""


class _File(NamedTuple):
    body: bytes
    etag: str
    media_type: str


def routes(config: AddinConfig) -> Blueprint:
    """Build the routes that serve the add-in."""
    blueprint = Blueprint("addin", __name__)
    served = {name: _rendered(name, config) for name in FILES}
    policy = _page_policy(config)

    @blueprint.get(f"{PREFIX}/<path:name>")
    def file(name: str) -> Response:
        found = served.get(name)
        if found is None:
            abort(404)
        response = Response(found.body, content_type=found.media_type)
        response.headers["Cache-Control"] = _STORED if name.endswith(".png") else _FRESH
        response.headers["Content-Security-Policy"] = (
            policy if name.endswith(".html") else "default-src 'none'"
        )
        # Outlook shows the icons on pages of its own.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.set_etag(found.etag)
        response.make_conditional(request)
        return _guarded(response)

    @blueprint.get(WELL_KNOWN)
    def allowed() -> Response:
        # Classic Outlook grants sign-in only to scripts listed here:
        # https://learn.microsoft.com/office/dev/add-ins/develop/use-sso-in-event-based-activation
        body = json.dumps({"allowed": [f"{config.public_url}{PREFIX}/launchevent.js"]})
        response = Response(body, content_type="application/json")
        response.headers["Cache-Control"] = _FRESH
        return _guarded(response)

    return blueprint


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _rendered(name: str, config: AddinConfig) -> _File:
    body = files("addin_manifest").joinpath(name).read_bytes()
    for variable in ("public_url", "office_js_url"):
        mark = f"{{{{ {variable} }}}}".encode()
        if mark in body:
            body = body.replace(mark, _plain(getattr(config, variable)).encode())
    suffix = name[name.rindex(".") :]
    return _File(body, hashlib.sha256(body).hexdigest()[:32], _TYPES[suffix])


def _plain(url: str) -> str:
    if not _PLAIN_URL.fullmatch(url):
        raise UnusableAddress(url)
    return url


def _page_policy(config: AddinConfig) -> str:
    office = urlsplit(_plain(config.office_js_url))
    ancestors = " ".join(config.frame_ancestors) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {office.scheme}://{office.netloc}",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )
