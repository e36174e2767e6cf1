from typing import Any

import pytest
import requests

from backend.desk.desk import Desk
from backend.desk.settings import Settings, SettingsInvalid, read
from tests.desk.conftest import TENANT
from tests.desk.standin import StandIn

ELSEWHERE = "https://elsewhere.example"


@pytest.mark.parametrize("path", ["/", "/token/alice", "/mail?to=a@b.example"])
def test_it_answers_to_no_foreign_name(desk: Desk, path: str) -> None:
    # what a browser sends after a name of the attacker's was pointed at 127.0.0.1
    host = {"Host": f"elsewhere.example:{desk.url.rpartition(':')[2]}"}
    assert requests.get(desk.url + path, headers=host, timeout=10).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ELSEWHERE},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/token/alice"), ("GET", "/mail?to=a@b.example"), ("POST", "/relay")],
)
def test_it_refuses_pages_that_are_not_its_own(
    desk: Desk, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = requests.request(
        method, desk.url + path, headers=headers, json={}, timeout=10
    )
    assert answer.status_code == 403


def test_it_lets_candors_frames_load_the_office_host(
    desk: Desk, candor: StandIn
) -> None:
    headers = {"Origin": candor.url, "Sec-Fetch-Site": "same-site"}
    answer = requests.get(f"{desk.url}/static/icon.svg", headers=headers, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_it_takes_json_only(desk: Desk) -> None:
    # a form or a plain text can be posted from any page without asking first
    answer = requests.post(
        f"{desk.url}/relay",
        data='{"url": "x"}',
        headers={"Content-Type": "text/plain"},
        timeout=10,
    )
    assert answer.status_code == 415


def test_it_runs_no_inline_script_and_asks_nothing_outside(desk: Desk) -> None:
    answer = requests.get(desk.url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    "candor_url",
    [
        "https://candor.example",
        "http://candor.example:8765",
        "http://192.0.2.1:8765",
        "http://127.0.0.1:8765/path",
        "http://127.0.0.1.example:8765",
        "",
    ],
)
def test_it_works_for_no_candor_outside_loopback(candor_url: str) -> None:
    with pytest.raises(SettingsInvalid, match="candor_url"):
        Settings(candor_url=candor_url, tenant=TENANT)


def test_it_has_no_setting_that_opens_it_to_the_network() -> None:
    with pytest.raises(SettingsInvalid):
        read(
            f'{{"candor_url": "http://127.0.0.1:1", "tenant": "{TENANT}",'
            ' "host": "0.0.0.0"}'
        )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        '{"candor_url": "http://127.0.0.1:1"}',
        '{"candor_url": "http://127.0.0.1:1", "tenant": "north"}',
        f'{{"candor_url": "http://127.0.0.1:1", "tenant": "{TENANT}", "port": "80"}}',
        f'{{"candor_url": 7, "tenant": "{TENANT}"}}',
    ],
)
def test_it_refuses_settings_it_cannot_work_with(line: str) -> None:
    with pytest.raises(SettingsInvalid):
        read(line)


def test_it_says_when_a_port_is_taken(desk: Desk) -> None:
    port = int(desk.url.rpartition(":")[2])
    settings = Settings(candor_url="http://127.0.0.1:1", tenant=TENANT, port=port)
    with pytest.raises(SettingsInvalid, match=f"port {port} cannot be used"):
        Desk(settings)


def described(desk: Desk) -> dict[str, Any]:
    told: dict[str, Any] = requests.get(f"{desk.url}/desk.json", timeout=10).json()
    return told


def test_it_signs_in_senders_only(desk: Desk) -> None:
    people = described(desk)["people"]
    assert list(people) == ["alice", "bob", "carol", "dave", "erin"]
    for name, person in people.items():
        status = requests.get(f"{desk.url}/token/{name}", timeout=10).status_code
        assert status == (200 if "provider" in person else 404)
