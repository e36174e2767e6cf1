"""What a sender does with a message after it was issued."""

from collections.abc import Callable
from dataclasses import replace

from backend.crypto.keyring import Keyring
from backend.domain.errors import MessageNotFound, OpenNotFound
from backend.domain.judge import VIEWING_MARK
from backend.domain.link import Click
from backend.domain.message import Message, State
from backend.domain.opens import HALF, Open, again, public_id
from backend.identity.principal import Principal
from backend.services.feed import Entries, Entry
from backend.services.rejudge import clicks_of, is_own, revise, rows_of
from backend.services.timing import Clock, Timing
from backend.store.store import Reader, RecipientRow, Store, Transaction

# Clicks that go in one step: a message may have 2,500 of them, and fetches wait for a
# job. Of everything else it has a few hundred rows at most.
CLICKS_TOGETHER = 200


class Messages:
    """Shows, corrects, stops and erases a sender's own messages."""

    def __init__(
        self, store: Store, keyring: Keyring, *, timing: Timing, clock: Clock
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._entries = Entries(keyring)
        self._timing = timing
        self._clock = clock

    def show(self, sender: Principal, message_id: bytes) -> Entry:
        """Return a message; raises MessageNotFound for another sender's too."""
        with self._store.read() as reader:
            message = own(reader, sender, message_id)
            return self._entries.of(reader, [message])[0]

    def viewing(self, sender: Principal, message_id: bytes) -> Entry:
        """Note that the sender looks at the mail now: the fetch next to it is theirs.

        The picture mostly loads before the add-in runs, so the last fetch is judged
        again; else the mark waits for the next one. One look explains one fetch.
        """

        def change(tx: Transaction, message: Message) -> Message:
            message = replace(message, viewing_at=self._clock())
            context = self._timing.context(message)
            for click in clicks_of(tx, message):
                if not is_own(click.fetch):
                    revise(tx, message, click, context)
            for row in rows_of(tx, message):
                revised = again(row, message, context)
                if VIEWING_MARK in revised.verdict.reasons and not is_own(row):
                    tx.put_open(message, revised)
                    return replace(message, viewing_at=None)
            return message

        return self._change(sender, message_id, change)

    def stop(self, sender: Principal, message_id: bytes) -> Entry:
        """Record nothing more for this message."""

        def change(_tx: Transaction, message: Message) -> Message:
            return replace(message, state=State.STOPPED)

        return self._change(sender, message_id, change)

    def erase(self, sender: Principal, message_id: bytes) -> None:
        """Destroy what was recorded and the label; the pixel is dead from now on."""

        def job(tx: Transaction) -> bool:
            return erase(tx, own(tx, sender, message_id))

        while not self._store.write(job).result():
            pass
        self._keyring.forget_messages(sender.org_id, message_id)
        self._store.checkpoint()

    def mark_mine(self, sender: Principal, open_id: bytes) -> Entry:
        """Take the sender's word that a fetch, or a click, was their own.

        It goes by its public id.
        """

        def job(tx: Transaction) -> bytes:
            message, row = _own_fetch(tx, sender, open_id)
            context = self._timing.context(message, marked=True)
            revise(tx, message, row, context)
            # The row may have carried the feed's number: the message does from now on.
            tx.move_change(message)
            return message.id

        return self.show(sender, self._store.write(job).result())

    def _change(
        self,
        sender: Principal,
        message_id: bytes,
        change: Callable[[Transaction, Message], Message],
    ) -> Entry:
        """Apply a change to an own message; a closed one stays as it is."""

        def job(tx: Transaction) -> None:
            message = own(tx, sender, message_id)
            if not message.closed:
                tx.move_change(change(tx, message))

        self._store.write(job).result()
        return self.show(sender, message_id)


def erase(tx: Transaction, message: Message) -> bool:
    """Erase a message's events, links, label; keep the bare indexes for a later no.

    Returns False when that is more than one job may do: the next one goes on.
    """
    if tx.delete_clicks(message, CLICKS_TOGETHER) == CLICKS_TOGETHER:
        return False
    indexes = [
        RecipientRow(row.index, None)
        for row in tx.recipients(message.org_id, message.id)
    ]
    tx.erase_message(message)
    tx.replace_recipients(message.org_id, message.id, indexes)
    tx.move_change(
        replace(
            message,
            state=State.ERASED,
            subject_sealed=None,
            open_rows=0,
            fetches=0,
            viewing_at=None,
        )
    )
    return True


def delete(tx: Transaction, message: Message) -> bool:
    """Delete a message and everything that hangs on it; returns as `erase` does."""
    if tx.delete_clicks(message, CLICKS_TOGETHER) == CLICKS_TOGETHER:
        return False
    tx.delete_message(message)
    return True


def _own_fetch(
    reader: Reader, sender: Principal, open_id: bytes
) -> tuple[Message, Open | Click]:
    """Return a fetch or click of the sender's; another's is as missing as none."""
    for message in reader.messages_near(sender.org_id, open_id[:HALF]):
        if message.sender_id != sender.id or message.state is State.ERASED:
            continue
        rows: list[Open | Click] = [*rows_of(reader, message)]
        for row in (*rows, *clicks_of(reader, message)):
            fetch = row.fetch if isinstance(row, Click) else row
            if public_id(message.id, fetch.id) == open_id:
                return message, row
    raise OpenNotFound


def own(reader: Reader, sender: Principal, message_id: bytes) -> Message:
    """Return the sender's message; another's is as missing as none."""
    message = reader.message(sender.org_id, message_id)
    if message is None or message.sender_id != sender.id:
        raise MessageNotFound
    if message.state is State.ERASED:
        raise MessageNotFound
    return message
