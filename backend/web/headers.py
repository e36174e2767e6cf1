"""The security headers of each kind of answer."""

from flask import Flask, Response, request

HSTS = "max-age=63072000; includeSubDomains"

# What every answer carries; a view may set its own policy first.
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# An API answer is never a page: nothing in it may load, run or be framed.
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def standing(*, secure: bool) -> dict[str, str]:
    """Return what an answer carries unless its view said otherwise.

    HSTS only where the origin is https: on loopback it would lock out other servers.
    """
    headers = EVERYWHERE | {"Content-Security-Policy": API_POLICY}
    if secure:
        headers["Strict-Transport-Security"] = HSTS
    return headers


def register(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer."""

    @app.after_request
    def add(response: Response) -> Response:
        if request.blueprint == "pixel":
            return response  # its one answer is said in full by domain/pixel.py
        for name, value in standing(secure=secure).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
