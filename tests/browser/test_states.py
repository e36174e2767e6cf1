"""Every state of every view of Outlook's pane, as each rep may see it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import OpenPage
from tests.browser.fit import WIDTH, misfits, texts
from tests.browser.pane import serving
from tests.browser.pictures import context_of
from tests.browser.states import STATES, arrive
from tests.browser.states_settings import NO_PANE
from tests.browser.untouched import touches_no_text
from tests.browser.words import LANGUAGES, pattern, words

COLOURS: list[dict[str, Any]] = [
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "active"},
]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Said on the page in the sign-in dialog: see test_sign_in.py.
IN_THE_DIALOG = {"signingIn", "signInFailed"}
# Said within a sentence, which has its own place.
WITHIN = {"unsure", "provider", "yesterday"}


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving() as origin:
        yield origin


def is_usable(page: Page) -> None:
    """Hold a page to the rules of accessibility in light, dark and high contrast."""
    axe = Axe()
    rules: dict[str, Any] = {}
    for colours in COLOURS:
        page.emulate_media(**colours)
        results = axe.run(page, options=rules)
        # The page has axe from now on, and only its colours change.
        axe, rules = Axe(""), {"runOnly": {"type": "rule", "values": OF_COLOURS}}
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


@pytest.mark.parametrize("name", STATES)
def test_it_can_be_used_by_every_rep_and_touches_no_text_of_a_mail(
    open_page: OpenPage, origin: str, name: str
) -> None:
    pane = arrive(open_page(width=WIDTH, height=700), origin, STATES[name])
    touches_no_text(pane)
    assert ("Office.onReady" in pane.touched()) == (name not in NO_PANE)
    is_usable(pane.page)


def unseen(language: str, seen: set[str]) -> set[str]:
    """Return the words of a language that no text shows."""
    phrases = seen | {part for text in seen for part in text.split(" · ")}
    parts = phrases | {part for text in phrases for part in re.split(", |: ", text)}
    whole = {
        name
        for name in words(language)
        if any(pattern(language, name).fullmatch(part.strip()) for part in parts)
    }
    within = {
        name for name in WITHIN if any(words(language)[name] in text for text in seen)
    }
    return set(words(language)) - IN_THE_DIALOG - whole - within


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_shows_every_word_it_has_in_some_state_and_each_state_fits(
    browser: Browser, origin: str, language: str
) -> None:
    context = context_of(browser, language)
    seen: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for name, state in STATES.items():
        page = context.new_page()
        pane = arrive(page, origin, state, language)
        seen |= texts(page)
        if found := misfits(page):
            wrong[name] = found
        pane.close()
    context.close()
    assert wrong == {}
    assert unseen(language, seen) == set()


def test_it_would_notice_what_does_not_fit(page: Page, origin: str) -> None:
    page.set_viewport_size({"width": WIDTH, "height": 700})
    arrive(page, origin, STATES["settings"])
    assert misfits(page) == []
    narrow = "for (const tab of document.querySelectorAll('.tab')) tab.style.{}"
    page.evaluate(narrow.format("width = '30px'"))
    assert {text.split(":")[0] for text in misfits(page)} == {"broken"}
    page.evaluate(narrow.format("overflowWrap = 'normal'"))
    assert {text.split(":")[0] for text in misfits(page)} == {"cut off"}
    page.evaluate(narrow.format("marginLeft = '400px'"))
    assert any(text.startswith("the page is") for text in misfits(page))
    assert any(text.startswith("outside") for text in misfits(page))


def test_it_would_notice_a_state_that_is_not_listed() -> None:
    assert "obstacles.busy" in unseen("en", {words("en")["obstacles.mac"]})
