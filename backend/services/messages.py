"""What a sender does with a message after it was issued."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from backend.crypto.keyring import Keyring
from backend.domain.errors import MessageNotFound, OpenNotFound
from backend.domain.judge import Context, FetchClass
from backend.domain.link import Click
from backend.domain.message import BodyFormat, Channel, Message, State
from backend.domain.mode import strictest
from backend.domain.opens import Open, again
from backend.domain.policy import LabelLevel, decide
from backend.domain.recipient import Address
from backend.identity.principal import Principal
from backend.services.addressees import Addressee, Addressees
from backend.services.feed import Entries, Entry
from backend.services.references import References
from backend.services.timing import Clock, Timing
from backend.store.store import Reader, RecipientRow, Store, Transaction

# How far a mailbox's clock may lie from ours when a Sent copy is matched.
SKEW = timedelta(minutes=2)
MATCH_DAYS = 30
# With a changed recipient list the trace is weaker, so the look back is shorter.
CHANGED_MATCH_DAYS = 1


class Messages:
    """Shows, confirms, corrects, stops and erases a sender's own messages."""

    def __init__(
        self, store: Store, keyring: Keyring, *, timing: Timing, clock: Clock
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._addressees = Addressees(keyring)
        self._references = References(keyring)
        self._entries = Entries(keyring)
        self._timing = timing
        self._clock = clock

    def show(self, sender: Principal, message_id: bytes) -> Entry:
        """Return a message; raises MessageNotFound for another sender's too."""
        with self._store.read() as reader:
            message = own(reader, sender, message_id)
            return self._entries.of(reader, [message])[0]

    def confirm(
        self,
        sender: Principal,
        message_id: bytes,
        *,
        sent_at: datetime | None,
        recipients: Sequence[Address] | None,
    ) -> Entry:
        """Note that the mail was sent, and judge its fetches and recipients again."""
        people = self._addressees.of(sender.org_id, recipients or ())

        def change(tx: Transaction, message: Message) -> Message:
            mark = sent_at or self._plausible_mark(tx, message)
            return self._confirmed(tx, message, mark, people)

        return self._change(sender, message_id, change)

    def match(
        self,
        sender: Principal,
        channel: Channel,
        *,
        sent_at: datetime,
        recipients: Sequence[Address],
        thread_ref: str | None = None,
    ) -> Entry | None:
        """Find the message a Sent copy belongs to and confirm it; never guess.

        Returns None, and stores nothing, when none or more than one fits.
        """
        people = self._addressees.of(sender.org_id, recipients)
        thread = self._references.thread(sender.org_id, thread_ref)

        def job(tx: Transaction) -> bytes | None:
            found = self._matching(tx, sender, channel, sent_at, people)
            if thread is not None and len(found) > 1:
                found = [each for each in found if each.thread_key == thread]
            if len(found) != 1:
                return None
            if not found[0].confirmed:
                tx.move_change(self._confirmed(tx, found[0], sent_at, people))
            return found[0].id

        message_id = self._store.write(job).result()
        return None if message_id is None else self.show(sender, message_id)

    def viewing(self, sender: Principal, message_id: bytes) -> Entry:
        """Note that the sender looks at the mail now; fetches around it are theirs."""

        def change(tx: Transaction, message: Message) -> Message:
            message = replace(message, viewing_at=self._clock())
            self._judge_again(tx, message)
            return message

        return self._change(sender, message_id, change)

    def stop(self, sender: Principal, message_id: bytes) -> Entry:
        """Record nothing more for this message."""

        def change(_tx: Transaction, message: Message) -> Message:
            return replace(message, state=State.STOPPED)

        return self._change(sender, message_id, change)

    def erase(self, sender: Principal, message_id: bytes) -> None:
        """Destroy what was recorded and the label; the pixel is dead from now on."""

        def job(tx: Transaction) -> None:
            erase(tx, own(tx, sender, message_id))

        self._store.write(job).result()
        self._keyring.forget_message(sender.org_id, message_id)
        self._store.checkpoint()

    def mark_mine(self, sender: Principal, open_id: bytes) -> Entry:
        """Take the sender's word that a fetch, or a click, was their own."""

        def job(tx: Transaction) -> bytes:
            found = tx.open(sender.org_id, open_id) or tx.click(sender.org_id, open_id)
            if found is None:
                raise OpenNotFound
            try:
                message = own(tx, sender, found[0])
            except MessageNotFound:
                raise OpenNotFound from None
            context = self._timing.context(message, marked=True)
            _revise(tx, message, found[1], context)
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

    def _confirmed(
        self,
        tx: Transaction,
        message: Message,
        sent_at: datetime,
        people: Sequence[Addressee],
    ) -> Message:
        if people:
            message = self._readdressed(tx, message, people)
            if message.closed:
                return message
        # A mailbox's clock may be off; before the token was issued nothing was sent.
        sent_at = max(message.issued_at, min(sent_at, self._clock()))
        message = replace(message, state=State.SENT, confirmed=True, sent_at=sent_at)
        self._judge_again(tx, message)
        return message

    def _plausible_mark(self, tx: Reader, message: Message) -> datetime:
        """Return when a mail that somebody only says was sent must have been, at last.

        Its first fetch that was not the draft's came after the sending: to take the
        moment of the word for the moment of the sending would undo true opens.
        """
        rows = tx.opens(message.org_id, [message.id]).get(message.id, [])
        drafts = {FetchClass.PRE_SEND, FetchClass.SELF}
        seen = [row.at for row in rows if row.verdict.fetch_class not in drafts]
        clicks = tx.clicks(message.org_id, [message.id]).get(message.id, [])
        # Of clicks, a person's alone: a preview may follow the links of a draft.
        followed = [row.fetch.at for row in clicks if row.fetch.verdict.is_open]
        return min([self._clock(), *seen, *followed])

    def _readdressed(
        self, tx: Transaction, message: Message, people: Sequence[Addressee]
    ) -> Message:
        """Judge the recipients of the mail as it was sent, the same ones too.

        What is known of them, or the policy, may have changed since the issue.
        """
        policy = tx.policy(message.org_id)
        facts = self._addressees.facts(tx, message.org_id, people)
        decision = decide(policy, facts, requested=None, body_format=BodyFormat.HTML)
        if not decision.tracked:
            return replace(message, state=State.STOPPED)
        message = replace(
            message,
            colleagues=decision.colleagues,
            # The stricter of what was frozen at the click and what holds now.
            mode=strictest(message.mode, decision.mode),
        )
        recipients_key = self._addressees.set_key(message.org_id, people)
        if recipients_key == message.recipients_key:
            return message
        labelled = policy.label is not LabelLevel.NONE
        tx.replace_recipients(
            message.org_id,
            message.id,
            self._addressees.rows(
                message.org_id, message.id, people, labelled=labelled
            ),
        )
        return replace(
            message,
            recipients_key=recipients_key,
            recipient_count=len(people),
        )

    def _matching(
        self,
        tx: Reader,
        sender: Principal,
        channel: Channel,
        sent_at: datetime,
        people: Sequence[Addressee],
    ) -> list[Message]:
        until = sent_at + SKEW
        same = [
            message
            for message in tx.messages_to(
                sender.org_id,
                sender.id,
                channel,
                since=sent_at - timedelta(days=MATCH_DAYS),
                until=until,
                recipients_key=self._addressees.set_key(sender.org_id, people),
            )
            if not message.closed
        ]
        known = [each for each in same if each.sent_at and _near(each.sent_at, sent_at)]
        if known:
            return known
        waiting = [each for each in same if not each.confirmed]
        if waiting:
            return waiting
        return [
            message
            for message in tx.messages_to(
                sender.org_id,
                sender.id,
                channel,
                since=sent_at - timedelta(days=CHANGED_MATCH_DAYS),
                until=until,
                exact=[each.index.exact for each in people],
            )
            if not message.closed and not message.confirmed
        ]

    def _judge_again(self, tx: Transaction, message: Message) -> None:
        context = self._timing.context(message)
        opens = tx.opens(message.org_id, [message.id]).get(message.id, [])
        clicks = tx.clicks(message.org_id, [message.id]).get(message.id, [])
        rows: list[Open | Click] = [*opens, *clicks]
        for row in rows:
            fetch = row.fetch if isinstance(row, Click) else row
            if fetch.verdict.fetch_class is not FetchClass.SELF:
                # else the look that explained it may lie behind a later one
                _revise(tx, message, row, context)


def _revise(
    tx: Transaction, message: Message, row: Open | Click, context: Context
) -> None:
    """Judge a kept fetch or click again and keep the verdict, if it is another."""
    if isinstance(row, Click):
        fetch = again(row.fetch, message, context)
        if fetch != row.fetch:
            tx.put_click(message, replace(row, fetch=fetch))
        return
    revised = again(row, message, context)
    if revised != row:
        tx.put_open(message, revised)


def erase(tx: Transaction, message: Message) -> None:
    """Erase a message's events, links, label; keep the bare indexes for a later no."""
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


def own(reader: Reader, sender: Principal, message_id: bytes) -> Message:
    """Return the sender's message; another's is as missing as none."""
    message = reader.message(sender.org_id, message_id)
    if message is None or message.sender_id != sender.id:
        raise MessageNotFound
    if message.state is State.ERASED:
        raise MessageNotFound
    return message


def _near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= SKEW
