"""The states of the feed, and of the line to Candor above it."""

from tests.browser.rep import filtered, press, row, search
from tests.browser.sample import ALL, DAVE, OPENED, PREPARED
from tests.browser.state import State

SEEN = {"settings": {"seenAt": "2026-11-01T00:00:00Z"}}
FEED = {"GET feed": ALL}
MINE = f"POST opens/{4:032x}/mine"
LATEST = {"GET messages": (200, {"messages": [PREPARED, OPENED], "before": None})}


def kept_as(item: str) -> dict[str, object]:
    """Return what this device knows about where dave's mail is."""
    return {"stored": {"candor.items": [[OPENED["id"], item]]}}


STATES_OF_FEED: dict[str, State] = {
    "feed, connecting": State("links.connecting", {}, {"GET feed": None}),
    "feed": State("allSeen", SEEN, FEED),
    "feed, empty": State("feedEmpty"),
    "feed, nothing yet": State("statuses.notSeen", {}, FEED, filtered("Nothing yet")),
    "feed, cannot tell": State("statuses.apple", {}, FEED, filtered("Cannot tell")),
    "feed, send not seen": State(
        "preparedText", {}, FEED | LATEST, filtered("Send not seen")
    ),
    "feed, send not seen, looked up": State(
        "loading", {}, {**FEED, "GET messages": None}, filtered("Send not seen")
    ),
    "feed, send not seen, failed": State(
        "listLost", {}, {**FEED, "GET messages": (500, {})}, filtered("Send not seen")
    ),
    "feed, nothing found": State("noneFound", {}, FEED, search("zoe")),
    "feed, one mail": State(
        "reasons.apple_agent", {}, FEED, row("kim@partner.example")
    ),
    "feed, one whose send was not seen": State(
        "prepared",
        {},
        FEED | LATEST,
        filtered("Send not seen", row("not.yet@customer.example")),
    ),
    "feed, a mail that can be opened": State(
        "openMail", kept_as("item-1"), FEED, row(DAVE)
    ),
    "feed, a mail that was moved": State(
        "openLost",
        kept_as("item-2"),
        {**FEED, f"POST messages/{OPENED['id']}/viewing": (200, OPENED)},
        row(DAVE, press("Open this mail")),
    ),
    "feed, something new": State(
        "news", {}, {**FEED, MINE: (200, OPENED)}, row(DAVE, press("That was me"))
    ),
    "feed, offline": State("offlineText", {}, {"GET feed": (500, {})}),
    "feed, offline still": State(
        "failed", {}, {"GET feed": (500, {})}, press("Try again")
    ),
    "feed, signed out": State("signedOutText", {"signedOut": True}),
    "feed, sign-in blocked": State(
        "signInBlocked",
        {"signedOut": True, "popups": "blocked"},
        {},
        press("Sign in"),
    ),
    "feed, sign-in lost": State(
        "signInLost", {"signedOut": True, "popups": "lost"}, {}, press("Sign in")
    ),
    "feed, not set up": State(
        "organisationUnknown",
        {},
        {"GET feed": (403, {"type": "/problems/forbidden"})},
    ),
}
