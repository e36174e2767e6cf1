"""The desk's sign-in keeps Entra's rules, or what is tried on it proves nothing."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from backend.desk.desk import Desk
from backend.desk.issuer import ENTRA_CLIENT_ID
from backend.desk.signin import PAGE
from tests.desk.standin import StandIn

VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CHALLENGED = '{"access_token": {"acrs": {"essential": true, "value": "c1"}}}'


def endpoint(desk: Desk, name: str) -> str:
    return f"{desk.url}/issuer/entra/north.example/oauth2/v2.0/{name}"


def asked(candor: StandIn, **more: str) -> dict[str, str]:
    host = urlsplit(candor.url).netloc
    return {
        "client_id": ENTRA_CLIENT_ID,
        "redirect_uri": candor.url + PAGE,
        "scope": f"api://{host}/{ENTRA_CLIENT_ID}/access_as_user",
        "response_type": "code",
        "response_mode": "fragment",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "state": "s & t",
    } | more


def answers(desk: Desk, candor: StandIn, **more: str) -> dict[str, dict[str, str]]:
    """Return what each way on the page comes back with, by its name."""
    told = asked(candor, **more)
    page = requests.get(endpoint(desk, "authorize"), params=told, timeout=10)
    assert page.status_code == 200
    found = {}
    for url, name in re.findall(r'<a href="([^"]+)">([^<]+)</a>', page.text):
        to, _, fragment = unescape(url).partition("#")
        assert to == candor.url + PAGE
        found[name] = {key: value for key, (value,) in parse_qs(fragment).items()}
    return found


def redeem(
    desk: Desk, candor: StandIn, code: str, origin: str | None = None, **more: str
) -> requests.Response:
    told = asked(candor) | {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": VERIFIER,
    }
    headers = {"Origin": origin or candor.url, "Sec-Fetch-Site": "same-site"}
    url = endpoint(desk, "token")
    return requests.post(url, data=told | more, headers=headers, timeout=10)


def claims(answer: requests.Response) -> Any:
    token = answer.json()["access_token"]
    return jwt.decode(token, options={"verify_signature": False})


def test_it_signs_in_whom_the_directory_knows(desk: Desk, candor: StandIn) -> None:
    found = answers(desk, candor)
    assert list(found) == ["Alice North", "Bob North", "Cancel"]
    assert {each["state"] for each in found.values()} == {"s & t"}
    assert found["Cancel"]["error"] == "access_denied"
    answer = redeem(desk, candor, found["Bob North"]["code"])
    assert answer.headers["Access-Control-Allow-Origin"] == candor.url
    assert claims(answer)["preferred_username"] == "bob@north.example"


def test_it_grants_what_a_claims_challenge_asks_for(
    desk: Desk, candor: StandIn
) -> None:
    found = answers(desk, candor, claims=CHALLENGED)
    answer = redeem(desk, candor, found["Alice North"]["code"])
    assert claims(answer)["acrs"] == ["c1"]


def test_it_takes_a_code_once(desk: Desk, candor: StandIn) -> None:
    code = answers(desk, candor)["Alice North"]["code"]
    assert redeem(desk, candor, code).ok
    assert redeem(desk, candor, code).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 43},
        {"redirect_uri": "https://elsewhere.example/"},
        {"client_id": "another"},
        {"grant_type": "password"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_it_gives_no_token_for_another(
    desk: Desk, candor: StandIn, wrong: dict[str, str]
) -> None:
    code = answers(desk, candor)["Alice North"]["code"]
    answer = redeem(desk, candor, code, **wrong)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_it_gives_no_token_to_a_page_of_another_origin(
    desk: Desk, candor: StandIn
) -> None:
    code = answers(desk, candor)["Alice North"]["code"]
    assert redeem(desk, candor, code, origin=desk.url).status_code == 400
    stranger = redeem(desk, candor, code, origin="https://elsewhere.example")
    assert stranger.status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        *("client_id", "redirect_uri", "scope", "response_type", "response_mode"),
        "code_challenge_method",
    ],
)
def test_it_shows_no_page_for_another(desk: Desk, candor: StandIn, name: str) -> None:
    told = asked(candor, **{name: "another"})
    page = requests.get(endpoint(desk, "authorize"), params=told, timeout=10)
    assert page.status_code == 400
