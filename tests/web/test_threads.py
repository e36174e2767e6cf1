"""A conversation: what a later mail of alice's quotes must reach nobody it may not."""

from typing import Any

import pytest

from tests.house.company import Company

DAVE, ERIN = "dave@customer.example", "erin@client.example"


def sent_copy(office: Company, *to: str, **more: Any) -> dict[str, Any]:
    """Return what Outlook shows of a mail in Sent Items."""
    now = office.clock.now.isoformat()
    return {"sent_at": now, "recipients": to, "thread_ref": "thread-1", **more}


def test_it_stops_the_thread_when_a_reply_adds_erin(office: Company) -> None:
    first = office.alice.write([DAVE], thread_ref="thread-1")
    office.fetch(first["html"])
    office.alice.write([DAVE, ERIN], compose_type="reply", thread_ref="thread-1")
    assert office.alice.message(first["message_id"])["state"] == "stopped"


@pytest.mark.parametrize("seen", ["by its number", "by a match", "by a match again"])
def test_it_learns_the_conversation_of_a_new_mail_from_its_sent_copy(
    office: Company, seen: str
) -> None:
    first = office.alice.write([DAVE])
    path = f"/messages/{first['message_id']}/sent"
    if seen == "by a match again":
        assert office.alice.ask("POST", path, json={"recipients": [DAVE]}).ok
    if seen == "by its number":
        copy = sent_copy(office, DAVE)
        assert office.alice.ask("POST", path, json=copy).ok
    else:
        copy = sent_copy(office, DAVE, channel="outlook")
        found = office.alice.ask("POST", "/messages/match", json=copy).json()
        assert found["message"]["id"] == first["message_id"]
    office.alice.write([DAVE, ERIN], compose_type="reply", thread_ref="thread-1")
    assert office.alice.message(first["message_id"])["state"] == "stopped"


def test_it_learns_the_conversation_of_a_draft_that_alice_saved(
    office: Company,
) -> None:
    first = office.alice.write([DAVE], draft_ref="draft-0001")
    again = office.alice.write([DAVE], draft_ref="draft-0001", thread_ref="thread-1")
    assert again["message_id"] == first["message_id"]
    office.alice.write([DAVE, ERIN], compose_type="reply", thread_ref="thread-1")
    assert office.alice.message(first["message_id"])["state"] == "stopped"


def test_it_leaves_a_message_in_the_conversation_it_was_written_in(
    office: Company,
) -> None:
    first = office.alice.write([DAVE], thread_ref="thread-1")
    path = f"/messages/{first['message_id']}/sent"
    copy = sent_copy(office, DAVE, thread_ref="thread-2")
    assert office.alice.ask("POST", path, json=copy).ok
    for thread, state in (("thread-2", "sent"), ("thread-1", "stopped")):
        office.alice.write([DAVE, ERIN], compose_type="reply", thread_ref=thread)
        assert office.alice.message(first["message_id"])["state"] == state


@pytest.mark.parametrize("tracked", [True, False], ids=["tracked", "untracked"])
def test_it_stops_the_thread_when_the_sent_copy_of_a_reply_shows_erin(
    office: Company, *, tracked: bool
) -> None:
    first = office.alice.write([DAVE], thread_ref="thread-1")
    first_path = f"/messages/{first['message_id']}/sent"
    assert office.alice.ask("POST", first_path, json=sent_copy(office, DAVE)).ok
    office.clock.move(hours=1)
    if tracked:
        reply = office.alice.write([DAVE], thread_ref="thread-1")
        path, more = f"/messages/{reply['message_id']}/sent", {}
    else:
        path, more = "/messages/match", {"channel": "outlook"}
    copy = sent_copy(office, DAVE, ERIN, **more)
    answer = office.alice.ask("POST", path, json=copy)
    none: dict[str, Any] = {"message": None, "candidates": []}
    assert answer.json() == none or answer.json()["state"] == "stopped"
    assert office.alice.message(first["message_id"])["state"] == "stopped"


def test_it_stops_no_mail_that_is_younger_than_the_reply_that_shows_erin(
    office: Company,
) -> None:
    old = sent_copy(office, DAVE, ERIN, channel="outlook")
    office.clock.move(hours=1)
    younger = office.alice.write([DAVE], thread_ref="thread-1")
    assert office.alice.ask("POST", "/messages/match", json=old).ok
    assert office.alice.message(younger["message_id"])["state"] == "prepared"


@pytest.mark.parametrize(
    ("who", "to"), [("alice", DAVE), ("bob", ERIN)], ids=["to dave", "bob to erin"]
)
def test_it_stops_nothing_for_an_untracked_reply(
    office: Company, who: str, to: str
) -> None:
    first = office.alice.write([DAVE], thread_ref="thread-1")
    path = f"/messages/{first['message_id']}/sent"
    assert office.alice.ask("POST", path, json=sent_copy(office, DAVE)).ok
    office.clock.move(hours=1)
    copy = sent_copy(office, to, "dan@customer.example", channel="outlook")
    answer = getattr(office, who).ask("POST", "/messages/match", json=copy)
    assert answer.json() == {"message": None, "candidates": []}
    assert office.alice.message(first["message_id"])["state"] == "sent"
