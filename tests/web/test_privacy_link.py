"""Dave asks alice what is recorded; she passes him the link to his page again."""

from typing import Any

import pytest
import requests

from tests.house.company import Company, privacy_link_of

DAVE = "dave@customer.example"


def link_of(office: Company, mail: dict[str, Any]) -> str:
    path = f"/messages/{mail['message_id']}/privacy-link"
    answer = office.alice.ask("POST", path, json={})
    assert answer.status_code == 201
    assert set(answer.json()) == {"url"}
    url: str = answer.json()["url"]
    return url


def test_it_shows_dave_the_page_that_the_link_in_the_mail_shows(
    office: Company,
) -> None:
    mail = office.alice.write([DAVE])
    told, in_the_mail = link_of(office, mail), privacy_link_of(mail["html"])
    assert told.startswith(f"{office.url}/privacy/")
    assert told != in_the_mail
    shown = [requests.get(url, timeout=20) for url in (told, in_the_mail)]
    assert [each.status_code for each in shown] == [200, 200]
    assert shown[0].text.replace(told, in_the_mail) == shown[1].text


def test_it_lets_dave_say_no_by_it(office: Company) -> None:
    mail = office.alice.write([DAVE])
    assert requests.post(link_of(office, mail), data={"action": "no"}, timeout=20).ok
    assert office.alice.message(mail["message_id"])["state"] == "stopped"
    assert office.bob.write([DAVE])["reason"] == "refused"


def test_it_gives_it_for_a_message_that_was_stopped(office: Company) -> None:
    mail = office.alice.write([DAVE])
    path = f"/messages/{mail['message_id']}/stop"
    assert office.alice.ask("POST", path, json={}).ok
    assert requests.get(link_of(office, mail), timeout=20).status_code == 200


def test_it_gives_no_further_one_once_the_message_is_erased(office: Company) -> None:
    mail = office.alice.write([DAVE])
    told = link_of(office, mail)
    path = f"/messages/{mail['message_id']}"
    assert office.alice.ask("DELETE", path).ok
    assert office.alice.ask("POST", f"{path}/privacy-link", json={}).status_code == 404
    # What was erased stays so; the page still takes a no, as by the mail's own link.
    assert requests.post(told, data={"action": "no"}, timeout=20).ok
    assert office.bob.write([DAVE])["reason"] == "refused"


@pytest.mark.parametrize("told", [{"address": DAVE}, {"url": "x"}], ids=str)
def test_it_takes_no_word_beside(office: Company, told: dict[str, str]) -> None:
    mail = office.alice.write([DAVE])
    path = f"/messages/{mail['message_id']}/privacy-link"
    assert office.alice.ask("POST", path, json=told).status_code == 422


def test_it_moves_nobody_s_feed_and_opens_no_pixel(office: Company) -> None:
    mail = office.alice.write([DAVE])
    cursor = office.alice.feed()["cursor"]
    token = link_of(office, mail).rsplit("/", 1)[1]
    assert office.alice.feed()["cursor"] == cursor
    office.fetch(f"{office.url}/track/open/{token}.png")
    assert office.alice.message(mail["message_id"])["opens"] == []


def test_it_counts_the_links_alice_asks_for_with_her_mails(office: Company) -> None:
    mail = office.alice.write([DAVE])
    for _ in range(59):
        link_of(office, mail)
    path = f"/messages/{mail['message_id']}/privacy-link"
    refused = office.alice.ask("POST", path, json={})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
