"""GET shows and never acts, for mail scanners follow links; POST acts."""

from flask import Blueprint, Response, make_response, render_template, request

from backend.domain.errors import StoreUnavailable
from backend.services.privacy import Privacy
from backend.web.headers import PAGE_POLICY

ADDRESS_MAX = 320


def routes(privacy: Privacy) -> Blueprint:
    """Return the blueprint of /privacy/<token>."""
    blueprint = Blueprint(
        "privacy",
        __name__,
        url_prefix="/privacy",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )

    @blueprint.get("/<token>")
    def show(token: str) -> Response:
        return _page(privacy, token)

    @blueprint.post("/<token>")
    def act(token: str) -> Response:
        action = request.form.get("action", "")
        if action == "no":
            address = request.form.get("address", "")[:ADDRESS_MAX]
            privacy.refuse(token, address)
        elif action == "erase":
            privacy.erase(token)
        else:
            return _page(privacy, token, status=400)
        return _page(privacy, token, done=action)

    @blueprint.errorhandler(StoreUnavailable)
    def unavailable(_error: StoreUnavailable) -> Response:
        page = make_response(render_template("unavailable.html"), 503)
        page.headers["Retry-After"] = "60"
        return _headed(page)

    return blueprint


def _page(
    privacy: Privacy, token: str, *, done: str | None = None, status: int = 200
) -> Response:
    notice = privacy.notice(token)
    if notice is None:
        return _headed(make_response(render_template("unknown.html"), 404))
    page = render_template("notice.html", notice=notice, done=done)
    return _headed(make_response(page, status))


def _headed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
