"""How a sidebar learns of an open: at once, once, and of its own messages only."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.company import ALONE, Company, company

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


@pytest.fixture
def unhurried(tmp_path: Path) -> Iterator[Company]:
    """Serve a company in which alice may write more mails than anybody needs."""
    with company(tmp_path, CANDOR_ISSUES_PER_MINUTE="1000") as running:
        yield running


def listed(office: Company, to: str = DAVE) -> str:
    """Have alice send a mail and somebody fetch it; return its id."""
    mail = office.alice.write([to])
    office.fetch(mail["html"])
    message_id: str = mail["message_id"]
    return message_id


def ids(page: dict[str, Any]) -> list[str]:
    return [message["id"] for message in page["messages"]]


def older(office: Company, page: dict[str, Any]) -> dict[str, Any]:
    return office.alice.feed(before=page["before"])


def test_it_leads_alice_back_to_her_first_mail(unhurried: Company) -> None:
    mails = [listed(unhurried) for _ in range(120)]
    first = unhurried.alice.feed()
    second = older(unhurried, first)
    third = older(unhurried, second)
    assert [len(each["messages"]) for each in (first, second, third)] == [50, 50, 20]
    assert [each["more"] for each in (first, second, third)] == [True, True, False]
    assert third["before"] is None
    assert ids(first) + ids(second) + ids(third) == mails[::-1]


def test_it_says_that_there_is_nothing_older_than_what_fills_a_page(
    office: Company,
) -> None:
    for _ in range(50):
        listed(office)
    page = office.alice.feed()
    assert (len(page["messages"]), page["more"], page["before"]) == (50, False, None)


def test_it_fills_a_page_past_mail_that_alice_erased(unhurried: Company) -> None:
    kept = [listed(unhurried) for _ in range(60)]
    for _ in range(30):
        unhurried.alice.ask("DELETE", f"/messages/{listed(unhurried)}")
    first = unhurried.alice.feed()
    assert ids(first) == kept[:9:-1]
    assert ids(older(unhurried, first)) == kept[9::-1]


def test_it_goes_on_where_more_was_erased_than_it_passes_over(
    unhurried: Company,
) -> None:
    kept = listed(unhurried)
    erased = [listed(unhurried) for _ in range(4 * 50)]
    for message_id in erased:
        unhurried.alice.ask("DELETE", f"/messages/{message_id}")
    page = unhurried.alice.feed()
    assert (page["messages"], page["more"]) == ([], True)
    assert ids(older(unhurried, page)) == [kept]


def test_it_shows_a_mail_that_moved_up_meanwhile_at_the_top_alone(
    unhurried: Company,
) -> None:
    first = unhurried.alice.write([DAVE])
    unhurried.fetch(first["html"])
    for _ in range(60):
        listed(unhurried, "erwin@customer.example")
    page = unhurried.alice.feed()
    unhurried.fetch(first["html"])
    assert first["message_id"] not in ids(older(unhurried, page))
    assert ids(unhurried.alice.feed())[0] == first["message_id"]


def test_it_answers_304_to_a_pane_that_is_up_to_date(office: Company) -> None:
    office.fetch(office.alice.write([DAVE])["html"])
    first = office.alice.ask("GET", "/feed")
    again = office.alice.ask(
        "GET", "/feed", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_it_brings_back_a_cursor_from_another_store(office: Company) -> None:
    assert office.alice.feed(after=999_999)["cursor"] == "0"


def panes(office: Company, told: list[int], many: int) -> list[threading.Thread]:
    """Open so many panes of alice's that wait for news; `told` gets their statuses."""
    cursor = office.alice.feed()["cursor"]

    def ask() -> None:
        query = {"after": cursor, "wait": 25}
        told.append(office.alice.ask("GET", "/feed", params=query).status_code)

    opened = [threading.Thread(target=ask) for _ in range(many)]
    for pane in opened:
        pane.start()
    return opened


def test_it_lets_alice_wait_in_eight_panes_and_keeps_bob_s_place(
    tmp_path: Path,
) -> None:
    with company(tmp_path) as office:
        answer, told = office.alice.write([DAVE]), list[int]()
        opened = panes(office, told, 10)
        while told.count(503) < 2 and len(told) < 10:
            opened[0].join(0.01)  # the two that found no seat are answered at once
        assert office.bob.feed(after=0, wait=1)["messages"] == []
        office.fetch(answer["html"])
        for pane in opened:
            pane.join(20)
        assert sorted(told) == [200] * 8 + [503] * 2


def test_it_keeps_threads_free_for_the_pixel_without_the_front(tmp_path: Path) -> None:
    with company(tmp_path, ALONE) as office:
        answer, told = office.alice.write([DAVE]), list[int]()
        opened = panes(office, told, 7)
        while len(told) < 3:
            opened[0].join(0.01)  # who finds the room crowded is answered at once
        assert told == [200] * 3
        office.fetch(answer["html"])
        for pane in opened:
            pane.join(20)
        assert told == [200] * 7
