"""The Flask application: complete under any WSGI server, only slower than the front."""

from flask import Flask

from backend.config import Config
from backend.installation import Installation, build
from backend.services.addin import nesting
from backend.web import addin, body, click, errors, headers, health, metrics, pixel
from backend.web.api import feed, links, me, messages, openapi, privacy_link
from backend.web.forwarded import Listed
from backend.web.guards import SenderGuard
from backend.web.privacy import views as privacy
from backend.web.problems import Problems
from backend.web.waiting import ALONE_MAX, WaitingRoom

BODY_MAX = 16 * 1024  # no mail body fits through, whatever a client tries


def create_app(config: Config | None = None) -> Flask:
    """Build an installation's services and the application over them."""
    return over(build(config or Config.from_environ()))


def over(
    installation: Installation,
    room: WaitingRoom | None = None,
    problems: Problems | None = None,
) -> Flask:
    """Return the application over services that were built already."""
    room = room or WaitingRoom(total=ALONE_MAX)
    problems = problems or Problems()
    app = Flask(__name__)
    body.register(app, most=BODY_MAX)
    app.extensions["candor"] = installation
    config = installation.config
    trusted = Listed(config.trusted_proxies)
    guard = SenderGuard(installation.signin)
    errors.register(app, problems.of)
    headers.register(app, secure=config.public_url.startswith("https://"))
    for blueprint in (
        pixel.routes(installation.collector, installation.clock, trusted),
        click.routes(installation.clicks, installation.clock, trusted),
        links.routes(guard, installation.links),
        privacy_link.routes(guard, installation.privacy_link),
        messages.routes(
            guard,
            installation.compose,
            installation.sending,
            installation.messages,
            installation.feed,
        ),
        feed.routes(guard, installation.feed, installation.bell, room),
        me.routes(guard, installation.myself, installation.timing),
        openapi.routes(),
        privacy.routes(installation.privacy),
        addin.routes(config, nesting(config.data_dir, config.entra_client_ids)),
        health.routes(installation.standing),
        metrics.routes(
            metrics.Numbers(
                installation.collector,
                installation.clicks,
                installation.standing,
                installation.drain,
                room,
                problems,
            ),
            Listed(config.metrics_networks),
            trusted,
        ),
    ):
        app.register_blueprint(blueprint)
    return app
