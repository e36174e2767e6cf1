"""How a sidebar learns of an open: at once, once, and of its own messages only."""

import threading
from typing import Any

from tests.house.company import Company

DAVE = "dave@customer.example"


def test_it_wakes_a_waiting_sidebar_when_dave_opens(office: Company) -> None:
    answer = office.alice.write([DAVE])
    cursor = office.alice.feed()["cursor"]
    told: list[dict[str, Any]] = []
    waiting = threading.Thread(
        target=lambda: told.append(office.alice.feed(after=cursor, wait=25))
    )
    waiting.start()
    office.fetch(answer["html"])
    waiting.join(20)
    assert [message["id"] for message in told[0]["messages"]] == [answer["message_id"]]


def test_it_answers_a_wait_at_its_end_with_nothing(office: Company) -> None:
    cursor = office.alice.feed()["cursor"]
    assert office.alice.feed(after=cursor, wait=1)["messages"] == []


def test_it_does_not_wake_alice_for_bob_s_mail(office: Company) -> None:
    cursor = office.alice.feed()["cursor"]
    office.fetch(office.bob.write([DAVE])["html"])
    assert office.alice.feed(after=cursor)["messages"] == []


def test_it_tells_each_changed_message_once(office: Company) -> None:
    start = office.alice.feed()["cursor"]
    mails = [office.alice.write([DAVE]) for _ in range(3)]
    for _ in range(2):
        for mail in mails:
            office.fetch(mail["html"])
    page = office.alice.feed(after=start)
    assert [message["id"] for message in page["messages"]] == [
        mail["message_id"] for mail in mails
    ]
    assert office.alice.feed(after=page["cursor"])["messages"] == []


def test_it_hands_a_long_absence_over_in_pages(office: Company) -> None:
    start = office.alice.feed()["cursor"]
    ids = []
    for _ in range(60):
        mail = office.alice.write([DAVE])
        office.fetch(mail["html"])
        ids.append(mail["message_id"])
    first = office.alice.feed(after=start)
    assert (len(first["messages"]), first["more"]) == (50, True)
    rest = office.alice.feed(after=first["cursor"])
    assert rest["more"] is False
    seen = [message["id"] for message in first["messages"] + rest["messages"]]
    assert seen == ids


def test_it_answers_304_to_a_pane_that_is_up_to_date(office: Company) -> None:
    office.fetch(office.alice.write([DAVE])["html"])
    first = office.alice.ask("GET", "/feed")
    again = office.alice.ask(
        "GET", "/feed", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_it_brings_back_a_cursor_from_another_store(office: Company) -> None:
    assert office.alice.feed(after=999_999)["cursor"] == "0"


def test_it_lets_alice_wait_in_eight_panes_and_keeps_bob_s_place(
    office: Company,
) -> None:
    answer = office.alice.write([DAVE])
    cursor = office.alice.feed()["cursor"]
    told: list[int] = []
    panes = [
        threading.Thread(
            target=lambda: told.append(
                office.alice.ask(
                    "GET", "/feed", params={"after": cursor, "wait": 25}
                ).status_code
            )
        )
        for _ in range(10)
    ]
    for pane in panes:
        pane.start()
    while (
        told.count(503) < 2 and len(told) < 10
    ):  # the two that found no seat are answered at once
        panes[0].join(0.01)
    assert office.bob.feed(after=0, wait=1)["messages"] == []
    office.fetch(answer["html"])
    for pane in panes:
        pane.join(20)
    assert sorted(told) == [200] * 8 + [503] * 2
