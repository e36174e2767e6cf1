from typing import Any

import pytest
import requests

from backend.desk.desk import Desk
from backend.desk.openers import OPENERS, pixels
from tests.desk.standin import PICTURE, StandIn


def mail_with(desk: Desk, html: str) -> str:
    letter = {
        "from": "carol@south.example",
        "to": ["dave@customer.example"],
        "subject": "Pictures",
        "html": html,
    }
    requests.post(f"{desk.url}/send", json=letter, timeout=10).raise_for_status()
    answer = requests.get(f"{desk.url}/mail?to=dave@customer.example", timeout=10)
    mail_id: str = answer.json()["mail"][0]["id"]
    return mail_id


def open_as(desk: Desk, mail_id: str, opener: str) -> requests.Response:
    told = {"mail_id": mail_id, "opener": opener}
    return requests.post(f"{desk.url}/open-as", json=told, timeout=10)


@pytest.mark.parametrize(
    ("opener", "agent", "network"),
    [
        ("gmail_proxy", "(via ggpht.com GoogleImageProxy)", "66.249."),
        ("gmail_prefetch", "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246", "66.249."),
        ("apple_prefetch", "Mozilla/5.0", "172.224."),
        ("security_scanner", "Chrome/72.0.3626.109", "40.94.16."),
        ("outlook_desktop", "ms-office", "198.51.100."),
        ("yahoo_proxy", "YahooMailProxy", "98.137."),
    ],
)
def test_it_opens_a_mail_as_others_do(
    desk: Desk, candor: StandIn, opener: str, agent: str, network: str
) -> None:
    mail_id = mail_with(desk, f'<img src="{candor.url}/track/open/abc.png">')
    told = open_as(desk, mail_id, opener).json()
    assert told == {
        "fetches": [{"url": f"{candor.url}/track/open/abc.png", "status": 200}]
    }
    ((seen_agent, seen_address),) = candor.agents()
    assert seen_agent is not None
    assert agent in seen_agent
    assert seen_address is not None
    assert seen_address.startswith(network)


def test_it_sends_apples_agent_and_not_a_word_more(desk: Desk, candor: StandIn) -> None:
    mail_id = mail_with(desk, f'<img src="{candor.url}/p.png">')
    open_as(desk, mail_id, "apple_prefetch")
    assert candor.agents()[0][0] == "Mozilla/5.0"


def test_it_fetches_pictures_of_candor_alone() -> None:
    html = (
        '<img src="http://127.0.0.1:9/a.png"><img src="http://127.0.0.1:9/a.png">'
        '<img src="http://elsewhere.example/b.png"><img src="data:image/png,x">'
        '<img src="http://127.0.0.1:9@elsewhere.example/c.png"><img>'
        '<img src="http://127.0.0.1:99/d.png"><img src="http://[/e.png">'
    )
    assert pixels(html, "http://127.0.0.1:9") == ["http://127.0.0.1:9/a.png"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"opener": "nobody"}, 422),
        ({"opener": "gmail_proxy", "mail_id": "f" * 32}, 404),
        ({"opener": ["gmail_proxy"]}, 422),
    ],
    ids=repr,
)
def test_it_refuses_an_opener_or_a_mail_it_does_not_know(
    desk: Desk, told: dict[str, Any], status: int
) -> None:
    answer = requests.post(f"{desk.url}/open-as", json=told, timeout=10)
    assert answer.status_code == status


def test_it_fetches_as_gmail_does_for_the_gmail_panel(
    desk: Desk, candor: StandIn
) -> None:
    answer = requests.post(
        f"{desk.url}/proxy-fetch", json={"url": f"{candor.url}/p.png"}, timeout=10
    )
    assert answer.content == PICTURE
    assert candor.agents()[0][0] == OPENERS["gmail_proxy"].agent


def test_it_fetches_nothing_from_elsewhere_as_gmail(
    desk: Desk, candor: StandIn
) -> None:
    for url in ("http://elsewhere.example/p.png", f"{candor.url}.example/p.png", None):
        answer = requests.post(f"{desk.url}/proxy-fetch", json={"url": url}, timeout=10)
        assert answer.status_code == 422
    assert candor.asked == []


def test_it_names_a_published_source_for_every_opener() -> None:
    assert all(opener.source.startswith("https://") for opener in OPENERS.values())
