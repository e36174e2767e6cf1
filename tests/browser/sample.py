"""The mail that the pane is shown over."""

from typing import Any

from tests.browser.pane import ID, feed, fetched, issued, message

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
VIEWING = f"POST messages/{ID}/viewing"
KNOWN = {VIEWING: (200, OPENED | {"id": ID})}


def posted(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"POST messages": (status, body)}


YES = posted(201, issued())
MADE = {"html": '<a id="LPNoLP" href="https://c.example/track/click/t">The offer</a>'}
LINKS = f"POST messages/{ID}/links"
PRIVACY = f"POST messages/{ID}/privacy-link"
PRIVACY_URL = "https://candor.north.example/privacy/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
