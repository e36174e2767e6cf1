"""The files of the Outlook add-in, on the API's own origin.

Nothing here knows who asks: no personal data, no sign-in, and only listed files.
"""

import hashlib
import json
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request

from backend.services import addin
from backend.services.addin import PREFIX, Nesting

WELL_KNOWN: Final = "/.well-known/microsoft-officeaddins-allowed.json"

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
}
# Pages and scripts are asked for again each time, so an upgrade is never half loaded;
# Outlook refuses icons that may not be stored.
_FRESH: Final = "no-cache"
_STORED: Final = "public, max-age=86400"


class AddinConfig(addin.AddinConfig, Protocol):
    """The settings the add-in's files and their policy depend on."""

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """Return the origins of the Outlook pages that may frame the pane."""


class _File(NamedTuple):
    body: bytes
    etag: str
    media_type: str


def routes(config: AddinConfig, nesting: Nesting | None = None) -> Blueprint:
    """Build the routes that serve the add-in."""
    blueprint = Blueprint("addin", __name__)
    served = {
        name: _file(name, body) for name, body in addin.served(config, nesting).items()
    }

    @blueprint.get(f"{PREFIX}/<path:name>")
    def file(name: str) -> Response:
        found = served.get(name)
        if found is None:
            abort(404)
        response = Response(found.body, content_type=found.media_type)
        response.headers["Cache-Control"] = _STORED if name.endswith(".png") else _FRESH
        response.headers["Content-Security-Policy"] = (
            _page_policy(config, name)
            if name.endswith(".html")
            else "default-src 'none'"
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
        body = json.dumps({"allowed": addin.allowed_scripts(config.public_url)})
        response = Response(body, content_type="application/json")
        response.headers["Cache-Control"] = _FRESH
        return _guarded(response)

    return blueprint


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _file(name: str, body: bytes) -> _File:
    suffix = name[name.rindex(".") :]
    return _File(body, hashlib.sha256(body).hexdigest()[:32], _TYPES[suffix])


def _page_policy(config: AddinConfig, name: str) -> str:
    ancestors = " ".join(config.frame_ancestors) or "'none'"
    connects = "'self'"
    if name == addin.SIGN_IN:
        # A window of its own, which fetches its token from the directory and talks to
        # nobody else.
        ancestors, connects = "'none'", _origin(config.entra_base)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {_origin(config.office_js_url)}",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src {connects}",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def _origin(url: str) -> str:
    parts = urlsplit(addin.plain(url))
    return f"{parts.scheme}://{parts.netloc}"
