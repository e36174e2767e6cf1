"""Issues a message's token while its mail is being written, or says why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.crypto.padding import pad_label
from backend.domain import token
from backend.domain.errors import LabelForbidden
from backend.domain.link import Link
from backend.domain.message import (
    BodyFormat,
    Channel,
    ComposeType,
    Message,
    State,
    new_id,
)
from backend.domain.mode import Mode
from backend.domain.policy import (
    PERSONAL,
    Decision,
    LabelLevel,
    Obstacle,
    OrgPolicy,
    Reason,
    advice,
    decide,
)
from backend.domain.recipient import Address
from backend.domain.token import Purpose
from backend.identity.principal import Principal
from backend.services import drafts, preferences
from backend.services.addressees import Addressee, Addressees
from backend.services.limits import Limits
from backend.services.link_seals import LinkSeals
from backend.services.references import References
from backend.services.snippet import Snippet
from backend.services.timing import Clock, Timing
from backend.services.whereabouts import Whereabouts
from backend.store.store import Store, TokenRow, Transaction


@dataclass(frozen=True, slots=True)
class Draft:
    """What a client says of the mail being written; never anything of its body."""

    channel: Channel
    draft_ref: str
    recipients: tuple[Address, ...]
    compose_type: ComposeType
    body_format: BodyFormat
    subject: str | None = None
    mode: Mode | None = None
    thread_ref: str | None = None
    another: bool = False  # Gmail: surely not the mail an earlier card prepared
    earlier: bytes | None = None  # Gmail: the message an earlier card prepared for it


@dataclass(frozen=True, slots=True)
class Issued:
    """The pixel to insert."""

    message: Message
    html: str
    insert_at: str  # "append_on_send", "start" or "end"
    decision: Decision
    created: bool


@dataclass(frozen=True, slots=True)
class Declined:
    """Why the mail goes untracked, and what the sender can do."""

    reason: Reason
    obstacles: tuple[Obstacle, ...]
    advice: str
    earlier: tuple[Message, ...] = ()  # one of which may be this mail, newest first


class Compose:
    """The use case behind the add-ins' one request per mail."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        public_url: str,
        pixel_url: str,
        timing: Timing,
        limits: Limits,
        whereabouts: Whereabouts,
        clock: Clock,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._limits = limits
        self._whereabouts = whereabouts
        self._keyring = keyring
        self._addressees = Addressees(keyring)
        self._references = References(keyring)
        self._seals = LinkSeals(keyring)
        self._snippet = Snippet(keyring.token_keys(), public_url)
        self._pixel_url = pixel_url
        self._timing = timing
        self._clock = clock
        self._entropy = entropy

    def issue(self, sender: Principal, draft: Draft) -> Issued | Declined:
        """Judge the recipients and issue a token, or decline.

        The same draft with the same recipients keeps its message. Raises
        LabelForbidden and ModeForbidden when more is asked than policy allows, and
        TooManyRequests.
        """
        org_id = sender.org_id
        self._limits.take((org_id, sender.id))
        people = self._addressees.of(org_id, draft.recipients)
        with self._store.read() as reader:
            policy = reader.policy(org_id)
            facts = self._addressees.facts(reader, org_id, people)
            wishes = preferences.read(reader.preferences(org_id, sender.id))
        if draft.subject is not None and (
            policy.label is not LabelLevel.RECIPIENTS_AND_SUBJECT
        ):
            raise LabelForbidden
        decision = decide(
            policy, facts, requested=draft.mode, body_format=draft.body_format
        )
        if decision.tracked and wishes.excludes(draft.recipients):
            decision = replace(decision, reason=Reason.TRACKING_OFF)
        if wishes.always_disclose:
            decision = replace(decision, disclosed=True)

        message = self._message(sender, draft, people, policy, decision)
        if decision.reason is not None:
            return self._decline(message, draft, decision, decision.reason)
        return self._issue(message, draft, people, policy, decision)

    def withdraw(self, sender: Principal, draft_ref: str) -> None:
        """Let what was issued for a draft record nothing: it goes out untracked.

        A link that is in its body by then leads on. A draft nobody knows is none.
        """
        org_id, now = sender.org_id, self._clock()
        draft = self._references.draft(org_id, draft_ref)
        self._store.write(
            lambda tx: drafts.close(tx, org_id, sender.id, draft, until=now)
        ).result()

    def _message(
        self,
        sender: Principal,
        draft: Draft,
        people: Sequence[Addressee],
        policy: OrgPolicy,
        decision: Decision,
    ) -> Message:
        now = self._clock()
        org_id = sender.org_id
        return Message(
            org_id=org_id,
            id=new_id(now, self._entropy(10)),
            sender_id=sender.id,
            channel=draft.channel,
            state=State.PREPARED,
            confirmed=False,
            mode=decision.mode,
            basis=decision.regime.value,
            issued_at=now,
            sent_at=None,
            recipient_count=len(people),
            draft_key=self._references.draft(org_id, draft.draft_ref),
            recipients_key=self._addressees.set_key(org_id, people),
            thread_key=self._references.thread(org_id, draft.thread_ref),
            colleagues=decision.colleagues,
            pixel_base=self._pixel_url,
            retention_until=now + timedelta(days=policy.retention_days),
            mailboxes=self._whereabouts.of(self._addressees.domains(people)),
        )

    def _decline(
        self, message: Message, draft: Draft, decision: Decision, reason: Reason
    ) -> Declined:
        def job(tx: Transaction) -> None:
            # The earlier token of this draft would go out to people nobody may track.
            drafts.withdraw(tx, message, draft.earlier)
            if message.thread_key and reason in PERSONAL:
                drafts.stop_thread(
                    tx,
                    message.org_id,
                    message.sender_id,
                    message.thread_key,
                    until=message.issued_at,
                )

        self._store.write(job).result()
        return Declined(reason, decision.obstacles, advice(reason))

    def _issue(
        self,
        message: Message,
        draft: Draft,
        people: Sequence[Addressee],
        policy: OrgPolicy,
        decision: Decision,
    ) -> Issued | Declined:
        keys = self._keyring.token_keys()
        identity = self._entropy(16)
        rows = self._addressees.rows(
            message.org_id,
            message.id,
            people,
            labelled=policy.label is not LabelLevel.NONE,
        )
        if draft.subject is not None:
            message = replace(
                message, subject_sealed=self._seal_subject(message, draft)
            )

        links = self._links_of_draft(message, draft)

        def job(tx: Transaction) -> tuple[Message, bool, bool] | Declined:
            # Asked again inside the transaction: a no may have arrived meanwhile.
            refused = tx.refused(message.org_id, [each.index for each in people])
            if refused:
                drafts.withdraw(tx, message, draft.earlier)
                return _refused(people, refused)
            earlier = drafts.current(tx, message, draft.earlier)
            if earlier and earlier.recipients_key == message.recipients_key:
                tx.add_tokens(_tokens(keys, identity, earlier))
                # A new mail gets its conversation when it is saved, perhaps only now.
                told = earlier.in_thread(message.thread_key)
                if told != earlier:
                    tx.put_message(told)
                return told, False, bool(tx.links(earlier.org_id, [earlier.id]))
            if draft.channel is Channel.GMAIL and not draft.another:
                twins = drafts.twins(tx, message, self._timing.cooldown)
                if twins:
                    said = advice(Reason.RECENT_TWIN)
                    return Declined(Reason.RECENT_TWIN, (), said, tuple(twins))
            drafts.withdraw(tx, message, draft.earlier)
            tx.add_message(message, rows, _tokens(keys, identity, message))
            for row in links:
                tx.move_link(row)
            return message, True, bool(links)

        outcome = self._store.write(job).result()
        if isinstance(outcome, Declined):
            return outcome
        kept, created, linked = outcome
        if created:
            self._whereabouts.find_out(kept, self._addressees.domains(people))
        return Issued(
            message=kept,
            html=self._snippet.html(kept, identity, decision, policy, links=linked),
            insert_at=_insert_at(draft),
            decision=decision,
            created=created,
        )

    def _links_of_draft(self, message: Message, draft: Draft) -> list[Link]:
        """Return the links the draft holds already, sealed for its next message.

        The body keeps them when the recipients change, and so must the tracking.
        """
        with self._store.read() as reader:
            current = drafts.current(reader, message, draft.earlier)
            if current and current.recipients_key == message.recipients_key:
                return []  # it stays that message's
            earlier = current or reader.message_by_draft(
                message.org_id, message.sender_id, message.draft_key
            )
            if earlier is None or (
                current is None and earlier.state is not State.WITHDRAWN
            ):
                return []
            rows = reader.links(message.org_id, [earlier.id]).get(earlier.id, [])
        moved = (self._seals.resealed(row, message) for row in rows)
        return [row for row in moved if row is not None]

    def _seal_subject(self, message: Message, draft: Draft) -> bytes:
        place = Place(message.org_id, "message", message.id, "subject_sealed")
        text = pad_label((draft.subject or "").encode())
        return self._keyring.seal_for_message(message.org_id, message.id, place, text)


def _tokens(keys: token.TokenKeys, identity: bytes, message: Message) -> list[TokenRow]:
    return [
        TokenRow(
            token.lookup(keys, purpose, identity),
            purpose.value,
            message.org_id,
            message.id,
        )
        for purpose in (Purpose.OPEN, Purpose.PRIVACY)
    ]


def _refused(people: Sequence[Addressee], refused: frozenset[bytes]) -> Declined:
    return Declined(
        Reason.REFUSED,
        tuple(
            Obstacle(each.address, Reason.REFUSED)
            for each in people
            if each.index.exact in refused
        ),
        advice(Reason.REFUSED),
    )


def _insert_at(draft: Draft) -> str:
    if draft.channel is Channel.OUTLOOK:
        return "append_on_send"
    # A reply's end may sit in the collapsed quote, which Gmail does not load.
    return "start" if draft.compose_type is ComposeType.REPLY else "end"
