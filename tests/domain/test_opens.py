from datetime import timedelta
from typing import Any

import pytest

from backend.domain.judge import FetchClass, Verdict, judge
from backend.domain.message import CLOSED, Channel, State
from backend.domain.mode import Mode
from backend.domain.observe import Network, Observation
from backend.domain.opens import Open, again, retain
from tests.domain.messages import CONTEXT, SENT, a_message, unconfirmed

AT = SENT + timedelta(minutes=10)
EVENT = b"e" * 16
SEEN = Observation(
    AT, "outlook_mobile", Network.EYEBALL, os="ios", device="phone", prefetch=False
)
DIRECT = Verdict(FetchClass.DIRECT, 0.9, ("mail_client",))
KEPT = Open(
    EVENT,
    AT,
    DIRECT,
    "outlook_mobile",
    Network.EYEBALL,
    prefetch=False,
    age_seconds=600,
)
DETAILED = KEPT._replace(os="ios", device="phone")


@pytest.mark.parametrize(
    ("mode", "fetch_class", "changes", "kept"),
    [
        pytest.param(Mode.OFF, FetchClass.DIRECT, {}, None, id="off keeps nothing"),
        pytest.param(
            Mode.OPENS, FetchClass.DIRECT, {}, KEPT, id="opens: no system, no device"
        ),
        pytest.param(Mode.DETAILED, FetchClass.DIRECT, {}, DETAILED, id="detailed"),
        *(
            pytest.param(Mode.DETAILED, other, {}, KEPT, id=f"detailed, {other.value}")
            for other in FetchClass
            if other is not FetchClass.DIRECT
        ),
        *(
            pytest.param(
                mode, FetchClass.DIRECT, {"gpc": True}, None, id=f"gpc, {mode}"
            )
            for mode in Mode
        ),
    ],
)
def test_it_keeps_of_a_fetch_what_its_rung_allows(
    mode: Mode, fetch_class: FetchClass, changes: dict[str, Any], kept: Open | None
) -> None:
    verdict = DIRECT._replace(fetch_class=fetch_class)
    expected = kept and kept._replace(verdict=verdict)
    seen = SEEN._replace(**changes)
    assert retain(mode, verdict, seen, EVENT, a_message()) == expected


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("state", State)
def test_it_keeps_nothing_for_a_closed_message(state: State, mode: Mode) -> None:
    kept = retain(mode, DIRECT, SEEN, EVENT, a_message(state=state))
    assert (kept is None) is (state in CLOSED or mode is Mode.OFF)


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        pytest.param(a_message(), 600, id="confirmed"),
        pytest.param(a_message(sent_at=AT), 0, id="at once"),
        pytest.param(a_message(sent_at=AT + timedelta(1)), None, id="before sending"),
        pytest.param(a_message(confirmed=False), None, id="told"),
        pytest.param(unconfirmed(Channel.OUTLOOK), None, id="unknown"),
    ],
)
def test_it_keeps_an_age_only_where_the_sending_is_confirmed(
    message: Any, seconds: int | None
) -> None:
    kept = retain(Mode.OPENS, DIRECT, SEEN, EVENT, message)
    assert kept is not None
    assert kept.age_seconds == seconds


def kept_of(seen: Observation, message: Any, mode: Mode = Mode.DETAILED) -> Open:
    row = retain(mode, judge(seen, message, CONTEXT), seen, EVENT, message)
    assert row is not None
    return row


def test_it_judges_a_kept_fetch_alike_when_nothing_new_is_known() -> None:
    row = kept_of(SEEN, a_message())
    assert again(row, a_message(), CONTEXT) == row


def test_it_raises_a_maybe_once_the_sending_is_confirmed() -> None:
    seen = SEEN._replace(client="gmail_proxy", network=Network.PROVIDER)
    row = kept_of(seen, unconfirmed(Channel.GMAIL))
    assert not row.verdict.is_open
    later = again(row, a_message(channel=Channel.GMAIL), CONTEXT)
    assert later.verdict.is_open
    assert later.age_seconds == 600


def test_it_turns_a_fetch_into_alices_own_when_she_says_so() -> None:
    row = kept_of(SEEN, a_message())
    mine = again(row, a_message(), CONTEXT._replace(user_marked=True))
    assert mine.marked
    assert mine.verdict.fetch_class is FetchClass.SELF
    assert (mine.os, mine.device) == (None, None)  # not a reader's after all


def test_it_remembers_alices_word_when_judged_once_more() -> None:
    row = kept_of(SEEN, a_message())._replace(marked=True)
    assert again(row, a_message(), CONTEXT).verdict.fetch_class is FetchClass.SELF


def test_it_keeps_the_evidence_to_judge_again_in_every_mode() -> None:
    seen = SEEN._replace(prefetch=True)
    row = kept_of(seen, a_message(), Mode.OPENS)
    assert again(row, a_message(), CONTEXT) == row
    assert row.verdict.reasons == ("prefetch_header",)
