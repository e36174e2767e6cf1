"""What was issued before for the draft, the card or the conversation at hand."""

from dataclasses import replace
from datetime import datetime, timedelta

from backend.domain.message import Channel, Message, State, state_at
from backend.store.store import Reader, Transaction

TWIN = timedelta(minutes=10)  # a second card for the same people is suspicious so long
TWINS_MAX = 10


def current(
    reader: Reader, message: Message, named: bytes | None = None
) -> Message | None:
    """Return the draft's earlier message while the mail is still being written.

    It is the one that the sender named, if that is such a message; else the one that
    was issued to the same card or window.
    """
    if named is not None:
        found = reader.message(message.org_id, named)
        if found and found.sender_id == message.sender_id and _in_writing(found):
            return found
    earlier = reader.message_by_draft(
        message.org_id, message.sender_id, message.draft_key
    )
    return earlier if earlier and _in_writing(earlier) else None


def _in_writing(message: Message) -> bool:
    """Whether nothing speaks against the mail being a draft still.

    A Gmail message counts as sent after a while, whether it was or not; but the card
    beside a draft is gone with it, so that who asks there is still writing.
    """
    if message.state is State.PREPARED:
        return True
    unseen = message.state is State.SENT and not message.gone
    return message.channel is Channel.GMAIL and unseen


def withdraw(tx: Transaction, message: Message, named: bytes | None = None) -> None:
    """Let the draft's earlier message, if any, record nothing."""
    earlier = current(tx, message, named)
    if earlier is None:
        return
    withdrawn = replace(earlier, state=State.WITHDRAWN)
    if earlier.listed:
        tx.move_change(withdrawn)
    else:
        tx.put_message(withdrawn)


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


def twins(reader: Reader, message: Message, cooldown: timedelta) -> list[Message]:
    """Return mail to the same people that other cards prepared just now, newest first.

    Gmail shows no draft id, so that a card cannot tell which of them it is for.
    """
    found = reader.messages_to(
        message.org_id,
        message.sender_id,
        Channel.GMAIL,
        since=message.issued_at - TWIN,
        until=message.issued_at,
        recipients_key=message.recipients_key,
    )
    return [
        other
        for other in found
        if other.draft_key != message.draft_key
        and state_at(other, message.issued_at, cooldown) in {State.PREPARED, State.SENT}
        and not other.gone  # a mail that is gone is not this one
    ][:TWINS_MAX]


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
