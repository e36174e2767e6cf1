"""The states of the pane beside a mail that was sent, and beside none."""

from typing import Any

from tests.browser.pane import ID, fetched, message
from tests.browser.rep import press, tab
from tests.browser.sample import (
    APPLE,
    COPY,
    DAVE,
    KNOWN,
    OPENED,
    PRIVACY,
    PRIVACY_URL,
    THROUGH,
    UNSEEN,
    VIEWING,
)
from tests.browser.state import State

Json = dict[str, Any]
MINE = f"POST opens/{4:032x}/mine"


def shown(says: str, found: Json, **changes: Any) -> State:
    """Return what is seen of a message beside its Sent copy."""
    answer = found | {"id": ID} | changes
    answers = {VIEWING: (200, answer), f"POST messages/{ID}/sent": (200, answer)}
    return State(says, {"mail": COPY}, answers)


def verdict(number: int, kind: str, *reasons: str, **more: Any) -> Json:
    return fetched(number, **{"class": kind}, reasons=list(reasons), **more)


VERDICTS = message(
    20,
    [DAVE],
    "opened",
    summary={"opens": 12},
    opens=[
        verdict(21, "direct", "browser", client="safari", os="macos"),
        verdict(22, "direct", "mail_client", client="thunderbird", os="linux"),
        verdict(23, "direct", "mail_client", client="outlook_mobile", os="ios",
                device="phone"),
        verdict(24, "direct", "browser", client="firefox", os="android",
                device="tablet"),
        verdict(25, "direct", "browser", client="edge", os="chromeos"),
        verdict(26, "direct", "mail_client", client="outlook_mac", os="macos"),
        verdict(27, "direct", "browser", client="outlook_web"),
        verdict(28, "direct", "odd_agent", confidence=0.5, client="apple_mail"),
        verdict(29, "direct", "a_doubt_of_a_later_version", confidence=0.5),
        verdict(30, "proxied", "proxy_agent", "proxy_network", client="yahoo_proxy"),
        verdict(31, "proxied", "proxy_agent", client="unheard_of"),
        verdict(32, "proxied", "proxy_network_mismatch", confidence=0.4,
                client="gmail_proxy"),
    ],
)  # fmt: skip
MACHINES = message(
    33,
    [DAVE],
    "cannot_tell",
    channel="gmail",
    confirmed=False,
    summary={
        "machine": 12,
        "reasons": ["hosting_network", "sender_domain", "no_google_recipient"],
    },
    opens=[
        verdict(34, "prefetch", "prefetch_header", "gmail_prefetch_agent"),
        verdict(35, "scanner", "scanner_agent", "hosting_network"),
        verdict(36, "bot", "robot_agent", client="none", os=None, device=None),
        verdict(37, "unknown", "empty_agent", client="none", os=None, device=None),
        verdict(38, "self", "viewing_mark"),
        verdict(39, "self", "user_marked", mine=True),
        verdict(40, "self", "no_google_recipient"),
        verdict(41, "pre_send", "draft_open", "send_time_guessed"),
        verdict(42, "duplicate", "browser"),
    ],
)
FOLLOWED = message(
    43,
    [DAVE],
    "opened",
    summary={"clicks": 3},
    clicks=[
        verdict(number, kind, "browser", **more)
        | {"link_id": ID, "text": text}
        for number, kind, text, more in (
            (44, "direct", "The offer for the spring", {}),
            (45, "proxied", "The offer for the spring", {}),
            (46, "direct", "A map", {"confidence": 0.5}),
            (47, "prefetch", "A map", {}),
            (48, "scanner", None, {}),
            (49, "bot", None, {}),
            (50, "self", None, {}),
            (51, "pre_send", None, {}),
            (52, "duplicate", None, {}),
            (53, "unknown", None, {}),
        )
    ],
)  # fmt: skip
YESTERDAY = "2026-11-22T09:00:00Z"

SENT: dict[str, State] = {
    "sent, looked up": State("loading", {"mail": COPY}, {VIEWING: None}),
    "sent, opened": shown("opens", OPENED),
    "sent, several people": shown("someoneOf", THROUGH),
    "sent, nothing yet": shown("noOpens", UNSEEN),
    "sent, the verdicts on people": shown("provider", VERDICTS),
    "sent, the verdicts on machines": shown("classes.bot", MACHINES),
    "sent, links followed": shown("clickClasses.bot", FOLLOWED),
    "sent, yesterday": shown("sent", UNSEEN, sent_at=YESTERDAY),
    "sent, opened through somebody": shown(
        "statuses.openedVia",
        THROUGH,
        summary=THROUGH["summary"] | {"via": None},
    ),
    "sent, cannot tell why": shown(
        "statuses.cannotTell", APPLE, summary=APPLE["summary"] | {"reasons": []}
    ),
    "sent, label not kept": shown("unnamed", OPENED, label=None),
    "sent, expired": shown("states.expired", OPENED, state="expired", label=None),
    "sent, stopped": shown("states.stopped", OPENED, state="stopped"),
    "sent, stop?": State("stopSure", {"mail": COPY}, KNOWN, press("Stop tracking")),
    "sent, not stopped": State(
        "notReached",
        {"mail": COPY},
        {**KNOWN, f"POST messages/{ID}/stop": (502, {})},
        press("Stop tracking", "Stop"),
    ),
    "sent, delete?": State("eraseSure", {"mail": COPY}, KNOWN, press("Delete")),
    "sent, not deleted": State(
        "failed",
        {"mail": COPY},
        {**KNOWN, f"DELETE messages/{ID}": (500, {})},
        press("Delete", "Delete"),
    ),
    "sent, that was not noted": State(
        "tooBusy",
        {"mail": COPY},
        {**KNOWN, MINE: (429, {})},
        press("That was me"),
    ),
    "sent, the privacy link": State(
        "privacyCopied",
        {"mail": COPY},
        {**KNOWN, PRIVACY: (201, {"url": PRIVACY_URL})},
        press("Copy the privacy link"),
    ),
    "sent, the privacy link by hand": State(
        "privacyByHand",
        {"mail": COPY, "noCopy": True},
        {**KNOWN, PRIVACY: (201, {"url": PRIVACY_URL})},
        press("Copy the privacy link"),
    ),
    "sent, no privacy link": State(
        "tooBusy",
        {"mail": COPY},
        {**KNOWN, PRIVACY: (429, {"type": "/problems/too-many-requests"})},
        press("Copy the privacy link"),
    ),
    "sent, untracked": State(
        "untrackedText",
        {"mail": {**COPY, "custom_properties": {}}},
        {"POST messages/match": (200, {"message": None})},
    ),
    "sent, switched off": State(
        "untrackedOff",
        {"mail": {**COPY, "custom_properties": {"choice": "off", "draft_ref": "d-1"}}},
        {"POST messages/match": (200, {"message": None})},
    ),
    "sent, failed": State("failed", {"mail": COPY}, {VIEWING: (500, {})}),
    "sent, somebody else's": State(
        "notYoursText",
        {"mail": {**COPY, "from": DAVE, "custom_properties": {}}},
        {},
        tab("This mail"),
    ),
    "sent, under another address of the rep's": State(
        "opens", {"mail": {**COPY, "from": "sales@north.example"}}, KNOWN
    ),
    "no mail": State("noMailText", {}, {}, tab("This mail")),
}
