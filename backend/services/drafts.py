"""What was issued before for the draft, the card or the conversation at hand."""

from dataclasses import replace
from datetime import datetime, timedelta

from backend.domain.message import Channel, Message, State, state_at
from backend.store.store import Reader, Transaction

TWIN = timedelta(minutes=10)  # a second card for the same people is suspicious so long


def current(reader: Reader, message: Message) -> Message | None:
    """Return the draft's earlier message while it may still be changed."""
    earlier = reader.message_by_draft(
        message.org_id, message.sender_id, message.draft_key
    )
    if earlier is None or earlier.state is not State.PREPARED:
        return None
    return earlier


def withdraw(tx: Transaction, message: Message) -> None:
    """Let the draft's earlier message, if any, record nothing."""
    earlier = current(tx, message)
    if earlier is not None:
        tx.put_message(replace(earlier, state=State.WITHDRAWN))


def close(
    tx: Transaction,
    org_id: bytes,
    sender_id: bytes,
    draft_key: bytes,
    *,
    until: datetime,
) -> None:
    """Let what was issued by then for a draft record nothing, whatever fetched it.

    A link in a draft can be followed by its writer, which counts as sent. What is on
    record then stays; a mail whose Sent copy was seen is no draft and goes on.
    """
    message = tx.message_by_draft(org_id, sender_id, draft_key)
    if message is None or message.closed or message.gone:
        return
    if message.issued_at > until:
        return  # a mail written from a copy of that one carries the same reference
    if message.state is State.PREPARED:
        tx.put_message(replace(message, state=State.WITHDRAWN))
    else:
        tx.move_change(replace(message, state=State.STOPPED))


def twin(reader: Reader, message: Message, cooldown: timedelta) -> Message | None:
    """Return the mail to the same people that another card prepared just now.

    Gmail shows no draft id, so that a second card cannot tell which mail it is for.
    """
    for other in reader.messages_to(
        message.org_id,
        message.sender_id,
        Channel.GMAIL,
        since=message.issued_at - TWIN,
        until=message.issued_at,
        recipients_key=message.recipients_key,
    ):
        fresh = state_at(other, message.issued_at, cooldown)
        if (
            other.draft_key != message.draft_key
            and fresh in {State.PREPARED, State.SENT}
            and not other.gone  # a mail that is gone is not this one
        ):
            return other
    return None


def stop_thread(
    tx: Transaction,
    org_id: bytes,
    sender_id: bytes,
    thread_key: bytes,
    *,
    until: datetime,
) -> None:
    """Stop what a mail of that time quotes: old pixels would reach new readers."""
    for older in tx.messages_of_thread(org_id, sender_id, thread_key):
        if not older.closed and older.issued_at <= until:
            tx.move_change(replace(older, state=State.STOPPED))
