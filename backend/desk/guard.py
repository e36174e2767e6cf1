"""Who may talk to the desk: pages of its own, and programs of this machine."""

from flask import Flask, Response, abort, request

# Candor's pages load the fake Office.js from here, and its dialog signs people in.
OPEN_PATHS = ("/static/", "/issuer/entra/")


def guard(app: Flask, desk_url: str, candor_url: str) -> None:
    """Refuse foreign hosts and origins, and set the headers of every answer."""
    host = desk_url.removeprefix("http://")
    shell_policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' data: {candor_url}; connect-src 'self'; worker-src 'self'; "
        f"frame-src 'self' {candor_url}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'"
    )

    @app.before_request
    def refuse_strangers() -> None:
        # A name of somebody else's that resolves to 127.0.0.1 (DNS rebinding) makes
        # this desk part of their site: the Host header tells.
        if request.host != host:
            abort(403, "The desk answers under its own address only.")
        origin = request.headers.get("Origin")
        open_path = request.path.startswith(OPEN_PATHS)
        known = {desk_url, candor_url} if open_path else {desk_url}
        if origin is not None and origin not in known:
            abort(403, "The desk answers its own pages only.")
        site = request.headers.get("Sec-Fetch-Site", "none")
        if site == "cross-site" and request.path != "/":
            abort(403, "The desk answers its own pages only.")
        # Another server on this machine counts as the same site to a browser.
        if site == "same-site" and not open_path and request.path != "/":
            abort(403, "The desk answers its own pages only.")

    @app.after_request
    def protect(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", shell_policy)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        # Browsers take two ports of one IP address for different sites here.
        answer.headers["Cross-Origin-Resource-Policy"] = (
            "cross-origin" if request.path.startswith(OPEN_PATHS) else "same-origin"
        )
        return answer


def mail_policy(candor_url: str, *, images: bool) -> str:
    """Write the policy of a mail's frame: no script, pictures from Candor alone."""
    pictures = f"data: {candor_url}" if images else "data:"
    return (
        f"default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
