"""What a newcomer sees at the trial desk, by its buttons alone."""

from collections.abc import Iterator
from typing import Literal

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.newcomer import BROWSER, DAVE, ERIN, Newcomer
from tests.desk.demo import ANY_PORTS, Demo, demo


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    with demo(*ANY_PORTS) as running:
        yield running


@pytest.fixture
def newcomer(running: Demo, open_page: OpenPage) -> Newcomer:
    newcomer = Newcomer(open_page(width=1600, height=1000))
    newcomer.go_to(running.told["desk_url"])
    return newcomer


def test_it_shows_alice_that_dave_opened_her_mail(newcomer: Newcomer) -> None:
    newcomer.write_in_outlook(DAVE, "The offer")
    newcomer.track_in_outlook()
    newcomer.send_in_outlook()
    newcomer.choose_inbox(DAVE)
    newcomer.open_mail("The offer")
    expect(newcomer.feed_in_outlook).to_contain_text(DAVE)
    expect(newcomer.feed_in_outlook).to_contain_text("opened")
    expect(newcomer.feed_in_outlook).not_to_contain_text("cannot tell")


def test_it_shows_carol_that_dave_opened_her_mail(newcomer: Newcomer) -> None:
    newcomer.write_in_gmail(DAVE, "A question")
    newcomer.track_in_gmail()
    newcomer.send_in_gmail()
    newcomer.reload_in_gmail_until(DAVE)
    expect(newcomer.feed_in_gmail).not_to_contain_text("Opened")
    newcomer.choose_inbox(DAVE)
    newcomer.open_mail("A question")
    newcomer.reload_in_gmail_until("Opened")


def test_it_opens_a_mail_from_the_feed_and_counts_nobody_s_look_but_alice_s(
    newcomer: Newcomer,
) -> None:
    newcomer.write_in_outlook(DAVE, "To be found again")
    newcomer.track_in_outlook()
    newcomer.send_in_outlook()
    newcomer.outlook.get_by_role("button", name="To be found again").click()
    expect(newcomer.task_pane.get_by_text("What was seen")).to_be_visible()
    newcomer.feed_in_outlook.get_by_role("button", name=DAVE).first.click()
    with newcomer.page.expect_popup() as opened:
        newcomer.task_pane.get_by_role("button", name="Open this mail").click()
    expect(opened.value.locator("body")).to_contain_text("the offer we spoke about")
    seen = newcomer.task_pane.get_by_role("tabpanel", name="All mail")
    expect(seen.get_by_text("you were looking at it").first).to_be_visible()
    expect(seen.get_by_text("not seen", exact=True)).to_be_visible()


def test_it_keeps_no_click_on_a_link_once_alice_switched_off(
    newcomer: Newcomer,
) -> None:
    newcomer.write_in_outlook(DAVE, "Second thoughts")
    newcomer.track_in_outlook()
    pane = newcomer.task_pane
    pane.get_by_text("Insert a tracked link").click()
    pane.get_by_label("Address (https://").fill("https://shop.example/offer")
    pane.get_by_role("button", name="Insert", exact=True).click()
    expect(pane.get_by_text("The link is in the mail")).to_be_visible()
    with newcomer.page.expect_response("**/api/v1/messages/withdraw") as closed:
        pane.get_by_role("switch", name="Track this mail").click()
    assert closed.value.status == 204
    newcomer.send_in_outlook()
    newcomer.outlook.get_by_role("button", name="Second thoughts").click()
    expect(pane.get_by_text("You switched tracking off")).to_be_visible()
    newcomer.choose_inbox(DAVE)
    newcomer.open_mail("Second thoughts")
    link = newcomer.mail_text.get_by_role("link", name="shop.example")
    led = requests.get(
        link.get_attribute("href") or "",
        headers={"User-Agent": BROWSER},
        allow_redirects=False,
        timeout=20,
    )
    assert led.headers["Location"] == "https://shop.example/offer"
    expect(newcomer.feed_in_outlook).not_to_contain_text("link followed")


def sign_in_by_dialog(newcomer: Newcomer) -> None:
    with newcomer.page.expect_popup() as opened:
        newcomer.task_pane.get_by_role("button", name="Sign in").first.click()
    expect(opened.value.get_by_role("heading")).to_have_text("north.example")
    assert Axe().run(opened.value).violations_count == 0
    opened.value.get_by_role("link", name="Alice North").click()
    expect(newcomer.task_pane.locator("#link")).to_have_text("Live")


def test_it_tracks_with_a_dialog_alone_where_office_signs_nobody_in(
    newcomer: Newcomer,
) -> None:
    newcomer.outlook.get_by_label("Office signs add-ins in").uncheck()
    newcomer.write_in_outlook(DAVE, "By the pane alone")
    expect(newcomer.task_pane.locator("#link")).to_have_text("Signed out")
    newcomer.task_pane.get_by_role("switch", name="Track this mail").click()
    sign_in_by_dialog(newcomer)
    expect(newcomer.task_pane.get_by_text("Will be tracked")).to_be_visible()
    newcomer.send_in_outlook()
    newcomer.choose_inbox(DAVE)
    newcomer.open_mail("By the pane alone")
    expect(newcomer.mail_text).to_contain_text("Alice")
    # Another pane, another runtime: what the first one held is gone with it.
    sign_in_by_dialog(newcomer)
    expect(newcomer.feed_in_outlook).to_contain_text("opened")


def test_it_says_cannot_tell_when_apple_fetched(newcomer: Newcomer) -> None:
    newcomer.write_in_outlook(DAVE, "For an iPhone")
    newcomer.track_in_outlook()
    newcomer.send_in_outlook()
    newcomer.choose_inbox(DAVE)
    newcomer.open_as("Apple's privacy protection")
    newcomer.open_mail("For an iPhone")
    expect(newcomer.inbox.get_by_role("status")).to_contain_text("fetched the pixel")
    expect(newcomer.feed_in_outlook).to_contain_text("Apple privacy: cannot tell")


def test_it_fetches_nothing_while_pictures_are_off(newcomer: Newcomer) -> None:
    newcomer.write_in_outlook(DAVE, "Without pictures")
    newcomer.track_in_outlook()
    newcomer.send_in_outlook()
    newcomer.choose_inbox(DAVE)
    fetched: list[str] = []
    newcomer.page.on("response", lambda response: fetched.append(response.url))
    newcomer.inbox.get_by_label("Show images").uncheck()
    newcomer.open_mail("Without pictures")
    expect(newcomer.mail_text).to_contain_text("the offer we spoke about")
    assert not any("/track/open/" in url for url in fetched)
    newcomer.inbox.get_by_label("Show images").check()
    with newcomer.page.expect_response("**/track/open/*"):
        newcomer.inbox.get_by_role("button", name="Open again").click()


def test_it_tells_alice_and_carol_that_erin_must_agree_first(
    newcomer: Newcomer,
) -> None:
    newcomer.write_in_outlook(ERIN, "Bonjour")
    newcomer.track_in_outlook()
    for place in (newcomer.outlook, newcomer.task_pane.locator("body")):
        expect(place).to_contain_text(ERIN)
        expect(place).to_contain_text("has to agree first")
    newcomer.send_in_outlook()
    newcomer.write_in_gmail(ERIN, "Bonsoir")
    newcomer.press_track_in_gmail()
    expect(newcomer.sidebar).to_contain_text("must be asked first")
    expect(newcomer.sidebar).to_contain_text(ERIN)
    newcomer.send_in_gmail()
    newcomer.choose_inbox(ERIN)
    for subject in ("Bonjour", "Bonsoir"):
        with newcomer.page.expect_response("**/mail/*/html*") as shown:
            newcomer.open_mail(subject)
        assert "the offer" in shown.value.text()
        assert "/track/open/" not in shown.value.text()


def test_it_opens_the_privacy_page_beside_the_mail(newcomer: Newcomer) -> None:
    newcomer.write_in_outlook(DAVE, "With a link")
    newcomer.track_in_outlook()
    newcomer.send_in_outlook()
    newcomer.choose_inbox(DAVE)
    newcomer.open_mail("With a link")
    with newcomer.page.expect_popup() as opened:
        newcomer.mail_text.get_by_role("link").click()
    expect(opened.value.get_by_role("heading").first).to_be_visible()
    assert "/privacy/" in opened.value.url


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280, 1600])
def test_it_can_be_used_by_everybody(
    running: Demo, open_page: OpenPage, width: int, colours: Literal["light", "dark"]
) -> None:
    newcomer = Newcomer(open_page(width=width, height=900, colour_scheme=colours))
    newcomer.page.goto(running.told["desk_url"])
    panels = newcomer.page.get_by_role("tab").all() or [
        newcomer.page.get_by_role("main")
    ]
    assert len(panels) == (3 if width == 320 else 1)
    for panel in panels:
        if width == 320:
            panel.click()
        results = Axe().run(newcomer.page)
        assert results.violations_count == 0, results.generate_report()
        wide = newcomer.page.evaluate("document.documentElement.scrollWidth")
        assert wide == width


def test_it_shows_one_panel_at_a_time_where_three_do_not_fit(
    running: Demo, open_page: OpenPage
) -> None:
    newcomer = Newcomer(open_page(width=320, height=800))
    newcomer.page.goto(running.told["desk_url"])
    newcomer.page.get_by_role("tab", name="Outlook").focus()
    panels = outlook, gmail, inbox = newcomer.outlook, newcomer.gmail, newcomer.inbox
    for key, shown in (
        ("ArrowRight", gmail),
        ("ArrowRight", inbox),
        ("ArrowRight", outlook),
        ("End", inbox),
    ):
        newcomer.page.keyboard.press(key)
        expect(shown).to_be_visible()
        for panel in panels:
            assert panel.is_visible() == (panel is shown)
