"""Every state of every view of the task pane, and how a rep gets there."""

from playwright.sync_api import Page, expect

from tests.browser.pane import Pane
from tests.browser.state import State
from tests.browser.states_compose import COMPOSE
from tests.browser.states_feed import STATES_OF_FEED
from tests.browser.states_sent import SENT
from tests.browser.states_settings import NO_PANE, SETTINGS
from tests.browser.words import pattern

STATES: dict[str, State] = COMPOSE | SENT | STATES_OF_FEED | SETTINGS | NO_PANE


def arrive(page: Page, origin: str, state: State, language: str = "en") -> Pane:
    """Open the pane in a language and bring it into a state."""
    stand = {**state.stand, "language": language}
    pane = Pane.open(page, origin, stand, state.answers)
    if state.says.startswith("start."):
        expect(page.get_by_role("alert")).to_be_visible()
        return pane
    expect(page.get_by_role("tab").first).not_to_be_empty()
    state.do(page)
    said = page.locator("body").get_by_text(pattern(language, state.says))
    expect(said.filter(visible=True).first).to_be_visible()
    return pane
