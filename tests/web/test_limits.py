"""One person asks for more than anybody needs; nobody else notices."""

from datetime import timedelta

from tests.house.company import Company, draft

DAVE = "dave@customer.example"


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
