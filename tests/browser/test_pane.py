"""What Outlook's pane does for a rep."""

from collections.abc import Iterator
from typing import Any, Literal, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.fit import WIDTH
from tests.browser.pane import ID, Pane, declined, feed, me, message, serving
from tests.browser.rep import link, never, press, settled, tab
from tests.browser.sample import (
    ALL,
    COPY,
    DAVE,
    GIL,
    KNOWN,
    LINKS,
    MADE,
    ON,
    OPENED,
    PRIVACY,
    PRIVACY_URL,
    TO_DAVE,
    YES,
)
from tests.browser.states import STATES, arrive
from tests.browser.untouched import BODY, touches_no_text
from tests.house.fields import known, paths


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving() as origin:
        yield origin


LIGHT, DARK = "rgb(255, 255, 255)", "rgb(29, 34, 33)"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize(
    ("theme", "computer", "shown"),
    [
        ("", "light", LIGHT),
        ("", "dark", DARK),
        ("#FFFFFF", "dark", LIGHT),
        ("#262626", "light", DARK),
    ],
)
def test_it_is_as_light_or_dark_as_outlook_is(
    open_page: OpenPage,
    origin: str,
    theme: str,
    computer: Literal["light", "dark"],
    shown: str,
) -> None:
    page = open_page(width=WIDTH, colour_scheme=computer)
    Pane.open(page, origin, {"theme": theme}, {"GET feed": ALL})
    expect(page.get_by_role("button", name=GIL)).to_be_visible()
    assert page.evaluate(BACKGROUND) == shown
    assert Axe().run(page).violations_count == 0


def test_it_follows_outlook_into_another_theme(page: Page, origin: str) -> None:
    Pane.open(page, origin, {"theme": "#FFFFFF"}, {"GET feed": ALL})
    expect(page.get_by_role("button", name=GIL)).to_be_visible()
    page.evaluate("window.changeTheme('#262626')")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(BACKGROUND) == DARK


@pytest.mark.parametrize("event", ["onMessageCompose", "onRecipientsChanged", "track"])
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (YES, "Will be tracked"),
        ({"POST messages": (200, declined("consent_needed", DAVE))}, "agree first"),
        ({"POST messages": (500, {})}, "was not reached"),
    ],
    ids=["tracked", "declined", "failed"],
)
def test_it_touches_no_text_of_a_mail_in_any_event(
    page: Page, origin: str, event: str, answers: dict[str, Any], said: str
) -> None:
    draft = {"draft": {"to": [DAVE], "properties": {"choice": "on"}}}
    if event == "track":  # it turns on what is off
        draft["draft"]["properties"] = {"choice": "off"}
    pane = Pane.open(page, origin, draft, answers)
    expect(page.get_by_role("switch", name="Track this mail")).to_be_visible()
    page.evaluate(f"window.runEvent('{event}')")
    expect(page.get_by_text(said).filter(visible=True).first).to_be_visible()
    touches_no_text(pane)
    assert any(path == "messages" for _, path, _ in pane.candor.asked)


def test_it_would_notice_a_field_that_is_not_the_api_s() -> None:
    sent = {"recipients": [DAVE], "label": {"subject": "x", "body": "y"}}
    assert set(paths(sent)) - known("POST", "messages") == {"label.body"}
    with pytest.raises(LookupError):
        known("POST", "messages/body")


def test_it_would_notice_a_text_that_is_read(page: Page, origin: str) -> None:
    pane = arrive(page, origin, STATES["compose, off"])
    page.evaluate("Office.context.mailbox.item.body.getAsync('text', () => undefined)")
    assert any(BODY.search(name) for name in pane.touched())
    assert page.evaluate("window.mailbox.bodyReads") == ["body.getAsync"]


def test_it_puts_the_link_that_was_made_where_the_cursor_is(
    page: Page, origin: str
) -> None:
    answers = {**YES, LINKS: (201, {"link_id": ID, "url": "u", **MADE})}
    pane = Pane.open(page, origin, {"draft": TO_DAVE}, answers)
    settled(link("https://north.example/offer"))(page)
    expect(page.get_by_text("The link is in the mail")).to_be_visible()
    assert page.evaluate("window.inserted") == MADE["html"]
    body = {"target": "https://north.example/offer", "text": "The offer"}
    assert ("POST", LINKS.removeprefix("POST "), body) in pane.candor.asked
    expect(page.get_by_label("Text to show")).to_have_value("")


def test_it_offers_no_link_for_a_mail_that_is_not_tracked(
    page: Page, origin: str
) -> None:
    arrive(page, origin, STATES["compose, erin has to agree"])
    expect(page.get_by_text("Insert a tracked link")).to_be_hidden()


def me_with(**preferences: Any) -> tuple[int, dict[str, Any]]:
    return cast(
        "tuple[int, dict[str, Any]]",
        (200, {**STATES["settings, domains"].answers["GET me"][1]}
         | {"preferences": {"auto_track": False, "never_domains": [], **preferences}}),
    )  # fmt: skip


def test_it_keeps_the_domains_that_are_never_tracked(page: Page, origin: str) -> None:
    changed = me_with(never_domains=["family.example"])
    pane = Pane.open(page, origin, {}, {"PATCH me": [changed, me_with()]})
    tab("Settings", never("@Family.example"))(page)
    expect(page.get_by_role("listitem")).to_contain_text("family.example")
    page.get_by_role("button", name="Remove family.example").click()
    expect(page.get_by_text("No domain yet")).to_be_visible()
    assert [sent for method, _, sent in pane.candor.asked if method == "PATCH"] == [
        {"preferences": {"never_domains": ["family.example"]}},
        {"preferences": {"never_domains": []}},
    ]


def test_it_asks_anew_about_the_draft_when_the_never_list_changes(
    page: Page, origin: str
) -> None:
    answers = {**YES, "PATCH me": me_with(never_domains=["customer.example"])}
    pane = Pane.open(page, origin, {"draft": TO_DAVE}, answers)
    settled()(page)
    expect(page.get_by_text("Will be tracked")).to_be_visible()
    tab("Settings", never("customer.example"))(page)
    expect(page.get_by_role("listitem")).to_contain_text("customer.example")
    asked = [path for _, path, _ in pane.candor.asked]
    assert asked.count("messages") == 2


def test_it_tells_recipients_in_each_mail_where_alice_wants_it(
    page: Page, origin: str
) -> None:
    signed = {"disclosure_locked": False}
    on = me(policy=signed, preferences={"always_disclose": True})
    answers = {**YES, "GET me": (200, me(policy=signed)), "PATCH me": (200, on)}
    pane = Pane.open(page, origin, {"draft": TO_DAVE}, answers)
    settled()(page)
    expect(page.get_by_text("Will be tracked")).to_be_visible()
    tab("Settings")(page)
    switch = page.get_by_role("switch", name="Say so in each of my mails too")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    changed = {"preferences": {"always_disclose": True}}
    assert ("PATCH", "me", changed) in pane.candor.asked
    # The draft at hand is asked about anew.
    page.wait_for_function("window.mailbox.item.session.outcome")
    assert [path for _, path, _ in pane.candor.asked].count("messages") == 2


@pytest.mark.parametrize("suggested", [True, False])
def test_it_offers_no_choice_that_policy_does_not_leave(
    page: Page, origin: str, *, suggested: bool
) -> None:
    locked = me(policy={"suggest_auto_track": suggested})
    Pane.open(page, origin, {}, {"GET me": (200, locked)})
    tab("Settings")(page)
    expect(page.get_by_text("Each tracked mail says so")).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(1)


def test_it_marks_what_is_new_until_it_is_looked_at(page: Page, origin: str) -> None:
    stand = {"settings": {"seenAt": "2026-11-01T00:00:00Z"}}
    Pane.open(page, origin, stand, {"GET feed": ALL})
    new = page.locator(".feed__new")
    expect(new).to_have_count(4)
    page.get_by_role("button", name=GIL).click()
    page.get_by_role("button", name="Back to all mail").click()
    expect(new).to_have_count(3)
    page.get_by_role("button", name="Mark all as seen").click()
    expect(new).to_have_count(0)
    kept = page.evaluate("window.mailbox.settings.seenAt")
    assert kept == "2026-11-23T09:05:00Z"


def test_it_calls_nothing_new_at_first_use(page: Page, origin: str) -> None:
    Pane.open(page, origin, {}, {"GET feed": ALL})
    expect(page.get_by_role("button", name=GIL)).to_be_visible()
    expect(page.locator(".feed__new")).to_have_count(0)


def test_it_stays_in_the_search_field_while_mail_arrives(
    page: Page, origin: str
) -> None:
    Pane.open(page, origin, {}, {"GET feed": ALL})
    field = page.get_by_role("searchbox")
    field.press_sequentially("dave@")
    expect(field).to_be_focused()
    expect(page.locator(".feed > li")).to_have_count(2)


def test_it_finds_nothing_by_a_text_it_does_not_hold(page: Page, origin: str) -> None:
    pane = arrive(page, origin, STATES["feed, nothing found"])
    assert [path for _, path, _ in pane.candor.asked if "messages" in path] == []


def test_it_copies_the_privacy_link_and_asks_for_it_once(
    page: Page, origin: str
) -> None:
    mine = f"POST opens/{4:032x}/mine"
    answers = {
        **KNOWN,
        PRIVACY: (201, {"url": PRIVACY_URL}),
        mine: (200, OPENED | {"id": ID}),
    }
    pane = Pane.open(page, origin, {"mail": COPY}, answers)
    press("Copy the privacy link")(page)
    expect(page.get_by_text("Copied.")).to_be_visible()
    with page.expect_response("**/mine"):
        press("That was me")(page)
    # Drawn anew by the answer, the card still shows the link.
    told = page.get_by_label("Shows the recipient")
    expect(told).to_have_value(PRIVACY_URL)
    press("Copy")(page)
    expect(page.get_by_text("Copied.")).to_be_visible()
    asked = [path for _, path, _ in pane.candor.asked]
    assert asked.count(PRIVACY.removeprefix("POST ")) == 1
    assert pasted(page) == PRIVACY_URL


def pasted(page: Page) -> str:
    """Return what a rep finds in the clipboard."""
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.locator("body > textarea").focus()
    page.keyboard.press("Control+v")
    return page.locator("body > textarea").input_value()


# A mail that was seen in Sent Items can be opened from the feed.


def items(page: Page) -> Any:
    return page.evaluate("JSON.parse(localStorage.getItem('candor.items'))")


def test_it_opens_from_the_feed_a_mail_it_has_seen_and_says_first_who_looks(
    page: Page, origin: str
) -> None:
    known = OPENED | {"id": ID}
    answers = {**KNOWN, "GET feed": (200, feed(known))}
    pane = Pane.open(page, origin, {"mail": COPY}, answers)
    expect(page.get_by_text("What was seen")).to_be_visible()
    expect(page.get_by_role("button", name="Open this mail")).to_be_hidden()
    assert items(page) == [[ID, COPY["id"]]]
    page.get_by_role("tab", name="All mail").click()
    page.get_by_role("button", name=DAVE).click()
    before = len(pane.candor.asked)
    press("Open this mail")(page)
    page.wait_for_function("window.openedItem")
    assert page.evaluate("window.openedItem") == "item-1"
    assert pane.candor.asked[before:] == [("POST", f"messages/{ID}/viewing", {})]
    # Which mail it is never left this device.
    assert "item-1" not in str(pane.candor.asked)


def test_it_opens_the_mail_although_candor_does_not_answer(
    page: Page, origin: str
) -> None:
    stand = {"stored": {"candor.items": [[OPENED["id"], "item-1"]]}}
    look = f"POST messages/{OPENED['id']}/viewing"
    Pane.open(page, origin, stand, {"GET feed": ALL, look: (500, {})})
    page.get_by_role("button", name=DAVE).first.click()
    press("Open this mail")(page)
    page.wait_for_function("window.openedItem")


def test_it_forgets_where_a_mail_was_that_was_moved_or_deleted(
    page: Page, origin: str
) -> None:
    arrive(page, origin, STATES["feed, a mail that was moved"])
    assert items(page) == []
    press("Back to all mail")(page)
    page.get_by_role("button", name=DAVE).first.click()
    expect(page.get_by_role("button", name="Open this mail")).to_be_hidden()


@pytest.mark.parametrize(
    "stand", [{}, {"opensNothing": True}], ids=["not seen here", "not offered"]
)
def test_it_offers_to_open_no_mail_it_cannot_open(
    page: Page, origin: str, stand: dict[str, Any]
) -> None:
    if stand:
        stand = {**stand, "stored": {"candor.items": [[OPENED["id"], "item-1"]]}}
    Pane.open(page, origin, stand, {"GET feed": ALL})
    page.get_by_role("button", name=DAVE).first.click()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    expect(page.get_by_role("button", name="Open this mail")).to_be_hidden()


def test_it_forgets_the_place_of_a_mail_whose_record_alice_deletes(
    page: Page, origin: str
) -> None:
    answers = {**KNOWN, f"DELETE messages/{ID}": (204, {})}
    Pane.open(page, origin, {"mail": COPY}, answers)
    press("Delete", "Delete")(page)
    expect(page.get_by_text("knows nothing")).to_be_visible()
    assert items(page) == []


def test_it_leaves_the_mark_of_looking_before_it_shows_anything(
    page: Page, origin: str
) -> None:
    unconfirmed = message(1, [DAVE], "opened", id=ID, confirmed=False)
    answers = {
        f"POST messages/{ID}/viewing": (200, unconfirmed),
        f"POST messages/{ID}/sent": None,
    }
    with page.expect_request("**/sent"):
        pane = Pane.open(page, origin, {"mail": COPY}, answers)
    # the settings, which are out of sight, may still say so too
    expect(page.get_by_text("Looking it up").filter(visible=True)).to_be_visible()
    order = [path for _, path, _ in pane.candor.asked if path.startswith("messages")]
    assert order == [f"messages/{ID}/viewing", f"messages/{ID}/sent"]
    expect(page.get_by_text(DAVE)).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de-DE", "Wird verfolgt"),
        ("fr-FR", "Sera suivi"),
        ("es-MX", "Con seguimiento"),
        ("it-IT", "Sarà tracciato"),
        ("pt-BR", "Will be tracked"),  # the browser's own is the next best
    ],
)
def test_it_speaks_the_language_of_outlook(
    page: Page, origin: str, language: str, says: str
) -> None:
    stand = {"draft": TO_DAVE, "language": language}
    Pane.open(page, origin, stand, YES)
    settled()(page)
    expect(page.get_by_text(says, exact=True)).to_be_visible()
    spoken = page.locator("html").get_attribute("lang")
    assert spoken == (language if language != "pt-BR" else "en-GB")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_it_goes_on_asking_while_minutes_pass(page: Page, origin: str) -> None:
    Pane.open(page, origin, {}, {"GET feed": ALL})
    page.get_by_role("button", name=DAVE).first.click()
    press("Delete")(page)
    asked = page.get_by_text("Delete everything known")
    page.clock.run_for(180_000)
    expect(asked).to_be_visible()
    press("Keep")(page)
    page.clock.set_fixed_time("2026-11-23T11:00:00Z")
    page.clock.run_for(180_000)
    expect(page.get_by_text("2 hours ago").first).to_be_visible()


def test_it_goes_from_tab_to_tab_by_arrow_keys(page: Page, origin: str) -> None:
    Pane.open(page, origin, {"draft": ON}, {})
    first, second, third = page.get_by_role("tab").all()
    expect(first).to_have_attribute("aria-selected", "true")
    first.focus()
    for key, there in (("ArrowRight", second), ("ArrowRight", third),
                       ("ArrowRight", first), ("ArrowLeft", third)):  # fmt: skip
        page.keyboard.press(key)
        expect(there).to_be_focused()
        expect(there).to_have_attribute("aria-selected", "true")


def test_it_asks_nothing_while_it_is_hidden(page: Page, origin: str) -> None:
    pane = Pane.open(page, origin, {}, {"GET feed": ALL})
    expect(page.get_by_role("button", name=GIL)).to_be_visible()
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    before = len(pane.candor.asked)
    page.clock.run_for(120_000)
    assert len(pane.candor.asked) == before
