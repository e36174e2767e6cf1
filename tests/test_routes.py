"""What must be true of every route: listed here, guarded, headed."""

import re
from collections.abc import Iterator

import pytest
import requests
from werkzeug.routing import Rule

from backend import app
from backend.web.api.contract import ROUTES
from tests.house.company import Company, company

# Everything this server answers, with who may ask.
OPEN_TO_ALL = {
    "GET /track/open/<rest:name>",
    "GET /track/click/<rest:name>",
    "GET /privacy/<token>",
    "POST /privacy/<token>",
    "GET /privacy/static/<path:filename>",
    "GET /api/v1/openapi.json",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /.well-known/microsoft-officeaddins-allowed.json",
    "GET /addin/outlook/<path:name>",
}
SENDERS_ONLY = {
    "POST /api/v1/messages",
    "GET /api/v1/messages",
    "POST /api/v1/messages/withdraw",
    "POST /api/v1/messages/match",
    "GET /api/v1/messages/<message_id>",
    "DELETE /api/v1/messages/<message_id>",
    "POST /api/v1/messages/<message_id>/sent",
    "POST /api/v1/messages/<message_id>/viewing",
    "POST /api/v1/messages/<message_id>/stop",
    "POST /api/v1/messages/<message_id>/links",
    "POST /api/v1/messages/<message_id>/privacy-link",
    "POST /api/v1/opens/<open_id>/mine",
    "GET /api/v1/feed",
    "GET /api/v1/me",
    "PATCH /api/v1/me",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running


def rules(office: Company) -> list[tuple[str, Rule]]:
    return [
        (f"{method} {rule.rule}", rule)
        for rule in app.over(office.installation).url_map.iter_rules()
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_it_answers_exactly_the_routes_listed_here(office: Company) -> None:
    assert {name for name, _ in rules(office)} == OPEN_TO_ALL | SENDERS_ONLY


def test_it_describes_every_route_and_no_other() -> None:
    open_to_all = {route.name for route in ROUTES if not route.senders_only}
    senders_only = {route.name for route in ROUTES if route.senders_only}
    assert (open_to_all, senders_only) == (OPEN_TO_ALL, SENDERS_ONLY)


def test_it_lets_only_senders_into_the_api(office: Company) -> None:
    for name in SENDERS_ONLY:
        method, path = name.split()
        url = office.url + path.replace("<", "").replace(">", "")
        answer = requests.request(method, url, timeout=20)
        assert (name, answer.status_code) == (name, 401)


def test_it_sets_no_cookie_and_sends_the_standing_headers(office: Company) -> None:
    for name in OPEN_TO_ALL | SENDERS_ONLY:
        method, path = name.split()
        url = office.url + re.sub("<[a-z]+:", "", path).translate({60: None, 62: None})
        answer = requests.request(method, url, timeout=20)
        assert "Set-Cookie" not in answer.headers, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "no-referrer", name
        if not path.startswith("/track/"):
            assert "Content-Security-Policy" in answer.headers, name
