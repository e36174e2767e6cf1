"""What fails in the pane is said, and can be tried again."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pane import ID, Pane, declined, issued, me, serving
from tests.browser.rep import filtered, never, press, settled, switch, tab
from tests.browser.sample import (
    ALL,
    COPY,
    DAVE,
    GIL,
    KNOWN,
    OPENED,
    PREPARED,
    TO_DAVE,
)
from tests.browser.states import STATES, arrive

HABIT = "Track my mail automatically"


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving() as origin:
        yield origin


def prefers(*, automatic: bool) -> tuple[int, dict[str, Any]]:
    return 200, me(preferences={"auto_track": automatic})


def test_it_leaves_a_switch_as_it_was_when_alice_s_choice_is_not_taken(
    page: Page, origin: str
) -> None:
    answers = {"PATCH me": [(500, {}), prefers(automatic=True)]}
    Pane.open(page, origin, {}, answers)
    tab("Settings", switch(HABIT))(page)
    expect(page.get_by_text("That did not work")).to_be_visible()
    habit = page.get_by_role("switch", name=HABIT)
    expect(habit).to_have_attribute("aria-checked", "false")
    expect(habit).to_be_focused()
    habit.click()
    expect(habit).to_have_attribute("aria-checked", "true")
    expect(page.get_by_text("That did not work")).to_be_hidden()


def test_it_shows_the_choice_that_holds_when_only_the_answer_was_lost(
    page: Page, origin: str
) -> None:
    answers: dict[str, Any] = {
        "PATCH me": (502, {}),
        "GET me": [prefers(automatic=False), prefers(automatic=True)],
    }
    Pane.open(page, origin, {}, answers)
    tab("Settings", switch(HABIT))(page)
    habit = page.get_by_role("switch", name=HABIT)
    expect(habit).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("alert").filter(has_text="Candor")).to_have_count(0)


def test_it_asks_alice_again_when_her_first_answer_was_not_taken(
    page: Page, origin: str
) -> None:
    answers: dict[str, Any] = {
        "GET me": (200, me(preferences={"auto_track": None})),
        "PATCH me": [(429, {}), prefers(automatic=False)],
    }
    Pane.open(page, origin, {}, answers)
    press("No, I choose each time")(page)
    expect(page.get_by_text("Candor is busy")).to_be_visible()
    press("No, I choose each time")(page)
    expect(page.get_by_text("Track your mail automatically?")).to_be_hidden()


def test_it_deletes_at_the_second_try(page: Page, origin: str) -> None:
    answers: dict[str, Any] = {
        **KNOWN,
        f"DELETE messages/{ID}": [(500, {}), (204, {})],
    }
    Pane.open(page, origin, {"mail": COPY}, answers)
    press("Delete", "Delete")(page)
    expect(page.get_by_text("That did not work")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    press("Delete")(page)
    expect(page.get_by_text("knows nothing")).to_be_visible()


def test_it_takes_for_deleted_what_is_gone_already(page: Page, origin: str) -> None:
    answers = {**KNOWN, f"DELETE messages/{ID}": (404, {})}
    Pane.open(page, origin, {"mail": COPY}, answers)
    press("Delete", "Delete")(page)
    expect(page.get_by_text("knows nothing")).to_be_visible()


def test_it_keeps_the_rest_when_that_was_me_is_not_noted(
    page: Page, origin: str
) -> None:
    mine = f"POST opens/{4:032x}/mine"
    noted = OPENED | {"id": ID, "opens": []}
    Pane.open(page, origin, {"mail": COPY}, {**KNOWN, mine: [(500, {}), (200, noted)]})
    press("That was me")(page)
    said = page.get_by_text("That did not work")
    expect(said).to_be_visible()
    expect(page.get_by_role("button", name="That was me")).to_have_count(2)
    press("That was me")(page)
    expect(said).to_be_hidden()


def test_it_says_of_no_list_that_it_is_empty_before_it_is_there(
    page: Page, origin: str
) -> None:
    prepared = {"messages": [PREPARED], "before": None}
    answers: dict[str, Any] = {
        "GET feed": ALL,
        "GET messages": [(500, {}), (200, prepared)],
    }
    Pane.open(page, origin, {}, answers)
    filtered("Send not seen")(page)
    expect(page.get_by_text("The list could not be loaded")).to_be_visible()
    expect(page.get_by_text("No mail here fits")).to_be_hidden()
    press("Try again")(page)
    expect(page.get_by_text("not.yet@customer.example")).to_be_visible()
    expect(page.get_by_text("The list could not be loaded")).to_be_hidden()


def test_it_shows_the_settings_at_the_second_try(page: Page, origin: str) -> None:
    answers = {"GET me": [(500, {}), prefers(automatic=True)]}
    Pane.open(page, origin, {}, answers)
    tab("Settings", press("Try again"))(page)
    habit = page.get_by_role("switch", name=HABIT)
    expect(habit).to_have_attribute("aria-checked", "true")


def test_it_offers_the_sign_in_that_a_press_was_refused_for(
    page: Page, origin: str
) -> None:
    answers: dict[str, Any] = {
        "GET feed after": [None, (401, {})],
        "PATCH me": (401, {}),
    }
    Pane.open(page, origin, {}, answers)
    tab("Settings", switch(HABIT))(page)
    expect(page.get_by_text("Candor needs you to sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_it_says_so_when_candor_does_not_take_the_sign_in(
    page: Page, origin: str
) -> None:
    Pane.open(page, origin, {}, {"GET feed": (401, {})})
    press("Sign in")(page)
    assert asked_for_a_person(page)
    expect(page.get_by_text("You were not signed in")).to_be_visible()
    # The button can be used again.
    sign_in = page.get_by_role("button", name="Sign in")
    expect(sign_in).not_to_have_attribute("aria-disabled", "true")


def asked_for_a_person(page: Page) -> bool:
    """Return whether any sign-in was let ask the rep."""
    return bool(
        page.evaluate(
            "window.mailbox.log.some(([name, asked]) =>"
            " name === 'auth.getAccessToken' && asked.allowSignInPrompt)"
        )
    )


def test_it_asks_nobody_to_sign_in_when_candor_was_busy(
    page: Page, origin: str
) -> None:
    answers = {"POST messages": [(429, {}), (201, issued())]}
    Pane.open(page, origin, {"draft": TO_DAVE}, answers)
    settled(press("Try again"))(page)
    expect(page.get_by_text("Will be tracked")).to_be_visible()
    assert not asked_for_a_person(page)


def test_it_asks_to_sign_in_where_that_was_missing(page: Page, origin: str) -> None:
    arrive(page, origin, STATES["compose, sign-in lost"])
    assert asked_for_a_person(page)


def test_it_takes_a_press_while_an_earlier_one_waits_for_candor(
    page: Page, origin: str
) -> None:
    Pane.open(page, origin, {"draft": {"to": [DAVE]}}, {"POST messages": None})
    switch("Track this mail")(page)
    expect(page.get_by_text("Asking whether")).to_be_visible()
    switch("Track this mail")(page)
    expect(page.get_by_text("Nothing is added")).to_be_visible()
    # What becomes of the earlier wish, 20 seconds on, is nothing to tell.
    page.clock.run_for(30_000)
    page.evaluate("window.noticeDraft()")
    expect(page.get_by_text("Nothing is added")).to_be_visible()
    expect(page.get_by_text("That did not work")).to_be_hidden()


def test_it_judges_the_draft_by_a_new_rule_while_an_older_question_waits(
    page: Page, origin: str
) -> None:
    answers: dict[str, Any] = {
        "POST messages": [None, (200, declined("tracking_off", DAVE))],
        "PATCH me": (200, me(preferences={"never_domains": ["customer.example"]})),
    }
    Pane.open(page, origin, {"draft": {"to": [DAVE]}}, answers)
    switch("Track this mail")(page)
    expect(page.get_by_text("Asking whether")).to_be_visible()
    tab("Settings", never("customer.example"), tab("This mail"))(page)
    expect(page.get_by_text("is on your never-track list")).to_be_visible()


def test_it_gives_no_english_advice_to_somebody_who_speaks_german(
    page: Page, origin: str
) -> None:
    arrive(page, origin, STATES["compose, own_domain"], "de")
    expect(page.get_by_text("never tracked")).to_be_hidden()


@pytest.mark.parametrize("stand", [{}, {"older": True}], ids=["new", "older"])
def test_it_works_in_engines_that_cannot_join_signals(
    page: Page, origin: str, stand: dict[str, Any]
) -> None:
    Pane.open(page, origin, stand, {"GET feed": ALL})
    expect(page.locator("#link")).to_have_text("Live")
    expect(page.get_by_role("button", name=GIL)).to_contain_text("55 min")
    missing = page.evaluate("!('any' in AbortSignal)")
    assert missing == bool(stand)
