"""The real task pane over a played Outlook, with a Candor that answers as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response
from playwright.sync_api import Error, Page, Route
from werkzeug.serving import make_server

from backend.desk.issuer import LocalIssuer
from backend.desk.signin import signin_routes
from backend.domain.policy import Reason, advice
from backend.services.addin import Nesting
from backend.web import addin
from tests.house.addin import Settings

ROOT = Path(__file__).parents[2]
OUTLOOK = ROOT / "backend/desk/static/outlook"
TENANT = "11111111-2222-3333-4444-555555555555"
ID = "0123456789abcdef0123456789abcdef"

Json = dict[str, Any]
Answer = tuple[int, Json] | None  # None: it never comes
Handler = Callable[[str, str, Json | None], Answer]


@contextmanager
def serving(nesting: Nesting | None = None) -> Iterator[str]:
    """Serve the add-in's files and the played Outlook; yields the origin."""
    app = Flask("pane")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    origin = f"http://127.0.0.1:{server.port}"
    app.register_blueprint(
        addin.routes(
            Settings(origin, f"{origin}/office.js", f"{origin}/issuer/entra"), nesting
        )
    )
    issuer = LocalIssuer(f"{origin}/issuer", TENANT, lambda: datetime.now(UTC))
    app.register_blueprint(signin_routes(issuer, origin))

    @app.get("/office.js")
    def office() -> Response:
        facade = (OUTLOOK / "office.js").read_text("utf-8")
        # The desk's own wire to its frames is not wanted here.
        alone = facade.replace("  joinDesk();", "")
        assert alone != facade
        stand = (Path(__file__).parent / "stand.js").read_text("utf-8")
        return Response(alone + stand, mimetype="text/javascript")

    @app.get("/host.js")
    def host() -> Response:
        text = (OUTLOOK / "host.js").read_text("utf-8")
        return Response(text, mimetype="text/javascript")

    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Candor:
    """Candor's answers, by method and path; each request is noted."""

    answers: dict[str, Answer | list[Answer] | Callable[[Route], None]]
    asked: list[tuple[str, str, Json | None]] = field(default_factory=list)
    waiting: list[Route] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        path = parts.path.removeprefix("/api/v1/")
        body = request.post_data
        sent = json.loads(body) if body else None
        query = f"?{parts.query}" if parts.query else ""
        self.asked.append((request.method, path + query, sent))
        name = f"{request.method} {path}"
        if "after=" in query:
            name = "GET feed after"
        # The long-poll waits where it is not told what to hear.
        unheard: Answer = None if name == "GET feed after" else (404, {})
        found = self.answers.get(name, unheard)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if found is None:
            self.waiting.append(route)
            return
        if callable(found):
            found(route)
            return
        status, answer = found
        route.fulfill(status=status, json=answer)


def me(**changes: Any) -> Json:
    """Return what /me answers."""
    preferences = {
        "auto_track": False,
        "never_domains": [],
        "always_disclose": False,
    } | changes.pop("preferences", {})
    policy = {
        "home_region": "US",
        "ceiling": "detailed",
        "label": "recipients",
        "suggest_auto_track": True,
        "disclosure_locked": True,
    } | changes.pop("policy", {})
    return {
        "principal": {"id": ID, "provider": "entra", "role": "sender"},
        "organisation": {
            "name": "North Sales",
            "enabled": True,
            "own_domains": ["north.example"],
            "controller": "North Sales Inc.",
        },
        "policy": policy,
        "preferences": preferences,
        "timing": {"window_seconds": 60, "cooldown_seconds": 90},
    }


def fetched(number: int, **changes: Any) -> Json:
    """Return one kept fetch."""
    return {
        "id": f"{number:032x}",
        "at": "2026-11-23T09:05:00Z",
        "class": "direct",
        "confidence": 0.9,
        "reasons": ["mail_client"],
        "rules": 1,
        "client": "outlook_desktop",
        "os": "windows",
        "device": "desktop",
        "mine": False,
    } | changes


def message(number: int, to: list[str], status: str, **changes: Any) -> Json:
    """Return one message as the API words it."""
    summary = {
        "status": status,
        "via": None,
        "at": None if status == "not_seen" else "2026-11-23T09:05:00Z",
        "someone": len(to) > 1,
        "opens": 1 if status.startswith("opened") else 0,
        "machine": 0,
        "reasons": [],
        "clicks": 0,
    } | changes.pop("summary", {})
    return {
        "id": f"{number:032x}",
        "channel": "outlook",
        "state": "sent",
        "confirmed": True,
        "mode": "detailed",
        "issued_at": "2026-11-23T08:58:00Z",
        "sent_at": "2026-11-23T09:00:00Z",
        "recipient_count": len(to),
        "label": {"recipients": to},
        "summary": summary,
        "opens": [],
        "clicks": [],
    } | changes


def issued(**changes: Any) -> Json:
    """Return Candor's yes to a draft."""
    return {
        "tracked": True,
        "message_id": ID,
        "state": "prepared",
        "mode": "detailed",
        "html": '<p>Noticed.</p><img src="x.png" width="1" height="1" alt="">',
        "insert_at": "append_on_send",
        "disclosure": {"shown": True, "locked": True},
    } | changes


def declined(reason: str, *who: str) -> Json:
    """Return Candor's no to a draft."""
    return {
        "tracked": False,
        "reason": reason,
        "recipients": [{"address": address, "reason": reason} for address in who],
        "advice": advice(Reason(reason)) if reason in set(Reason) else "Ask IT.",
    }


@dataclass
class Pane:
    """The pane in one page."""

    page: Page
    candor: Candor

    @classmethod
    def open(
        cls, page: Page, origin: str, stand: Json, answers: dict[str, Any]
    ) -> "Pane":
        """Load the pane at a fixed time and let it settle."""
        candor = Candor({"GET me": (200, me()), "GET feed": (200, feed()), **answers})
        page.clock.set_fixed_time("2026-11-23T10:00:00Z")
        page.add_init_script(f"window.STAND = {json.dumps(stand)}")
        page.route("**/api/v1/**", candor.answer)
        page.goto(f"{origin}/addin/outlook/taskpane/taskpane.html")
        return cls(page, candor)

    def close(self) -> None:
        """Leave nothing of the page behind, requests that wait included."""
        for route in self.candor.waiting:
            with suppress(Error):  # the pane let go of it
                route.abort()
        self.page.close()

    def touched(self) -> list[str]:
        """Return every member of Office that was touched."""
        found: list[str] = self.page.evaluate("window.touched")
        return found


def feed(*messages: Json) -> Json:
    """Return an answer of the feed."""
    return {"cursor": "7", "more": False, "messages": list(messages)}
