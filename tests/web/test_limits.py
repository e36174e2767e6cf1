"""One person asks for more than anybody needs; nobody else notices."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from tests.house.company import DOORS, Company, Person, company, draft

DAVE = "dave@customer.example"


@pytest.fixture(params=DOORS)
def strict(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    """Serve a company in which nobody may ask for more than three things a minute."""
    with company(tmp_path, request.param, CANDOR_REQUESTS_PER_MINUTE="3") as running:
        yield running


def match(person: Person) -> requests.Response:
    sent_at = "2026-11-23T12:00:00Z"
    body = {"channel": "gmail", "sent_at": sent_at, "recipients": [DAVE]}
    return person.ask("POST", "/messages/match", json=body)


def link(person: Person) -> requests.Response:
    message_id = person.write([DAVE])["message_id"]
    body = {"target": "https://north.example/prices"}
    return person.ask("POST", f"/messages/{message_id}/links", json=body)


ASKING: dict[str, Callable[[Person], requests.Response]] = {
    "the feed": lambda person: person.ask("GET", "/feed"),
    "news": lambda person: person.ask("GET", "/feed", params={"after": 0}),
    "a Sent copy": match,
    "a link": link,
}


@pytest.mark.parametrize("what", ASKING)
def test_it_asks_a_program_to_wait_that_asks_without_end(
    strict: Company, what: str
) -> None:
    ask = ASKING[what]
    answers = [ask(strict.alice) for _ in range(4)]
    assert [answer.status_code // 100 for answer in answers] == [2, 2, 2, 4]
    refused = answers[-1]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "20")
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert ask(strict.bob).ok
    others = [ASKING[each] for each in ASKING if each not in {what, "news", "the feed"}]
    assert all(other(strict.alice).ok for other in others)
    strict.clock.move(seconds=20)
    assert ask(strict.alice).ok


def test_it_counts_a_pane_that_waits_for_news_once(strict: Company) -> None:
    mail = strict.alice.write([DAVE])
    told: list[int] = []
    waiting = [
        threading.Thread(
            target=lambda: told.append(
                len(strict.alice.feed(after=0, wait=25)["messages"])
            )
        )
        for _ in range(3)
    ]
    for pane in waiting:
        pane.start()
    strict.fetch(mail["html"])
    for pane in waiting:
        pane.join(20)
    assert told == [1, 1, 1]


def test_it_asks_alice_to_wait_and_serves_everybody_else(office: Company) -> None:
    written = [office.alice.write([DAVE]) for _ in range(60)]
    refused = office.alice.ask("POST", "/messages", json=draft([DAVE]))
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too-many-requests"
    # From the same address: who it is counts, not where from.
    assert office.bob.write([DAVE])["tracked"] is True
    assert office.fetch(written[0]["html"]).status_code == 200
    assert office.alice.feed()["messages"] != []


def test_it_serves_alice_again_after_the_wait(office: Company) -> None:
    for _ in range(60):
        office.alice.write([DAVE])
    office.clock.now += timedelta(seconds=1)
    assert office.alice.write([DAVE])["tracked"] is True
    assert office.alice.ask("POST", "/messages", json=draft([DAVE])).status_code == 429


def test_it_never_limits_the_pixel(office: Company) -> None:
    written = office.alice.write([DAVE])
    answers = {office.fetch(written["html"]).status_code for _ in range(70)}
    assert answers == {200}
