"""A message of alice's to dave, to be changed where a test needs it otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.domain.judge import Context
from backend.domain.message import Channel, Message, State
from backend.domain.mode import Mode

ISSUED = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SENT = ISSUED + timedelta(minutes=3)
CONTEXT = Context(window=timedelta(seconds=60), cooldown=timedelta(seconds=90))


def a_message(**changes: Any) -> Message:
    """Return a confirmed Outlook message to one recipient."""
    message = Message(
        org_id=b"o" * 16,
        id=b"m" * 16,
        sender_id=b"s" * 16,
        channel=Channel.OUTLOOK,
        state=State.SENT,
        confirmed=True,
        mode=Mode.DETAILED,
        basis="opt_out",
        issued_at=ISSUED,
        sent_at=SENT,
        recipient_count=1,
        draft_key=b"d" * 16,
        recipients_key=b"r" * 16,
        thread_key=None,
        colleagues=False,
        pixel_base="https://pixel.north.example",
        retention_until=ISSUED + timedelta(days=365),
    )
    return replace(message, **changes)


def unconfirmed(channel: Channel, **changes: Any) -> Message:
    """Return a message whose sending nobody has confirmed yet."""
    return a_message(channel=channel, confirmed=False, sent_at=None, **changes)


def prepared(channel: Channel, **changes: Any) -> Message:
    """Return a message as it is right after its token was issued."""
    return unconfirmed(channel, state=State.PREPARED, **changes)
