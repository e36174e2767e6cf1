"""Carol looks at mail she sent from Gmail, where nobody else can be looking."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.domain.mailboxes import Mailboxes
from tests.house.company import GMAIL_PROXY, GOOGLE_ADDRESS, Company, company
from tests.house.nameserver import name_server

AT_OUTLOOK, AT_ICLOUD = "dave@outlook.com", "dave@icloud.com"
AT_GMAIL, AT_WORK = "dave@gmail.com", "dave@customer.example"
OWN = (
    "self",
    ["proxy_agent", "proxy_network", "no_google_recipient"],
)
PATIENCE = 10  # seconds until a look-up that is awaited is called missing


def write(office: Company, *to: str) -> dict[str, Any]:
    """Let carol track a mail and send it a little later."""
    answer = office.carol.write([*to], channel="gmail")
    assert answer["tracked"], answer
    office.clock.move(seconds=100)
    return answer


def google_fetches(office: Company, answer: dict[str, Any]) -> None:
    office.fetch(answer["html"], agent=GMAIL_PROXY, address=GOOGLE_ADDRESS)


def verdict(office: Company, answer: dict[str, Any]) -> tuple[str, list[str]]:
    (row,) = office.carol.message(answer["message_id"])["opens"]
    return row["class"], row["reasons"]


def match(office: Company, *to: str, ago: int = 90) -> dict[str, Any]:
    """Let carol open the mail in Sent, beside the sidebar."""
    sent = {
        "channel": "gmail",
        "sent_at": (office.clock.now - timedelta(seconds=ago)).isoformat(),
        "recipients": [*to],
    }
    found = office.carol.ask("POST", "/messages/match", json=sent).json()["message"]
    assert found is not None
    message: dict[str, Any] = found
    return message


def mailboxes(office: Company, answer: dict[str, Any]) -> Mailboxes:
    with office.installation.store.read() as reader:
        message_id = bytes.fromhex(answer["message_id"])
        found = [reader.message(org.id, message_id) for org in reader.organisations()]
    (message,) = [each for each in found if each is not None]
    return message.mailboxes


def await_that(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_it_takes_carols_look_at_her_mail_to_dave_at_outlook_for_hers(
    office: Company,
) -> None:
    answer = write(office, AT_OUTLOOK, AT_ICLOUD)
    google_fetches(office, answer)
    assert verdict(office, answer) == OWN
    (shown,) = office.carol.feed()["messages"]
    assert shown["summary"]["status"] == "not_seen"
    assert (shown["summary"]["opens"], shown["summary"]["machine"]) == (0, 1)


@pytest.mark.parametrize("to", [[AT_GMAIL], [AT_OUTLOOK, AT_GMAIL], [AT_WORK]])
def test_it_leaves_a_fetch_to_dave_who_has_or_may_have_a_mailbox_at_google(
    office: Company, to: list[str]
) -> None:
    answer = write(office, *to)
    google_fetches(office, answer)
    assert verdict(office, answer)[0] == "proxied"


def test_it_sees_dave_at_outlook_open_it_on_his_own_device(office: Company) -> None:
    answer = write(office, AT_OUTLOOK)
    office.fetch(answer["html"])
    assert verdict(office, answer)[0] == "direct"


def test_it_says_of_alices_outlook_mail_that_somebody_has_a_copy_at_gmail(
    office: Company,
) -> None:
    answer = office.alice.write([AT_OUTLOOK])
    sent = office.alice.ask("POST", f"/messages/{answer['message_id']}/sent", json={})
    assert sent.ok
    office.clock.move(seconds=100)
    google_fetches(office, answer)
    (row,) = office.alice.message(answer["message_id"])["opens"]
    assert (row["class"], row["confidence"]) == ("proxied", 0.8)
    assert "no_google_recipient" in row["reasons"]


def test_it_judges_again_when_the_sent_mail_also_went_to_dave_at_gmail(
    office: Company,
) -> None:
    answer = write(office, AT_OUTLOOK)
    google_fetches(office, answer)
    assert verdict(office, answer) == OWN
    # Carol had added somebody after she tracked it.
    found = match(office, AT_OUTLOOK, AT_GMAIL)
    assert mailboxes(office, answer) is Mailboxes.GOOGLE
    assert [row["class"] for row in found["opens"]] == ["proxied"]


def test_it_judges_again_when_dave_at_gmail_was_taken_off_before_sending(
    office: Company,
) -> None:
    answer = write(office, AT_OUTLOOK, AT_GMAIL)
    google_fetches(office, answer)
    found = match(office, AT_OUTLOOK)
    assert mailboxes(office, answer) is Mailboxes.OTHER
    assert [row["class"] for row in found["opens"]] == ["self"]


def test_it_does_not_forget_a_bcc_at_google_that_outlook_hides(office: Company) -> None:
    answer = office.alice.write([AT_OUTLOOK, AT_GMAIL])
    sent = {"recipients": [AT_OUTLOOK]}
    path = f"/messages/{answer['message_id']}/sent"
    assert office.alice.ask("POST", path, json=sent).ok
    assert mailboxes(office, answer) is Mailboxes.GOOGLE


def test_it_uses_carols_look_up_on_the_fetch_it_explains(office: Company) -> None:
    answer = write(office, AT_OUTLOOK)
    google_fetches(office, answer)
    path = f"/messages/{answer['message_id']}/viewing"
    viewed = office.carol.ask("POST", path, json={}).json()
    assert [row["reasons"] for row in viewed["opens"]] == [["viewing_mark"]]
    office.clock.move(seconds=5)
    google_fetches(office, answer)
    rows = office.carol.message(answer["message_id"])["opens"]
    assert [row["reasons"] for row in rows] == [OWN[1], ["viewing_mark"]]


def test_it_asks_nobody_about_daves_domain_unless_it_was_told_to(
    office: Company,
) -> None:
    with name_server({"customer.example": ["smtp.google.com."]}) as asked:
        answer = write(office, AT_WORK)
        match(office, AT_WORK)
    assert asked == []
    assert mailboxes(office, answer) is Mailboxes.UNKNOWN


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path, CANDOR_MX_LOOKUP="on") as running:
        yield running


AT_MICROSOFT = {"customer.example": ["customer-example.mail.protection.outlook.com."]}


def test_it_learns_from_dns_that_daves_company_is_not_at_google(
    asking: Company,
) -> None:
    with name_server(AT_MICROSOFT) as asked:
        answer = write(asking, AT_WORK, AT_OUTLOOK)
        await_that(lambda: mailboxes(asking, answer) is Mailboxes.OTHER)
        google_fetches(asking, answer)
        assert verdict(asking, answer) == OWN
        # It is remembered: known at once, and not asked again.
        second = write(asking, AT_WORK)
        assert mailboxes(asking, second) is Mailboxes.OTHER
    # The domain is all that was sent, and of no domain that is known by its name.
    assert asked == ["customer.example."]


def test_it_asks_about_no_more_people_than_it_takes(asking: Company) -> None:
    at_google = {"customer.example": ["smtp.google.com."]}
    with name_server(at_google) as asked:
        answer = write(asking, AT_WORK, "kim@partner.example")
        await_that(lambda: mailboxes(asking, answer) is Mailboxes.GOOGLE)
        write(asking, AT_GMAIL, "lee@design.example")
        time.sleep(0.2)
    assert asked == ["customer.example."]


def test_it_asks_again_the_day_after(asking: Company) -> None:
    with name_server(AT_MICROSOFT) as asked:
        first = write(asking, AT_WORK)
        await_that(lambda: mailboxes(asking, first) is Mailboxes.OTHER)
        asking.clock.move(seconds=24 * 60 * 60)
        asking.people.clear()  # their tokens have run out
        second = write(asking, AT_WORK)
        await_that(lambda: mailboxes(asking, second) is Mailboxes.OTHER)
    assert len(asked) == 2


def test_it_judges_again_what_was_fetched_before_dns_answered(asking: Company) -> None:
    with name_server({}) as asked:
        answer = write(asking, AT_WORK)
        await_that(lambda: asked == ["customer.example."])
        google_fetches(asking, answer)
        assert verdict(asking, answer)[0] == "proxied"
    asking.clock.move(seconds=301)  # for so long a domain nobody knows is left alone
    with name_server(AT_MICROSOFT):
        match(asking, AT_WORK, ago=391)
        await_that(lambda: verdict(asking, answer) == OWN)


def test_it_prepares_carols_mail_at_once_though_dns_is_silent(asking: Company) -> None:
    with name_server({"customer.example": []}) as asked:
        started = time.monotonic()
        answer = write(asking, AT_WORK)
        assert time.monotonic() - started < 1
        await_that(lambda: asked != [])
        assert mailboxes(asking, answer) is Mailboxes.UNKNOWN


def test_it_lets_dns_say_nothing_of_people_the_mail_no_longer_goes_to(
    asking: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[object] = []
    whereabouts = asking.installation.whereabouts
    monkeypatch.setattr(whereabouts, "find_out", lambda *asked: found.append(asked))
    answer = write(asking, AT_WORK)
    match(asking, AT_WORK, AT_GMAIL)
    monkeypatch.undo()
    with name_server(AT_MICROSOFT) as asked:
        whereabouts.find_out(*found[0])  # type: ignore[misc]
        await_that(lambda: asked != [])
        asking.installation.whereabouts.stop()
    assert mailboxes(asking, answer) is Mailboxes.GOOGLE


# "I sent it" says that, not when


def say_sent(office: Company, answer: dict[str, Any]) -> dict[str, Any]:
    path = f"/messages/{answer['message_id']}/sent"
    told: dict[str, Any] = office.carol.ask("POST", path, json={}).json()
    return told


def test_it_finds_the_sent_copy_of_mail_that_carol_only_said_was_sent(
    office: Company,
) -> None:
    answer = write(office, AT_GMAIL)
    office.clock.move(minutes=20)
    assert say_sent(office, answer)["confirmed"]
    office.clock.move(minutes=20)
    google_fetches(office, answer)  # she opens it in Sent, with the sidebar
    found = match(office, AT_GMAIL, ago=40 * 60 + 60)
    assert found["id"] == answer["message_id"]
    path = f"/messages/{answer['message_id']}/viewing"
    shown = office.carol.ask("POST", path, json={}).json()
    assert [row["reasons"] for row in shown["opens"]] == [["viewing_mark"]]
    assert shown["summary"]["opens"] == 0


def test_it_never_takes_a_reopened_draft_for_opened_because_it_was_sent_since(
    office: Company,
) -> None:
    answer = write(office, AT_GMAIL)
    for _ in range(2):
        google_fetches(office, answer)
        office.clock.move(minutes=5)
    shown = say_sent(office, answer)
    assert [row["class"] for row in shown["opens"]] == ["proxied"] * 2
    assert shown["summary"]["opens"] == 0
    # What comes after her word is not the draft's.
    office.clock.move(minutes=5)
    google_fetches(office, answer)
    after = office.carol.message(answer["message_id"])
    assert after["summary"]["status"] == "opened_via"


def test_it_does_not_take_carols_next_mail_for_one_she_said_was_sent(
    office: Company,
) -> None:
    first = write(office, AT_GMAIL)
    say_sent(office, first)
    office.clock.move(minutes=30)
    second = write(office, AT_GMAIL)
    assert match(office, AT_GMAIL, ago=60)["id"] == second["message_id"]
    assert match(office, AT_GMAIL, ago=31 * 60 + 90)["id"] == first["message_id"]
