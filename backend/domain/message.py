"""A message: one sent mail the sender chose to track, and its life."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from backend.domain.mailboxes import Mailboxes
from backend.domain.mode import Mode

PREPARED_DAYS = 30  # a token never seen nor confirmed is deleted after this
OPEN_ROWS_MAX = 50  # after this many stored fetches only a counter moves


class Channel(StrEnum):
    """The mail program the message was composed in."""

    OUTLOOK = "outlook"
    GMAIL = "gmail"


class ComposeType(StrEnum):
    """How the sender started the mail."""

    NEW = "new"
    REPLY = "reply"
    FORWARD = "forward"


class BodyFormat(StrEnum):
    """What the body can carry; plain text carries no pixel."""

    HTML = "html"
    TEXT = "text"


class State(StrEnum):
    """Where a message is in its life."""

    PREPARED = "prepared"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    EXPIRED = "expired"
    ERASED = "erased"


CLOSED = frozenset({State.WITHDRAWN, State.STOPPED, State.EXPIRED, State.ERASED})


def new_id(at: datetime, random: bytes) -> bytes:
    """Return the id of a message issued at a moment: a UUIDv7 (RFC 9562 section 5.7).

    Ids in order of time lie together, so that what is fetched lately is stored closely:
    of most fetches the pages are at hand. `random` is 10 bytes.
    """
    milliseconds = int(at.timestamp() * 1000)
    made = bytearray(milliseconds.to_bytes(6) + random)
    made[6] = made[6] & 0x0F | 0x70  # version 7
    made[8] = made[8] & 0x3F | 0x80  # the variant of RFC 9562
    return bytes(made)


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the message table."""

    org_id: bytes
    id: bytes  # of `new_id`
    sender_id: bytes
    channel: Channel
    state: State
    confirmed: bool  # the Sent copy was seen
    mode: Mode
    basis: str  # "consent" or "opt_out": what allowed the tracking
    issued_at: datetime
    sent_at: datetime | None  # as the Sent copy says, else see `told`
    recipient_count: int
    draft_key: bytes  # keyed reference of the client's draft_ref
    recipients_key: bytes  # keyed reference of the set of recipients
    thread_key: bytes | None  # keyed reference of the conversation
    colleagues: bool  # at least one recipient is in the sender's own domains
    pixel_base: str  # the origin the pixel was issued under
    retention_until: datetime
    viewing_at: datetime | None = None  # the sender's last look at the sent copy
    subject_sealed: bytes | None = None
    open_rows: int = 0  # stored fetches
    fetches: int = 0  # all fetches, also those beyond OPEN_ROWS_MAX
    change: int = 0  # the sender's change number this message last moved
    mailboxes: Mailboxes = Mailboxes.UNKNOWN  # at whom the recipients have theirs

    @property
    def closed(self) -> bool:
        """Whether the message takes no more fetches."""
        return self.state in CLOSED

    @property
    def told(self) -> bool:
        """Whether the sender said that it was sent, at the latest at `sent_at`."""
        return not self.confirmed and self.sent_at is not None

    @property
    def gone(self) -> bool:
        """Whether the send was seen or told, not inferred."""
        return self.confirmed or self.told

    @property
    def listed(self) -> bool:
        """Whether the feed shows it: not before it counts as sent."""
        return self.state is not State.PREPARED

    def in_thread(self, thread_key: bytes | None) -> Self:
        """Return the message with a conversation learnt late; a known one stays."""
        return replace(self, thread_key=self.thread_key or thread_key)


def state_at(message: Message, at: datetime, cooldown: timedelta) -> State:
    """Return the state a message has at a moment, before a fetch is judged."""
    if message.state is not State.PREPARED:
        return message.state
    return State.PREPARED if draft_at(message, at, cooldown) else State.SENT


def draft_at(message: Message, at: datetime, cooldown: timedelta) -> bool:
    """Whether a message, as far as nobody said more, was still a draft at a moment.

    Gmail has no send event: a prepared message counts as sent after the cool-down.
    Outlook adds the pixel while sending, so that its composing window never loads it
    and any fetch means that the mail is on its way.
    """
    return message.channel is Channel.GMAIL and at - message.issued_at < cooldown
