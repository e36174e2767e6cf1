from typing import Any

import pytest
import requests

from backend.desk.desk import Desk
from tests.desk.standin import StandIn


def relay(desk: Desk, **told: Any) -> requests.Response:
    return requests.post(f"{desk.url}/relay", json=told, timeout=10)


def test_it_carries_carols_request_to_candor_and_back(
    desk: Desk, candor: StandIn
) -> None:
    told = relay(
        desk,
        method="post",
        url=f"{candor.url}/api/v1/messages",
        headers={"Authorization": "Bearer abc", "Content-Type": "application/json"},
        body='{"channel": "gmail", "label": "Grüße"}',
        timeout_seconds=5,
    ).json()
    assert told["status"] == 200
    assert told["headers"]["Content-Type"] == "image/png"
    assert "the picture" in told["text"]
    ((method, path, headers, body),) = candor.asked
    assert (method, path) == ("POST", "/api/v1/messages")
    assert headers["Authorization"] == "Bearer abc"
    assert body == '{"channel": "gmail", "label": "Grüße"}'


def test_it_lets_no_panel_pretend_to_come_from_elsewhere(
    desk: Desk, candor: StandIn
) -> None:
    relay(
        desk,
        url=f"{candor.url}/x",
        headers={"X-Forwarded-For": "8.8.8.8", "Host": "b.example", "Cookie": "a=b"},
    )
    ((_, _, headers, _),) = candor.asked
    assert "X-Forwarded-For" not in headers
    assert "Cookie" not in headers
    assert headers["Host"] == candor.url.removeprefix("http://")


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/",
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "file:///etc/hosts",
        "",
        None,
    ],
)
def test_it_relays_to_candor_alone(
    desk: Desk, candor: StandIn, url: str | None
) -> None:
    assert relay(desk, url=url).status_code == 422
    userinfo = f"{candor.url}@elsewhere.example/"
    assert relay(desk, url=userinfo).status_code == 422
    assert candor.asked == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "CONNECT"},
        {"headers": []},
        {"body": {}},
        {"timeout_seconds": "7"},
        {"timeout_seconds": True},
    ],
    ids=repr,
)
def test_it_refuses_a_request_of_the_wrong_shape(
    desk: Desk, candor: StandIn, wrong: dict[str, Any]
) -> None:
    assert relay(desk, **({"url": f"{candor.url}/x"} | wrong)).status_code == 422
    assert candor.asked == []


def test_it_follows_candor_nowhere_else(desk: Desk, candor: StandIn) -> None:
    told = relay(desk, url=f"{candor.url}/away").json()
    assert told["status"] == 302
    assert told["headers"]["Location"] == "http://elsewhere.example/"


def test_it_serves_the_add_ons_own_files_and_no_others(desk: Desk) -> None:
    found = requests.get(f"{desk.url}/addon/gmail/appsscript.json", timeout=10)
    assert found.json()["runtimeVersion"] == "V8"
    for name in ("..%2fpyproject.toml", "__init__.py", "README.md", "no.js"):
        answer = requests.get(f"{desk.url}/addon/gmail/{name}", timeout=10)
        assert answer.status_code == 404
