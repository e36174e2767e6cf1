"""The desk's routes: the shell page, the mail, the openers and the way to Candor."""

import smtplib
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from flask import Flask, Response, abort, json, request
from werkzeug.exceptions import HTTPException

from backend.desk import guard, openers, relay, smtp
from backend.desk.issuer import (
    ENTRA_CLIENT_ID,
    GOOGLE_CLIENT_ID,
    LocalIssuer,
    issuer_routes,
)
from backend.desk.mail import Letter, Mail, Mailbox, compose, timestamp
from backend.desk.people import PEOPLE, SENDERS, Person
from backend.desk.settings import HOST, Settings
from backend.desk.signin import signin_routes

LARGEST_REQUEST_BYTES = 2 * 1024 * 1024
LETTER_LISTS = ("to", "cc", "bcc")
LETTER_TEXTS = ("subject", "html", "compose_type")

# What a mail program's reading pane adds: its own type on white paper, and a tab of its
# own for every link.
READING_HEAD = (
    '<!doctype html><meta charset="utf-8"><base target="_blank">'
    "<style>body{margin:12px;font:15px/1.5 system-ui,sans-serif;color:#1b2326}</style>"
)


def create_app(
    settings: Settings, mailbox: Mailbox, issuer: LocalIssuer, desk_url: str
) -> Flask:
    """Build the desk. `settings` carry the ports that were really taken."""
    app = Flask("backend.desk", static_folder="static", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    guard.guard(app, desk_url, settings.candor_url)
    app.register_blueprint(issuer_routes(issuer))
    app.register_blueprint(signin_routes(issuer, settings.candor_url))
    app.register_error_handler(HTTPException, _refusal)
    _add_shell(app, settings, issuer, desk_url)
    _add_mail(app, settings, mailbox)
    _add_network(app, settings, mailbox)
    return app


def describe(settings: Settings, issuer: LocalIssuer, desk_url: str) -> dict[str, Any]:
    """Tell what the pages, and whoever started the desk, have to know."""
    return {
        "candor_url": settings.candor_url,
        "desk_url": desk_url,
        "smtp": {"host": HOST, "port": settings.smtp_port},
        "people": {person.name: _person(person, issuer) for person in PEOPLE.values()},
        "openers": [
            {"id": name, "label": it.label, "told": it.told, "person": it.person}
            for name, it in openers.OPENERS.items()
        ],
        "timing": {
            "window_seconds": settings.window_seconds,
            "cooldown_seconds": settings.cooldown_seconds,
        },
        "identity": {
            "entra_base": issuer.entra_base,
            "entra_client_id": ENTRA_CLIENT_ID,
            "google_base": issuer.google_base,
            "google_client_id": GOOGLE_CLIENT_ID,
        },
    }


def _person(person: Person, issuer: LocalIssuer) -> dict[str, str]:
    told = {"name": person.name, "display": person.display, "email": person.email}
    if person.provider is None:
        return told
    return told | {
        "provider": person.provider,
        "directory_id": issuer.directory_id(person),
    }


def _add_shell(
    app: Flask, settings: Settings, issuer: LocalIssuer, desk_url: str
) -> None:
    @app.get("/")
    def shell() -> Response:
        return app.send_static_file("desk.html")

    @app.get("/desk.json")
    def about_desk() -> dict[str, Any]:
        return describe(settings, issuer, desk_url)

    @app.get("/token/<name>")
    def token(name: str) -> dict[str, Any]:
        if name not in SENDERS:
            abort(404, "Nobody of that name signs in here.")
        return {"token": issuer.token(name)}

    @app.get("/addon/gmail/<name>")
    def gmail_file(name: str) -> Response:
        folder = files("gmail_addon")
        found = {entry.name: entry for entry in folder.iterdir() if entry.is_file()}
        kinds = {".js": "text/javascript", ".json": "application/json"}
        kind = kinds.get(name[name.rfind(".") :])
        if name not in found or kind is None:
            abort(404, "The Gmail add-on has no such file.")
        return Response(found[name].read_bytes(), mimetype=kind)


def _add_mail(app: Flask, settings: Settings, mailbox: Mailbox) -> None:
    @app.post("/send")
    def send() -> dict[str, Any]:
        letter = _letter(_told())
        now = datetime.now(UTC)
        try:
            mime = compose(letter, now)
            smtp.post(mime, letter.recipients, settings.smtp_port)
        except ValueError as error:
            abort(422, f"This cannot be sent: {error}")
        except (smtplib.SMTPException, OSError) as error:
            abort(502, f"The mail server refused: {type(error).__name__}")
        mail = mailbox.keep_sent(letter, mime, now)
        return {
            "id": mail.id,
            "message_id": str(mime["Message-ID"]),
            "sent_at": timestamp(now),
        }

    @app.get("/mail")
    def folder() -> dict[str, Any]:
        if "sent" in request.args:
            return {"mail": [_sent(it) for it in mailbox.sent(request.args["sent"])]}
        if "to" not in request.args:
            abort(422, "Say whose mail: ?to=ADDRESS or ?sent=ADDRESS.")
        inbox = mailbox.inbox(request.args["to"])
        return {"mail": [mail.describe() for mail in inbox]}

    @app.get("/mail/<mail_id>/html")
    def reading(mail_id: str) -> Response:
        mail = _found(mailbox, mail_id)
        images = request.args.get("images", "1") != "0"
        answer = Response(READING_HEAD + mail.html, mimetype="text/html")
        answer.headers["Content-Security-Policy"] = guard.mail_policy(
            settings.candor_url, images=images
        )
        return answer


def _add_network(app: Flask, settings: Settings, mailbox: Mailbox) -> None:
    @app.post("/open-as")
    def open_as() -> dict[str, Any]:
        told = _told()
        opener = openers.OPENERS.get(str(told.get("opener")))
        if opener is None:
            abort(422, f"opener is one of {', '.join(openers.OPENERS)}.")
        mail = _found(mailbox, str(told.get("mail_id")))
        urls = openers.pixels(mail.html, settings.candor_url)
        fetched = [openers.fetch(url, opener) for url in urls]
        return {"fetches": [{"url": it.url, "status": it.status} for it in fetched]}

    @app.post("/proxy-fetch")
    def proxy_fetch() -> Response:
        url = _told().get("url")
        if not isinstance(url, str) or not openers.is_at(url, settings.candor_url):
            abort(422, "Only pictures of Candor's own origin are fetched.")
        fetched = openers.fetch(url, openers.OPENERS["gmail_proxy"])
        if fetched.status is None:
            abort(502, "Candor did not answer.")
        return Response(
            fetched.content, fetched.status, content_type=fetched.content_type
        )

    @app.post("/relay")
    def to_candor() -> dict[str, Any]:
        try:
            asked = relay.read(_told(), settings.candor_url)
        except relay.RelayRefused as error:
            abort(422, f"Refused: {error}.")
        return relay.relay(asked)


def _told() -> dict[str, Any]:
    # Only a page of the desk's own can send JSON without asking first (CORS).
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(415, "Send a JSON object as application/json.")
    return told


def _letter(told: dict[str, Any]) -> Letter:
    """Check what a panel sends. Every field is named here; others are refused."""
    known = {"from", "custom_properties", *LETTER_LISTS, *LETTER_TEXTS}
    if unknown := sorted(told.keys() - known):
        abort(422, f"Unknown: {', '.join(unknown)}.")
    senders = {person.email for person in SENDERS.values()}
    sender = told.get("from")
    if sender not in senders:
        abort(422, "from is the address of one of the senders.")
    lists = {name: _strings(told.get(name, []), name) for name in LETTER_LISTS}
    texts = {name: told.get(name, "") for name in LETTER_TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        abort(422, f"{', '.join(texts)} are texts.")
    custom_properties = told.get("custom_properties", {})
    if not isinstance(custom_properties, dict):
        abort(422, "custom_properties is an object.")
    letter = Letter(
        sender=str(sender),
        **lists,
        subject=texts["subject"],
        html=texts["html"],
        compose_type=texts["compose_type"] or "new",
        custom_properties=custom_properties,
    )
    if not letter.recipients:
        abort(422, "A mail needs a recipient.")
    return letter


def _strings(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        abort(422, f"{name} is a list of addresses.")
    return tuple(value)


def _sent(mail: Mail) -> dict[str, Any]:
    return mail.describe() | {
        "bcc": list(mail.bcc),
        "html": mail.html,
        "custom_properties": dict(mail.custom_properties),
    }


def _found(mailbox: Mailbox, mail_id: str) -> Mail:
    mail = mailbox.find(mail_id)
    if mail is None:
        abort(404, "There is no such mail.")
    return mail


def _refusal(error: HTTPException) -> Response:
    answer = Response(
        json.dumps({"detail": error.description}), mimetype="application/json"
    )
    answer.status_code = error.code or 500
    return answer
