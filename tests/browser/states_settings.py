"""The states of the settings and of the question of the first use; and of no pane."""

from typing import Any

from tests.browser.pane import me
from tests.browser.rep import Act, never, press, remove, switch, tab
from tests.browser.state import State


def choices(**changes: Any) -> dict[str, Any]:
    return {"GET me": (200, me(**changes))}


DOMAINS = choices(
    preferences={
        "auto_track": True,
        "never_domains": ["family.example", "press.example"],
    },
    policy={"disclosure_locked": False},
)
ASKED = choices(preferences={"auto_track": None})


def refused(says: str, status: int, *acts: Act) -> State:
    """Return what is seen when a choice is not taken."""
    answers = {**DOMAINS, "PATCH me": (status, {})}
    return State(says, {}, answers, tab("Settings", *acts))


HABIT = switch("Track my mail automatically")

SETTINGS: dict[str, State] = {
    "first use": State("firstTitle", {}, ASKED),
    "first use, where people must agree": State(
        "firstTextAsk",
        {},
        choices(preferences={"auto_track": None}, policy={"suggest_auto_track": False}),
    ),
    "first use, answer not taken": State(
        "notReached",
        {},
        {**ASKED, "PATCH me": (502, {})},
        press("Yes, automatically"),
    ),
    "settings": State("neverNone", {}, {}, tab("Settings")),
    "settings, looked up": State("loading", {}, {"GET me": None}, tab("Settings")),
    "settings, failed": State(
        "settingsLost", {}, {"GET me": (500, {})}, tab("Settings")
    ),
    "settings, failed again": State(
        "failed", {}, {"GET me": (500, {})}, tab("Settings", press("Try again"))
    ),
    "settings, domains": State("disclosureSignature", {}, DOMAINS, tab("Settings")),
    "settings, where policy leaves no choice": State(
        "disclosureLocked", {}, choices(), tab("Settings")
    ),
    "settings, where people must agree": State(
        "disclosureRegion",
        {},
        choices(policy={"suggest_auto_track": False}),
        tab("Settings"),
    ),
    "settings, no domain": State(
        "neverWrong",
        {},
        {"PATCH me": (422, {"type": "/problems/invalid"})},
        tab("Settings", never("no domain")),
    ),
    "settings, domain not added": refused("tooBusy", 429, never("club.example")),
    "settings, domain not removed": refused("failed", 500, remove("family.example")),
    "settings, habit not changed": refused("notReached", 502, HABIT),
    "settings, signed out": refused("obstacles.sign_in", 401, HABIT),
    "settings, not set up": refused("organisationUnknown", 403, HABIT),
    "settings, line not changed": refused(
        "failed", 500, switch("Say so in each of my mails too")
    ),
}
NO_PANE: dict[str, State] = {
    "an Outlook that is too old": State("start.old", {"old": True}),
    "a pane that was not loaded": State("start.lost", {"bare": True}),
}
