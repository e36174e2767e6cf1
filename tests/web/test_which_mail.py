"""Gmail shows no draft's id: which of carol's mails a card or Sent copy belongs to."""

from typing import Any

import pytest

from backend.services.lifecycle import Lifecycle
from tests.house.company import Company, pixel_of

DAVE, ERIN = "dave@customer.example", "erin@client.fr"


def wait(office: Company, seconds: float) -> None:
    """Let time pass, and what it brings."""
    office.clock.move(seconds=seconds)
    here = office.installation
    Lifecycle(here.store, here.keyring, timing=here.timing, clock=here.clock).tick()


def test_it_asks_carol_whether_a_second_card_means_the_same_mail(
    office: Company,
) -> None:
    first = office.carol.write([DAVE], channel="gmail", draft_ref="card-0001")
    second = office.carol.write([DAVE], channel="gmail", draft_ref="card-0002")
    assert second["reason"] == "recent_twin"
    assert [each["message_id"] for each in second["earlier"]] == [first["message_id"]]
    wait(office, seconds=1)
    other = office.carol.write(
        [DAVE], channel="gmail", draft_ref="card-0002", another=True
    )
    assert other["tracked"]
    wait(office, seconds=1)
    third = office.carol.write([DAVE], channel="gmail", draft_ref="card-0003")
    assert [each["message_id"] for each in third["earlier"]] == [
        other["message_id"],
        first["message_id"],
    ]


@pytest.mark.parametrize("later", [1, 91, 599], ids="after {} s".format)
def test_it_keeps_one_message_for_a_mail_that_carol_says_is_the_same(
    office: Company, later: int
) -> None:
    first = office.carol.write([DAVE], channel="gmail", draft_ref="card-0001")
    wait(office, seconds=later)
    again = {"draft_ref": "card-0002", "earlier": first["message_id"]}
    for _ in range(2):
        second = office.carol.write([DAVE], channel="gmail", **again)
        assert second["message_id"] == first["message_id"]
        assert pixel_of(second["html"]) != pixel_of(first["html"])
    found = office.carol.ask("GET", "/messages").json()["messages"]
    assert [each["id"] for each in found] == [first["message_id"]]


def test_it_keeps_one_message_for_a_draft_that_is_long_in_the_writing(
    office: Company,
) -> None:
    card = {"channel": "gmail", "draft_ref": "card-0001"}
    first = office.carol.write([DAVE], **card)
    wait(office, seconds=7200)
    assert office.carol.message(first["message_id"])["state"] == "sent"
    assert office.carol.write([DAVE], **card)["message_id"] == first["message_id"]


@pytest.mark.parametrize("added", [[ERIN], ["dan@customer.example"]])
def test_it_kills_the_pixel_of_a_slow_draft_when_somebody_is_added(
    office: Company, added: list[str]
) -> None:
    card = {"channel": "gmail", "draft_ref": "card-0001"}
    first = office.carol.write([DAVE], **card)
    wait(office, seconds=91)
    cursor = office.carol.feed()["cursor"]
    office.carol.write([DAVE, *added], **card)
    office.fetch(first["html"])
    assert office.carol.feed()["messages"] == []
    # A sidebar that listed it is told.
    (told,) = office.carol.feed(after=cursor)["messages"]
    assert (told["id"], told["state"]) == (first["message_id"], "withdrawn")


def test_it_kills_the_pixel_of_another_card_when_erin_is_added(
    office: Company,
) -> None:
    first = office.carol.write([DAVE], channel="gmail", draft_ref="card-0001")
    same = {"draft_ref": "card-0002", "earlier": first["message_id"]}
    assert not office.carol.write([DAVE, ERIN], channel="gmail", **same)["tracked"]
    assert office.carol.message(first["message_id"])["state"] == "withdrawn"


def test_it_starts_a_new_message_once_the_one_named_is_gone(office: Company) -> None:
    first = office.carol.write([DAVE], channel="gmail", draft_ref="card-0001")
    path = f"/messages/{first['message_id']}/sent"
    assert office.carol.ask("POST", path, json={}).ok
    same = {"draft_ref": "card-0002", "earlier": first["message_id"]}
    second = office.carol.write([DAVE], channel="gmail", **same)
    assert second["message_id"] != first["message_id"]


def test_it_takes_nobody_else_s_message_for_the_one_named(office: Company) -> None:
    mine = office.alice.write([DAVE], channel="gmail", draft_ref="card-0001")
    same = {"draft_ref": "card-0002", "earlier": mine["message_id"]}
    theirs = office.bob.write([DAVE], channel="gmail", **same)
    assert theirs["message_id"] != mine["message_id"]
    assert office.alice.message(mine["message_id"])["state"] == "prepared"


def test_it_keeps_a_link_of_the_mail_that_carol_says_is_the_same(
    office: Company,
) -> None:
    first = office.carol.write([DAVE], channel="gmail", draft_ref="card-0001")
    link = office.carol.link(first["message_id"], "https://south.example/prices")
    same = {"draft_ref": "card-0002", "earlier": first["message_id"]}
    second = office.carol.write([DAVE, "dan@customer.example"], channel="gmail", **same)
    office.clock.move(seconds=100)
    assert office.fetch(link).status_code == 302
    assert office.carol.message(second["message_id"])["summary"]["clicks"] == 1


def test_it_does_not_guess_which_of_two_mails_was_sent(office: Company) -> None:
    prepared = two_prepared(office)
    answer = office.carol.ask("POST", "/messages/match", json=sent_copy(office)).json()
    assert answer["message"] is None
    assert [each["id"] for each in answer["candidates"]] == prepared[::-1]
    assert [each["confirmed"] for each in answer["candidates"]] == [False, False]
    assert answer["candidates"][0]["label"] == {"recipients": [DAVE]}


def test_it_lets_carol_say_which_of_two_mails_was_sent(office: Company) -> None:
    first, second = two_prepared(office)
    copy = sent_copy(office)
    body = {name: copy[name] for name in ("sent_at", "recipients")}
    told = office.carol.ask("POST", f"/messages/{first}/sent", json=body).json()
    assert (told["state"], told["confirmed"]) == ("sent", True)
    # From then on each Sent copy finds its own.
    again = office.carol.ask("POST", "/messages/match", json=copy).json()
    assert (again["message"]["id"], again["candidates"]) == (first, [])
    office.clock.move(seconds=600)
    later = office.carol.ask("POST", "/messages/match", json=sent_copy(office)).json()
    assert later["message"]["id"] == second


def test_it_tells_two_mails_apart_by_their_conversations(office: Company) -> None:
    two_prepared(office)
    how = {"channel": "gmail", "another": True, "thread_ref": "thread-1"}
    third = office.carol.write([DAVE], draft_ref="card-0003", **how)

    def match(thread: str) -> dict[str, Any]:
        copy = sent_copy(office) | {"thread_ref": thread}
        found: dict[str, Any] = office.carol.ask(
            "POST", "/messages/match", json=copy
        ).json()
        return found

    assert len(match("thread-2")["candidates"]) == 3
    assert match("thread-1")["message"]["id"] == third["message_id"]


def test_it_offers_no_mail_that_the_look_at_its_sent_copy_stopped(
    office: Company,
) -> None:
    for card in ("card-0001", "card-0002"):
        how = {"draft_ref": card, "another": True, "thread_ref": "thread-1"}
        office.carol.write([DAVE], channel="gmail", **how)
    copy = sent_copy(office) | {"recipients": [DAVE, ERIN], "thread_ref": "thread-1"}
    answer = office.carol.ask("POST", "/messages/match", json=copy).json()
    assert answer == {"message": None, "candidates": []}


def two_prepared(office: Company) -> list[str]:
    """Have carol prepare two mails to the same people; return their ids."""
    made = []
    for card in ("card-0001", "card-0002"):
        wait(office, seconds=1)
        how = {"channel": "gmail", "draft_ref": card, "another": True}
        made.append(office.carol.write([DAVE], **how)["message_id"])
    return made


def sent_copy(office: Company) -> dict[str, Any]:
    """Return what carol's sidebar reads of a mail in Sent just now."""
    sent_at = office.clock.now.isoformat()
    return {"channel": "gmail", "sent_at": sent_at, "recipients": [DAVE]}
