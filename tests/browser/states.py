"""Every state of every view of the task pane, and how a rep gets there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.pane import (
    ID,
    declined,
    feed,
    fetched,
    issued,
    me,
    message,
)

DAVE, ERIN = "dave@customer.example", "erin@client.example"
GIL = "gil@customer.example"
ALICE = "alice@north.example"

ON = {"properties": {"choice": "on"}}
TO_DAVE = {"to": [DAVE], **ON}
COPY = {
    "id": "item-1",
    "from": ALICE,
    "to": [DAVE],
    "cc": [],
    "sent_at": "2026-11-23T09:00:00Z",
    "custom_properties": {"message_id": ID},
}

SCAN = fetched(
    3,
    **{"class": "scanner", "confidence": 0.9, "client": "none", "os": None},
    reasons=["scanner_network", "within_window"],
    device=None,
)
OPENED = message(
    1,
    [DAVE],
    "opened",
    summary={"opens": 2, "machine": 1, "clicks": 1},
    opens=[
        fetched(4, at="2026-11-23T09:40:00Z"),
        fetched(5, client="chrome", reasons=["browser"]),
        SCAN,
    ],
    clicks=[fetched(6, client="chrome", reasons=["browser"])
            | {"link_id": ID, "text": "The offer for the spring"}],
)  # fmt: skip
THROUGH = message(
    2,
    [GIL, DAVE, "hal@customer.example"],
    "opened_via",
    summary={"via": "Gmail", "reasons": ["proxy_agent"]},
    opens=[fetched(7, **{"class": "proxied"}, client="gmail_proxy", os=None)],
)
APPLE = message(
    8,
    ["kim@partner.example"],
    "cannot_tell",
    summary={"machine": 1, "reasons": ["apple_agent"]},
    opens=[
        fetched(
            9,
            **{"class": "prefetch"},
            client="apple_mpp",
            reasons=["apple_agent", "apple_relay"],
        )
    ],
)
MAYBE = message(
    10,
    ["lee@design.example"],
    "maybe",
    confirmed=False,
    summary={"reasons": ["send_time_unknown"]},
    opens=[fetched(11, confidence=0.5, reasons=["send_time_unknown"])],
)
LONG = "someone.with.a.very.long.name@department.of.a.customer.example"
SUBJECT = "An offer whose subject goes on and on and on"
UNSEEN = message(
    12, [LONG], "not_seen", label={"recipients": [LONG], "subject": SUBJECT}
)
PREPARED = message(
    13, ["not.yet@customer.example"], "not_seen", state="prepared", sent_at=None
)
ALL = (200, feed(OPENED, THROUGH, APPLE, MAYBE, UNSEEN))
KNOWN = {f"POST messages/{ID}/viewing": (200, OPENED | {"id": ID})}


@dataclass(frozen=True)
class State:
    """One state of one view: how it comes about and what it says."""

    says: str
    stand: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    do: Callable[[Page], None] = lambda _: None


def press(*names: str) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=name, exact=True).first.click()

    return do


def tab(name: str, *then: Callable[[Page], None]) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.get_by_role("tab", name=name, exact=True).click()
        for each in then:
            each(page)

    return do


def settled(*then: Callable[[Page], None]) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.evaluate("window.runEvent('onMessageCompose')")
        for each in then:
            each(page)

    return do


def filtered(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_label(name, exact=True).check(force=True)


def row(name: str, *then: Callable[[Page], None]) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.get_by_role("button", name=name).first.click()
        for each in then:
            each(page)

    return do


def link(target: str) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.get_by_text("Insert a tracked link").click()
        page.get_by_label("Address (https://…)").fill(target)
        page.get_by_label("Text to show").fill("The offer")
        press("Insert")(page)

    return do


def never(domain: str) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.get_by_label("Domain").fill(domain)
        press("Add")(page)

    return do


def search(text: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("searchbox").fill(text)


def posted(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"POST messages": (status, body)}


YES = posted(201, issued())
MADE = {"html": '<a id="LPNoLP" href="https://c.example/track/click/t">The offer</a>'}
LINKS = f"POST messages/{ID}/links"
PRIVACY = f"POST messages/{ID}/privacy-link"
PRIVACY_URL = "https://candor.north.example/privacy/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

STATES: dict[str, State] = {
    "compose, off": State("Nothing is added", {"draft": {"to": [DAVE]}}),
    "compose, waiting": State("Add a recipient", {"draft": ON}),
    "compose, checking": State(
        "Asking whether", {"draft": TO_DAVE}, {"POST messages": None}
    ),
    "compose, tracked": State("A line in the mail", {"draft": TO_DAVE}, YES, settled()),
    "compose, tracked without a line": State(
        "No line in the mail",
        {"draft": TO_DAVE},
        posted(201, issued(disclosure={"shown": False, "locked": False})),
        settled(),
    ),
    "compose, erin has to agree": State(
        "have IT record the answer",
        {"draft": {"to": [DAVE], "cc": [ERIN], **ON}},
        posted(200, declined("consent_needed", ERIN)),
        settled(),
    ),
    "compose, two said no": State(
        "said no",
        {"draft": {"to": [DAVE, ERIN], **ON}},
        posted(200, declined("refused", DAVE, ERIN)),
        settled(),
    ),
    "compose, plain text": State(
        "Change the format",
        {"draft": {**TO_DAVE, "format": "text"}},
        posted(200, declined("plain_text")),
        settled(),
    ),
    "compose, not reached": State(
        "was not reached", {"draft": TO_DAVE}, posted(500, {}), settled()
    ),
    "compose, Mac": State(
        "attach the image",
        {"draft": TO_DAVE, "platform": "Mac"},
        {},
        settled(),
    ),
    "compose, a link": State(
        "The link is in the mail",
        {"draft": TO_DAVE},
        {**YES, LINKS: (201, {"link_id": ID, "url": "u", **MADE})},
        settled(link("https://north.example/offer")),
    ),
    "compose, a link that cannot be": State(
        "A link cannot lead there",
        {"draft": TO_DAVE},
        {**YES, LINKS: (422, {"type": "/problems/target-refused"})},
        settled(link("http://10.0.0.1")),
    ),
    "sent, opened": State("What was seen", {"mail": COPY}, KNOWN),
    "sent, several people": State(
        "by someone of 3",
        {"mail": COPY},
        {f"POST messages/{ID}/viewing": (200, THROUGH | {"id": ID})},
    ),
    "sent, nothing yet": State(
        "Nobody has fetched",
        {"mail": COPY},
        {f"POST messages/{ID}/viewing": (200, UNSEEN | {"id": ID})},
    ),
    "sent, stop?": State(
        "Stop for good", {"mail": COPY}, KNOWN, press("Stop tracking")
    ),
    "sent, delete?": State("Delete everything", {"mail": COPY}, KNOWN, press("Delete")),
    "sent, stopped": State(
        "tracking stopped",
        {"mail": COPY},
        {f"POST messages/{ID}/viewing": (200, OPENED | {"id": ID, "state": "stopped"})},
    ),
    "sent, the privacy link": State(
        "Copied.",
        {"mail": COPY},
        {**KNOWN, PRIVACY: (201, {"url": PRIVACY_URL})},
        press("Copy the privacy link"),
    ),
    "sent, no privacy link": State(
        "That did not work",
        {"mail": COPY},
        {**KNOWN, PRIVACY: (429, {"type": "/problems/too-many-requests"})},
        press("Copy the privacy link"),
    ),
    "sent, untracked": State(
        "knows nothing",
        {"mail": {**COPY, "custom_properties": {}}},
        {"POST messages/match": (200, {"message": None})},
    ),
    "sent, switched off": State(
        "You switched tracking off",
        {"mail": {**COPY, "custom_properties": {"choice": "off", "draft_ref": "d-1"}}},
        {"POST messages/match": (200, {"message": None})},
    ),
    "sent, failed": State(
        "Try again", {"mail": COPY}, {f"POST messages/{ID}/viewing": (500, {})}
    ),
    "sent, somebody else's": State(
        "Not your mail",
        {"mail": {**COPY, "from": DAVE, "custom_properties": {}}},
        {},
        tab("This mail"),
    ),
    "sent, under another address of the rep's": State(
        "What was seen", {"mail": {**COPY, "from": "sales@north.example"}}, KNOWN
    ),
    "no mail": State("Open a mail you sent", {}, {}, tab("This mail")),
    "feed": State(
        "Mark all as seen",
        {"settings": {"seenAt": "2026-11-01T00:00:00Z"}},
        {"GET feed": ALL},
    ),
    "feed, empty": State("Nothing yet. Mail you track"),
    "feed, nothing yet": State(
        "very.long.name", {}, {"GET feed": ALL}, filtered("Nothing yet")
    ),
    "feed, cannot tell": State(
        "Apple privacy", {}, {"GET feed": ALL}, filtered("Cannot tell")
    ),
    "feed, send not seen": State(
        "Prepared, send not seen",
        {},
        {
            "GET feed": ALL,
            "GET messages": (200, {"messages": [PREPARED, OPENED], "before": None}),
        },
        filtered("Send not seen"),
    ),
    "feed, nothing found": State(
        "No mail here fits", {}, {"GET feed": ALL}, search("zoe")
    ),
    "feed, one mail": State(
        "Apple Mail fetches", {}, {"GET feed": ALL}, row("kim@partner.example")
    ),
    "feed, a mail that can be opened": State(
        "Open this mail",
        {"stored": {"candor.items": [[OPENED["id"], "item-1"]]}},
        {"GET feed": ALL},
        row(DAVE),
    ),
    "feed, a mail that was moved": State(
        "It may have been moved",
        {"stored": {"candor.items": [[OPENED["id"], "item-2"]]}},
        {"GET feed": ALL, f"POST messages/{OPENED['id']}/viewing": (200, OPENED)},
        row(DAVE, press("Open this mail")),
    ),
    "feed, offline": State("cannot be reached", {}, {"GET feed": (500, {})}),
    "feed, signed out": State("who you are", {"signedOut": True}),
    "feed, not set up": State(
        "has not set up", {}, {"GET feed": (403, {"type": "/problems/forbidden"})}
    ),
    "first use": State(
        "Track your mail automatically?",
        {},
        {"GET me": (200, me(preferences={"auto_track": None}))},
    ),
    "first use, where people must agree": State(
        "the careful answer",
        {},
        {
            "GET me": (
                200,
                me(
                    preferences={"auto_track": None},
                    policy={"suggest_auto_track": False},
                ),
            )
        },
    ),
    "settings": State("No domain yet", {}, {}, tab("Settings")),
    "settings, domains": State(
        "family.example",
        {},
        {
            "GET me": (
                200,
                me(
                    preferences={
                        "auto_track": True,
                        "never_domains": ["family.example", "press.example"],
                    },
                    policy={"disclosure_locked": False},
                ),
            )
        },
        tab("Settings"),
    ),
    "settings, the signature tells": State(
        "Say so in each of my mails too",
        {},
        {"GET me": (200, me(policy={"disclosure_locked": False}))},
        tab("Settings"),
    ),
    "settings, where people must agree": State(
        "so this cannot be switched off",
        {},
        {"GET me": (200, me(policy={"suggest_auto_track": False}))},
        tab("Settings"),
    ),
    "settings, no domain": State(
        "That is not a domain",
        {},
        {"PATCH me": (422, {"type": "/problems/invalid"})},
        tab("Settings", never("no domain")),
    ),
}
