"""A draft that alice had tracked and then sends untracked, and one she throws away."""

from typing import Any

import pytest

from tests.house.company import Company, pixel_of

DAVE, ERIN = "dave@customer.example", "erin@client.example"
SHOP = "https://shop.example/offer"
DRAFT = "draft-0001"


def mail_with_link(office: Company) -> tuple[dict[str, Any], str]:
    mail = office.alice.write([DAVE], draft_ref=DRAFT)
    return mail, office.alice.link(mail["message_id"], SHOP)


def withdraw(office: Company, who: str = "alice") -> None:
    told = {"draft_ref": DRAFT}
    answer = getattr(office, who).ask("POST", "/messages/withdraw", json=told)
    assert (answer.status_code, answer.content) == (204, b"")


def kept(office: Company, mail: dict[str, Any]) -> tuple[str, int, int]:
    message = office.alice.message(mail["message_id"])
    return message["state"], len(message["opens"]), len(message["clicks"])


def copy(office: Company, *to: str, **more: Any) -> dict[str, Any]:
    """Return what Outlook shows of a mail in Sent Items."""
    sent = {"sent_at": office.clock.now.isoformat(), "recipients": to}
    return {"channel": "outlook", **sent, **more}


def match(office: Company, told: dict[str, Any]) -> Any:
    answer = office.alice.ask("POST", "/messages/match", json=told)
    assert answer.ok, answer.text
    return answer.json()["message"]


def test_it_leads_dave_on_and_keeps_nothing_after_alice_switched_off(
    office: Company,
) -> None:
    mail, link = mail_with_link(office)
    withdraw(office)
    answer = office.fetch(link)
    office.fetch(pixel_of(mail["html"]))
    assert (answer.status_code, answer.headers["Location"]) == (302, SHOP)
    assert kept(office, mail) == ("withdrawn", 0, 0)
    assert office.alice.feed()["messages"] == []


def test_it_counts_the_link_again_once_alice_tracks_the_draft_again(
    office: Company,
) -> None:
    _, link = mail_with_link(office)
    withdraw(office)
    again = office.alice.write([DAVE], draft_ref=DRAFT)
    office.fetch(link)
    assert kept(office, again) == ("sent", 0, 1)


def test_it_keeps_what_alice_s_own_try_of_the_link_left_and_no_more(
    office: Company,
) -> None:
    mail, link = mail_with_link(office)
    office.fetch(link)
    withdraw(office)
    office.fetch(link)
    assert kept(office, mail) == ("stopped", 0, 1)


@pytest.mark.parametrize("sent_at", [True, False], ids=["seen", "told"])
def test_it_goes_on_with_a_mail_that_is_gone(office: Company, *, sent_at: bool) -> None:
    mail, link = mail_with_link(office)
    told = {"sent_at": office.clock.now.isoformat()} if sent_at else {}
    path = f"/messages/{mail['message_id']}/sent"
    assert office.alice.ask("POST", path, json=told).ok
    withdraw(office)
    office.fetch(link)
    assert kept(office, mail) == ("sent", 0, 1)


def test_it_closes_nobody_else_s_draft(office: Company) -> None:
    mail, link = mail_with_link(office)
    withdraw(office, "bob")
    office.fetch(link)
    assert kept(office, mail) == ("sent", 0, 1)


def test_it_takes_an_untracked_mail_for_no_draft_that_was_thrown_away(
    office: Company,
) -> None:
    thrown = office.alice.write([DAVE])
    office.clock.move(hours=1)
    assert match(office, copy(office, DAVE, untracked=True)) is None
    assert office.alice.message(thrown["message_id"])["confirmed"] is False
    # without its own word the mail would be taken for it
    found = match(office, copy(office, DAVE))
    assert found["id"] == thrown["message_id"]


def test_it_closes_the_draft_when_its_sent_copy_says_it_is_untracked(
    office: Company,
) -> None:
    mail, link = mail_with_link(office)
    office.clock.move(minutes=5)
    match(office, copy(office, DAVE, untracked=True, draft_ref=DRAFT))
    office.fetch(link)
    assert kept(office, mail) == ("withdrawn", 0, 0)


def test_it_leaves_alone_what_was_written_from_a_copy_of_that_mail(
    office: Company,
) -> None:
    first = copy(office, DAVE, untracked=True, draft_ref=DRAFT)
    office.clock.move(hours=1)
    mail, link = mail_with_link(office)
    match(office, first)
    office.fetch(link)
    assert kept(office, mail) == ("sent", 0, 1)


def test_it_stops_the_thread_for_an_untracked_reply_that_shows_erin(
    office: Company,
) -> None:
    first = office.alice.write([DAVE], thread_ref="thread-1")
    office.clock.move(hours=1)
    match(office, copy(office, DAVE, ERIN, untracked=True, thread_ref="thread-1"))
    assert office.alice.message(first["message_id"])["state"] == "stopped"
