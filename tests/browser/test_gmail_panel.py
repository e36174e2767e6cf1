"""A rep's whole path in the simulated Gmail, in which the real add-on runs."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Route, Worker, expect

from tests.browser.conftest import OpenPage
from tests.browser.newcomer import DAVE, ERIN, Newcomer
from tests.desk.demo import ANY_PORTS, Demo, demo

TARGET = "https://south.example/prices"


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    with demo(*ANY_PORTS) as running:
        yield running


@pytest.fixture
def rep(running: Demo, open_page: OpenPage) -> Newcomer:
    rep = Newcomer(open_page(width=1600, height=1000))
    rep.go_to(running.told["desk_url"])
    return rep


def press(rep: Newcomer, name: str) -> None:
    rep.sidebar.get_by_role("button", name=name, exact=True).click()


def body(rep: Newcomer) -> Locator:
    return rep.gmail.get_by_role("textbox", name="Message body")


def open_sent(rep: Newcomer, subject: str) -> None:
    rep.gmail.get_by_role("button", name="Sent", exact=True).click()
    sent = rep.gmail.get_by_role("list").get_by_role("button")
    sent.filter(has_text=subject).click()


def test_it_leads_carol_from_a_draft_to_an_open_and_back_out(rep: Newcomer) -> None:
    rep.write_in_gmail(DAVE, "The whole path")
    first = rep.sidebar.locator(".gm-card-body").get_by_role("button").first
    expect(first).to_have_text("Track this mail")
    rep.track_in_gmail()
    expect(body(rep)).to_contain_text("can see when this mail is opened")
    rep.press_track_in_gmail()
    expect(rep.sidebar).to_contain_text("Prepared; send not confirmed")
    expect(body(rep).get_by_role("link")).to_have_count(1)
    rep.send_in_gmail()
    open_sent(rep, "The whole path")
    expect(rep.sidebar.get_by_role("heading", name="This mail")).to_be_visible()
    expect(rep.sidebar).to_contain_text("Not seen")
    rep.choose_inbox(DAVE)
    rep.open_mail("The whole path")
    rep.reload_in_gmail_until("Opened")
    press(rep, "That was me")
    expect(rep.sidebar).to_contain_text("Noted: that was you.")
    expect(rep.feed_in_gmail.first).to_contain_text("Not seen")
    press(rep, "Stop tracking")
    expect(rep.sidebar).to_contain_text("Tracking stopped")
    press(rep, "Delete its data")
    press(rep, "Delete for good")
    expect(rep.sidebar).to_contain_text("holds no data about this mail")


def test_it_never_says_opened_of_a_draft_that_is_opened_again(rep: Newcomer) -> None:
    rep.write_in_gmail(DAVE, "Not sent yet")
    rep.track_in_gmail()
    rep.gmail.get_by_role("button", name="Save and close").click()
    # The cool-down is over once the message is listed: from here it counts as sent.
    rep.reload_in_gmail_until("Send not confirmed")
    rep.gmail.get_by_role("button", name="Drafts").click()
    drafts = rep.gmail.get_by_role("list").get_by_role("button")
    drafts.filter(has_text="Not sent yet").click()
    expect(rep.gmail).to_contain_text("Gmail loaded 1 image")
    rep.gmail.get_by_role("button", name="Save and close").click()
    # What the draft fetched is shown, and as no more than it is.
    rep.reload_in_gmail_until("Perhaps opened")
    for row in rep.feed_in_gmail.filter(has_text="Send not confirmed").all():
        expect(row).not_to_contain_text("Opened")


def test_it_puts_a_tracked_link_into_the_draft(rep: Newcomer) -> None:
    rep.write_in_gmail("lee@design.example", "With a tracked link")
    press(rep, "Show 4 more")
    rep.sidebar.get_by_label("Where it leads").fill(TARGET)
    rep.sidebar.get_by_label("What it says in the mail").fill("Prices")
    press(rep, "Put the link in")
    link = body(rep).get_by_role("link", name="Prices")
    expect(link).to_have_attribute("href", re.compile("/track/click/"))
    expect(body(rep)).to_contain_text("links are followed")


def test_it_remembers_whom_carol_never_tracks(rep: Newcomer) -> None:
    rep.write_in_gmail("kim@partner.example", "A choice")
    press(rep, "Your choices")
    press(rep, "Never track mail to partner.example")
    expect(rep.sidebar).to_contain_text("Noted.")
    press(rep, "Back")
    rep.press_track_in_gmail()
    expect(rep.sidebar).to_contain_text("You switched this domain off")
    press(rep, "Reload")
    press(rep, "Your choices")
    press(rep, "Track mail to partner.example again")
    expect(rep.sidebar).to_contain_text("You switched no domain off.")


def test_it_shows_one_kind_of_mail(rep: Newcomer) -> None:
    rep.write_in_gmail("kim@partner.example", "Somewhere else")
    rep.track_in_gmail()
    rep.send_in_gmail()
    rep.reload_in_gmail_until("kim@partner.example")
    rep.sidebar.get_by_label("Show").select_option("With a link followed")
    expect(rep.sidebar).to_contain_text(
        "None of the mail looked through is of this kind."
    )
    rep.sidebar.get_by_label("Show").select_option("Not seen")
    expect(rep.feed_in_gmail.first).to_contain_text("Not seen")


def test_it_offers_the_feed_from_the_menu_of_any_card(rep: Newcomer) -> None:
    rep.write_in_gmail(ERIN, "Elsewhere")
    rep.sidebar.get_by_label("Menu").click()
    press(rep, "Tracked mail")
    expect(rep.sidebar.get_by_role("heading", name="Your tracked mail")).to_be_visible()
    with rep.page.expect_popup() as opened:
        rep.sidebar.get_by_label("Menu").click()
        press(rep, "About Candor here")
    assert opened.value.url.endswith("/about")


def test_it_stops_when_somebody_who_was_not_asked_is_added_after_the_press(
    rep: Newcomer,
) -> None:
    rep.write_in_gmail("joe@builder.example", "Added later")
    rep.track_in_gmail()
    rep.gmail.get_by_label("Cc", exact=True).fill(ERIN)
    rep.send_in_gmail()
    open_sent(rep, "Added later")
    expect(rep.sidebar).to_contain_text("somebody it went to may not be tracked")


def test_it_takes_what_google_fetches_for_carols_when_nobody_else_is_there(
    rep: Newcomer,
) -> None:
    rep.write_in_gmail("dave@outlook.com", "To another provider")
    rep.track_in_gmail()
    rep.gmail.get_by_role("button", name="Save and close").click()
    rep.reload_in_gmail_until("dave@outlook.com")
    rep.gmail.get_by_role("button", name="Drafts").click()
    drafts = rep.gmail.get_by_role("list").get_by_role("button")
    drafts.filter(has_text="To another provider").click()
    expect(rep.gmail).to_contain_text("Gmail loaded 1 image")
    rep.gmail.get_by_role("button", name="Save and close").click()
    press(rep, "Reload")
    rep.feed_in_gmail.filter(has_text="dave@outlook.com").click()
    expect(rep.sidebar.get_by_role("heading", name="This mail")).to_be_visible()
    expect(rep.feed_in_gmail.first).to_contain_text("Not seen")
    expect(rep.sidebar).to_contain_text("Probably you")
    expect(rep.sidebar).to_contain_text("nobody it went to has a mailbox at Google")


def open_draft(rep: Newcomer, subject: str) -> None:
    rep.gmail.get_by_role("button", name="Save and close").click()
    rep.gmail.get_by_role("button", name="Drafts").click()
    drafts = rep.gmail.get_by_role("list").get_by_role("button")
    drafts.filter(has_text=subject).click()


def messages_to(running: Demo, address: str) -> list[dict[str, Any]]:
    """Return what the server holds of carol's mail to an address, newest first."""
    with requests.Session() as session:
        token = session.get(f"{running.told['desk_url']}/token/carol").json()["token"]
        found = session.get(
            f"{running.told['url']}/api/v1/messages",
            headers={"Authorization": f"Bearer {token}"},
        ).json()["messages"]
    return [each for each in found if each["label"] == {"recipients": [address]}]


def test_it_keeps_one_message_of_a_draft_that_carol_opens_again(
    rep: Newcomer, running: Demo
) -> None:
    rep.write_in_gmail("ann@customer.example", "Opened again")
    rep.track_in_gmail()
    open_draft(rep, "Opened again")
    rep.press_track_in_gmail()
    expect(rep.sidebar).to_contain_text("This mail, or another?")
    press(rep, "It is this one")
    expect(rep.sidebar).to_contain_text("This mail is prepared")
    press(rep, "Put it in again")
    expect(body(rep).get_by_role("link")).to_have_count(2)
    rep.sidebar.get_by_label("Back").first.click()
    rep.press_track_in_gmail()
    expect(rep.sidebar).to_contain_text("This mail is prepared")
    assert len(messages_to(running, "ann@customer.example")) == 1


def test_it_leads_back_to_track_after_do_not_track_it(rep: Newcomer) -> None:
    rep.write_in_gmail("ben@customer.example", "Not after all")
    rep.track_in_gmail()
    rep.press_track_in_gmail()
    press(rep, "Do not track it")
    expect(rep.sidebar).to_contain_text("until you delete it by hand")
    rep.press_track_in_gmail()
    expect(body(rep).get_by_role("link")).to_have_count(2)


def test_it_lets_carol_say_which_mail_the_one_in_sent_is(
    rep: Newcomer, running: Demo
) -> None:
    rep.write_in_gmail("cat@customer.example", "The first of two")
    rep.track_in_gmail()
    rep.gmail.get_by_role("button", name="Save and close").click()
    rep.write_in_gmail("cat@customer.example", "The second of two")
    rep.press_track_in_gmail()
    press(rep, "Track as another")
    body(rep).get_by_role("link").wait_for()
    rep.send_in_gmail()
    open_sent(rep, "The second of two")
    expect(rep.sidebar).to_contain_text("Which mail is this?")
    rep.sidebar.get_by_role("button", name="It is this one").first.click()
    expect(rep.sidebar).to_contain_text("Noted as sent.")
    newest, first = messages_to(running, "cat@customer.example")
    assert (newest["confirmed"], first["confirmed"]) == (True, False)


def test_it_runs_nothing_for_what_carol_left_before_it_began(
    running: Demo, open_page: OpenPage
) -> None:
    page = open_page(width=1600, height=1000)
    runs: list[Worker] = []
    held: list[Route] = []
    # Playwright takes no method of a list for a listener.
    page.on("worker", lambda run: runs.append(run))  # noqa: PLW0108
    page.route("**/token/carol", lambda to: held.append(to), times=1)  # noqa: PLW0108
    with page.expect_request("**/token/carol"):
        page.goto(running.told["desk_url"])
    rep = Newcomer(page)
    rep.gmail.get_by_role("button", name="Compose").click()
    expect(rep.sidebar.get_by_role("button", name="Track this mail")).to_be_visible()
    with page.expect_response("**/token/carol") as late:
        held[0].continue_()
    late.value.finished()
    page.evaluate("fetch('/desk.json').then((told) => told.text())")
    assert len(runs) == 1, "the list of mails would be drawn over the draft's card"


def fits(rep: Newcomer) -> None:
    """Check that nothing runs out of sight and everybody can use what is shown."""
    wide = rep.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0
    results = Axe().run(rep.page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_can_be_used_by_everybody(
    running: Demo,
    open_page: OpenPage,
    colours: Literal["light", "dark"],
    width: int,
) -> None:
    rep = Newcomer(open_page(width=width, height=900, colour_scheme=colours))
    rep.page.goto(running.told["desk_url"])
    if width < 700:  # one panel at a time
        rep.page.get_by_role("tab", name="Gmail").click()
    subject = f"For everybody, {colours} at {width}"
    # to somebody each, or carol is asked whether it is the mail she wrote before
    rep.write_in_gmail(f"{colours}-{width}@customer.example", subject)
    press(rep, "Show 4 more")
    fits(rep)
    press(rep, "Your choices")
    fits(rep)
    rep.sidebar.get_by_label("Back").first.click()
    rep.track_in_gmail()
    rep.send_in_gmail()
    open_sent(rep, subject)
    expect(rep.sidebar.get_by_role("heading", name="This mail")).to_be_visible()
    fits(rep)
