"""Learns that a mail was sent, when, and to whom in the end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.crypto.keyring import Keyring
from backend.domain.mailboxes import Mailboxes, together
from backend.domain.message import BodyFormat, Channel, Message, State
from backend.domain.mode import strictest
from backend.domain.policy import PERSONAL, Decision, LabelLevel, OrgPolicy, decide
from backend.domain.recipient import Address
from backend.identity.principal import Principal
from backend.services import drafts
from backend.services.addressees import Addressee, Addressees
from backend.services.feed import Entries, Entry
from backend.services.limits import Limits
from backend.services.messages import own
from backend.services.references import References
from backend.services.rejudge import judge_again
from backend.services.timing import Clock, Timing
from backend.services.whereabouts import Whereabouts
from backend.store.store import Reader, RecipientRow, Store, Transaction

# How far a mailbox's clock may lie from ours when a Sent copy is matched.
SKEW = timedelta(minutes=2)
MATCH = timedelta(days=30)
# With other recipients the trace is weaker, so the look back is shorter.
OTHERS_MATCH = timedelta(days=1)
CANDIDATES_MAX = 10


@dataclass(frozen=True, slots=True)
class Matched:
    """What a Sent copy belongs to: a message, or one of several, or nothing known."""

    entry: Entry | None
    candidates: tuple[Entry, ...] = ()


class Sending:
    """Confirms sends; each makes the verdicts so far be judged again."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        timing: Timing,
        limits: Limits,
        whereabouts: Whereabouts,
        clock: Clock,
    ) -> None:
        self._store = store
        self._addressees = Addressees(keyring)
        self._references = References(keyring)
        self._entries = Entries(keyring)
        self._timing = timing
        self._limits = limits
        self._whereabouts = whereabouts
        self._clock = clock

    def confirm(
        self,
        sender: Principal,
        message_id: bytes,
        *,
        sent_at: datetime | None,
        recipients: Sequence[Address],
        thread_ref: str | None = None,
    ) -> Entry:
        """Note that a message was sent, and judge fetches and recipients again.

        Without `sent_at` it was sent by now, and nobody knows since when.
        Raises MessageNotFound for another sender's message too.
        """
        people = self._addressees.of(sender.org_id, recipients)
        thread = self._references.thread(sender.org_id, thread_ref)

        def job(tx: Transaction) -> None:
            message = own(tx, sender, message_id).in_thread(thread)
            if not message.closed:
                tx.move_change(self._confirmed(tx, message, sent_at, people))

        self._store.write(job).result()
        return self._show(sender, message_id, people)

    def match(
        self,
        sender: Principal,
        channel: Channel,
        *,
        sent_at: datetime,
        recipients: Sequence[Address],
        thread_ref: str | None = None,
    ) -> Matched:
        """Find the message a Sent copy belongs to and confirm it; never guess.

        When none or more than one fits nothing is noted of that mail; the sender may
        say which by `confirm`. Whoever may not be tracked stops what it quotes all the
        same. Raises TooManyRequests.
        """
        self._limits.take((sender.org_id, sender.id, "match"))
        people = self._addressees.of(sender.org_id, recipients)
        thread = self._references.thread(sender.org_id, thread_ref)

        def job(tx: Transaction) -> bytes | list[Message]:
            found = self._fitting(tx, sender, channel, sent_at, people)
            if thread is not None and len(found) > 1:
                # A new mail may not know its conversation yet.
                found = [each for each in found if each.thread_key == thread] or found
            if len(found) != 1:
                self._stop_quoted(tx, sender, thread, sent_at, people)
                return found[:CANDIDATES_MAX]
            message = found[0].in_thread(thread)
            if not message.confirmed:
                tx.move_change(self._confirmed(tx, message, sent_at, people))
            elif message != found[0]:
                tx.put_message(message)
            return message.id

        found = self._store.write(job).result()
        if isinstance(found, bytes):
            return Matched(self._show(sender, found, people))
        with self._store.read() as reader:
            again = (reader.message(each.org_id, each.id) for each in found)
            left = [each for each in again if each and not each.closed]
            return Matched(None, self._entries.of(reader, left))

    def untracked(
        self,
        sender: Principal,
        *,
        sent_at: datetime,
        recipients: Sequence[Address],
        thread_ref: str | None = None,
        draft_ref: str | None = None,
    ) -> Matched:
        """Take note of a Sent copy that says itself that nothing was put into it.

        What was issued for its draft is closed, should nobody have been able to say so
        before, and whoever may not be tracked stops what the mail quotes. No message is
        looked for. Raises TooManyRequests.
        """
        org_id = sender.org_id
        self._limits.take((org_id, sender.id, "match"))
        people = self._addressees.of(org_id, recipients)
        thread = self._references.thread(org_id, thread_ref)

        def job(tx: Transaction) -> None:
            if draft_ref is not None:
                draft = self._references.draft(org_id, draft_ref)
                drafts.close(tx, org_id, sender.id, draft, until=sent_at + SKEW)
            self._stop_quoted(tx, sender, thread, sent_at, people)

        self._store.write(job).result()
        return Matched(None)

    def _show(
        self, sender: Principal, message_id: bytes, people: Sequence[Addressee]
    ) -> Entry:
        with self._store.read() as reader:
            message = own(reader, sender, message_id)
            entry = self._entries.of(reader, [message])[0]
        key = self._addressees.set_key(sender.org_id, people)
        # Of a Bcc that a Sent copy hides nobody tells the domain any more.
        if (message.recipients_key, message.recipient_count) == (key, len(people)):
            self._whereabouts.find_out(message, self._addressees.domains(people))
        return entry

    def _confirmed(
        self,
        tx: Transaction,
        message: Message,
        sent_at: datetime | None,
        people: Sequence[Addressee],
    ) -> Message:
        """Return a message as a Sent copy shows it, or as gone by now."""
        if people:
            message = self._readdressed(tx, message, people)
            if message.closed:
                return message
        now = self._clock()
        if sent_at is not None:
            # A mailbox's clock may be off; nothing was sent before it had its token.
            mark = max(message.issued_at, min(sent_at, now))
            message = replace(message, confirmed=True, sent_at=mark)
        elif not message.gone:
            message = replace(message, sent_at=now)
        message = replace(message, state=State.SENT)
        judge_again(tx, message, self._timing.context(message))
        return message

    def _stop_quoted(
        self,
        tx: Transaction,
        sender: Principal,
        thread: bytes | None,
        sent_at: datetime,
        people: Sequence[Addressee],
    ) -> None:
        """Stop what a mail quotes that went to somebody who may not be tracked.

        The mail itself need not be tracked: a reply written with tracking off carries
        the pixels of the conversation to new readers just the same.
        """
        if thread is None:
            return
        _, decision = self._judged(tx, sender.org_id, people)
        if decision.reason in PERSONAL:
            until = sent_at + SKEW
            drafts.stop_thread(tx, sender.org_id, sender.id, thread, until=until)

    def _judged(
        self, tx: Reader, org_id: bytes, people: Sequence[Addressee]
    ) -> tuple[OrgPolicy, Decision]:
        policy = tx.policy(org_id)
        facts = self._addressees.facts(tx, org_id, people)
        return policy, decide(
            policy, facts, requested=None, body_format=BodyFormat.HTML
        )

    def _readdressed(
        self, tx: Transaction, message: Message, people: Sequence[Addressee]
    ) -> Message:
        """Judge the recipients of the mail as it was sent, the same ones too.

        What is known of them, or the policy, may have changed since the issue.
        """
        policy, decision = self._judged(tx, message.org_id, people)
        if decision.reason in PERSONAL and message.thread_key:
            drafts.stop_thread(
                tx,
                message.org_id,
                message.sender_id,
                message.thread_key,
                until=message.issued_at,
            )
        if not decision.tracked:
            return replace(message, state=State.STOPPED)
        known = tx.recipients(message.org_id, message.id)
        mailboxes = self._mailboxes(message, known, people)
        if {row.index for row in known} != {each.index for each in people}:
            labelled = policy.label is not LabelLevel.NONE
            shown = self._addressees.rows(
                message.org_id, message.id, people, labelled=labelled
            )
            known = _with_unseen(message, known, shown)
            tx.replace_recipients(message.org_id, message.id, known)
        return replace(
            message,
            recipients_key=self._addressees.set_key(message.org_id, people),
            recipient_count=len(known),
            colleagues=message.colleagues or decision.colleagues,
            # The stricter of what was frozen at the click and what holds now.
            mode=strictest(message.mode, decision.mode),
            mailboxes=mailboxes,
        )

    def _mailboxes(
        self,
        message: Message,
        before: Sequence[RecipientRow],
        people: Sequence[Addressee],
    ) -> Mailboxes:
        """Return at whom the mailboxes are of those the mail was sent to."""
        now = self._whereabouts.of(self._addressees.domains(people))
        then, shown = {row.index for row in before}, {each.index for each in people}
        if then == shown:  # what was found out since the issue holds
            return message.mailboxes if now is Mailboxes.UNKNOWN else now
        if message.channel is Channel.OUTLOOK and not then <= shown:
            return together([message.mailboxes, now])  # see _with_unseen
        return now

    def _fitting(
        self,
        tx: Reader,
        sender: Principal,
        channel: Channel,
        sent_at: datetime,
        people: Sequence[Addressee],
    ) -> list[Message]:
        """Return the messages a Sent copy may belong to, by the strongest trace."""
        org_id, until = sender.org_id, sent_at + SKEW
        same = tx.messages_to(
            org_id,
            sender.id,
            channel,
            since=sent_at - MATCH,
            until=until,
            recipients_key=self._addressees.set_key(org_id, people),
        )
        others = tx.messages_to(
            org_id,
            sender.id,
            channel,
            since=sent_at - OTHERS_MATCH,
            until=until,
            exact=[each.index.exact for each in people],
        )
        traces = (
            [each for each in same if _sent_near(each, sent_at)],
            [each for each in others if _sent_near(each, sent_at)],
            [each for each in same if _unseen(each, sent_at)],
            [each for each in others if _unseen(each, sent_at)],
        )
        for trace in traces:
            if found := [each for each in trace if not each.closed]:
                return found
        return []


def _with_unseen(
    message: Message, before: Sequence[RecipientRow], now: Sequence[RecipientRow]
) -> list[RecipientRow]:
    """Return the recipients of a mail whose Sent copy shows `now`.

    Outlook shows no Bcc on a Sent copy: who was there at the issue still counts,
    or their no would be lost. Gmail shows everybody.
    """
    if message.channel is Channel.GMAIL:
        return list(now)
    shown = {row.index for row in now}
    return [*now, *(row for row in before if row.index not in shown)]


def _sent_near(message: Message, sent_at: datetime) -> bool:
    known = message.sent_at if message.confirmed else None
    return known is not None and abs(known - sent_at) <= SKEW


def _unseen(message: Message, sent_at: datetime) -> bool:
    """Whether nobody saw the Sent copy of a message that may have been sent then."""
    told_at = message.sent_at if message.told else None
    by_then = told_at is None or sent_at <= told_at + SKEW
    return not message.confirmed and by_then
