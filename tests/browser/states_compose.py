"""The states of the pane beside a mail that is being written."""

from typing import Any

from tests.browser.pane import declined, issued
from tests.browser.rep import Act, link, press, press_last, settled, switch
from tests.browser.sample import DAVE, ERIN, LINKS, MADE, ON, TO_DAVE, YES, posted
from tests.browser.state import State


def judged(reason: str, *who: str, says: str = "") -> State:
    """Return what is seen when Candor says no."""
    answer = posted(200, declined(reason, *who))
    draft = {"to": [DAVE, ERIN], **ON}
    return State(says or f"obstacles.{reason}", {"draft": draft}, answer, settled())


def hindered(says: str, *acts: Act, status: int = 0, **stand: Any) -> State:
    """Return what is seen when it does not come to an answer."""
    answers = posted(status, {}) if status else YES
    return State(says, {"draft": TO_DAVE, **stand}, answers, settled(*acts))


def linked(says: str, status: int, body: dict[str, Any], **stand: Any) -> State:
    """Return what is seen when a tracked link is asked for."""
    answers = {**YES, LINKS: (status, body)}
    asking = settled(link("https://north.example/offer"))
    return State(says, {"draft": TO_DAVE, **stand}, answers, asking)


MANY = [f"person.{number}@customer.example" for number in range(101)]

COMPOSE: dict[str, State] = {
    "compose, off": State("offText", {"draft": {"to": [DAVE]}}),
    "compose, waiting": State("waitingText", {"draft": ON}),
    "compose, checking": State(
        "checkingText", {"draft": TO_DAVE}, {"POST messages": None}
    ),
    "compose, tracked": hindered("disclosed"),
    "compose, tracked without a line": State(
        "undisclosed",
        {"draft": TO_DAVE},
        posted(201, issued(disclosure={"shown": False, "locked": False})),
        settled(),
    ),
    "compose, erin has to agree": judged(
        "consent_needed", ERIN, says="advice.consent_needed"
    ),
    "compose, two said no": judged("refused", DAVE, ERIN, says="prevents.refused"),
    "compose, erin where it is off": judged(
        "region_off", ERIN, says="prevents.region_off"
    ),
    "compose, erin on the never list": judged(
        "tracking_off", ERIN, says="prevents.tracking_off"
    ),
    # Candor names people where it may; else it says no more than that there is one.
    **{
        f"compose, {reason}": judged(reason)
        for reason in (
            "own_domain",
            "organisation_off",
            "refused",
            "consent_needed",
            "region_off",
            "tracking_off",
            "plain_text",
        )
    },
    "compose, a reason of a later version": judged("from_2030", says="unknown"),
    "compose, too many": State(
        "obstacles.too_many", {"draft": {"to": MANY, **ON}}, {}, settled()
    ),
    "compose, no address": State(
        "obstacles.no_address", {"draft": {"to": ["Sales list"], **ON}}, {}, settled()
    ),
    "compose, Mac": hindered("obstacles.mac", platform="Mac"),
    "compose, old Outlook": hindered(
        "obstacles.old_outlook", faults={"getComposeTypeAsync": 5000}
    ),
    "compose, the image was not taken": hindered(
        "obstacles.failed", faults={"body.appendOnSendAsync": 5000}
    ),
    "compose, sign-in needed": hindered("obstacles.sign_in", signedOut=True),
    "compose, sign-in blocked": hindered(
        "signInBlocked", press_last("Sign in"), signedOut=True, popups="blocked"
    ),
    "compose, sign-in lost": hindered(
        "signInLost", press_last("Sign in"), signedOut=True, popups="lost"
    ),
    "compose, not set up": hindered("obstacles.forbidden", status=403),
    "compose, busy": hindered("obstacles.busy", status=429),
    "compose, busy again": hindered("failed", press("Try again"), status=429),
    "compose, not reached": hindered("obstacles.unreachable", status=500),
    "compose, a choice that was not kept": State(
        "failed",
        {"draft": {"to": [DAVE]}, "faults": {"sessionData.setAsync": 5000}},
        {},
        switch("Track this mail"),
    ),
    "compose, a link": linked("linkDone", 201, {"link_id": "1", "url": "u", **MADE}),
    "compose, a link that cannot be": linked(
        "linkRefused", 422, {"type": "/problems/target-refused"}
    ),
    "compose, a link too many": linked("linkFull", 409, {"type": "/problems/conflict"}),
    "compose, a link that failed": linked("failed", 500, {}),
    "compose, a link Outlook did not take": linked(
        "linkLost", 201, MADE, faults={"body.setSelectedDataAsync": 5000}
    ),
}
