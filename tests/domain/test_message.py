from datetime import timedelta

import pytest

from backend.domain.message import Channel, State, state_at
from tests.domain.messages import ISSUED, a_message, prepared

COOLDOWN = timedelta(seconds=90)


@pytest.mark.parametrize(
    ("channel", "seconds", "state"),
    [
        pytest.param(Channel.GMAIL, 0, State.PREPARED, id="gmail, at once"),
        pytest.param(Channel.GMAIL, 89, State.PREPARED, id="gmail, draft may be open"),
        pytest.param(Channel.GMAIL, 90, State.SENT, id="gmail, cool-down is over"),
        pytest.param(Channel.OUTLOOK, 0, State.SENT, id="outlook, any fetch"),
    ],
)
def test_it_takes_a_prepared_message_for_sent_as_each_channel_allows(
    channel: Channel, seconds: int, state: State
) -> None:
    at = ISSUED + timedelta(seconds=seconds)
    assert state_at(prepared(channel), at, COOLDOWN) is state


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("state", [s for s in State if s is not State.PREPARED])
def test_it_never_moves_a_message_that_is_past_prepared(
    channel: Channel, state: State
) -> None:
    message = a_message(channel=channel, state=state)
    assert state_at(message, ISSUED, COOLDOWN) is state


@pytest.mark.parametrize(
    ("state", "closed", "listed"),
    [
        (State.PREPARED, False, False),
        (State.SENT, False, True),
        (State.WITHDRAWN, True, True),
        (State.STOPPED, True, True),
        (State.EXPIRED, True, True),
        (State.ERASED, True, True),
    ],
)
def test_it_knows_what_takes_fetches_and_what_alice_sees(
    state: State, *, closed: bool, listed: bool
) -> None:
    message = a_message(state=state)
    assert message.closed is closed
    assert message.listed is listed
