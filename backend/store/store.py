"""The interface every database engine offers to the services."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from backend.domain.consent import Consent
from backend.domain.link import Click, Link
from backend.domain.message import Channel, Message, State
from backend.domain.opens import Open
from backend.domain.policy import OrgPolicy
from backend.domain.recipient import BlindIndex
from backend.store.figures import Figures
from backend.store.tally import Tally

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation with the directories that vouch for its principals."""

    id: bytes
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PrincipalRow:
    """A person who signed in; known by provider, directory and subject alone."""

    org_id: bytes
    id: bytes
    provider: str
    directory_id: str
    subject: str
    role: str
    created_at: datetime
    change: int = 0  # highest change number of this principal's feed


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient of one message; the label entry is sealed for that person."""

    index: BlindIndex
    label_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """What a token's keyed look-up leads to."""

    lookup: bytes
    purpose: str
    org_id: bytes
    message_id: bytes
    link_id: bytes | None = None  # of a click's token, and of no other


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A person's no; matched by exact or family index, kept without end."""

    index: BlindIndex
    at: datetime
    source: str  # "privacy_page", "admin", "import"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of the private audit log; holds no address and no label."""

    at: datetime
    actor: str  # principal id in hex, "recipient" or "cli"
    action: str
    object: str


# Called once per batch, on the writer's thread, with all handles that were queued with
# it; the error is None once everything is durable.
Release = Callable[[Sequence[Any], BaseException | None], None]


class Reader(Protocol):
    """Queries over one consistent state of the store."""

    # organisations and principals
    def organisations(self) -> list[OrganisationRow]:
        """Return all organisations, the oldest first."""
        ...

    def organisation(self, org_id: bytes) -> OrganisationRow | None:
        """Return one organisation."""
        ...

    def organisation_of(self, provider: str, directory_id: str) -> bytes | None:
        """Return the id of the organisation a directory vouches for."""
        ...

    def settings(self, org_id: bytes) -> Mapping[str, str]:
        """Return what was set, by the names in `names`."""
        ...

    def policy(self, org_id: bytes) -> OrgPolicy:
        """Return the policy in force; it is off where nothing was set."""
        ...

    def principal(
        self, provider: str, directory_id: str, subject: str
    ) -> PrincipalRow | None:
        """Return a person who signed in before."""
        ...

    def preferences(self, org_id: bytes, principal_id: bytes) -> Mapping[str, str]:
        """Return what a person chose, by name."""
        ...

    # what is on record about recipients
    def refused(self, org_id: bytes, indexes: Sequence[BlindIndex]) -> frozenset[bytes]:
        """Return the exact indexes among `indexes` that a refusal matches."""
        ...

    def consents(
        self, org_id: bytes, exact: Sequence[bytes]
    ) -> Mapping[bytes, Consent]:
        """Return each person's latest answer."""
        ...

    def answers(self, org_id: bytes, exact: bytes) -> list[Consent]:
        """Return all a person ever answered, the latest first."""
        ...

    def refusals(self, org_id: bytes, index: BlindIndex) -> list[RefusalRow]:
        """Return every no that holds for a person, by either index."""
        ...

    def address_regions(
        self, org_id: bytes, exact: Sequence[bytes]
    ) -> Mapping[bytes, str]:
        """Return the regions set for these very addresses."""
        ...

    def domain_regions(
        self, org_id: bytes, domains: Sequence[str]
    ) -> Mapping[str, str]:
        """Return the regions set for these very domains."""
        ...

    def mapped_domains(self, org_id: bytes) -> Mapping[str, str]:
        """Return every domain a region is set for, in order, with the region."""
        ...

    def mapped_addresses(self, org_id: bytes) -> Mapping[str, int]:
        """Return for how many addresses each region is set."""
        ...

    # messages
    def token(self, lookup: bytes) -> TokenRow | None:
        """Return what a token's keyed look-up leads to."""
        ...

    def messages_by_token(
        self, lookups: Iterable[bytes], purpose: str
    ) -> Mapping[bytes, Message]:
        """Return the message behind each known look-up of that purpose."""
        ...

    def message(self, org_id: bytes, message_id: bytes) -> Message | None:
        """Return one message."""
        ...

    def messages_near(self, org_id: bytes, beginning: bytes) -> list[Message]:
        """Return the messages whose ids begin so; mostly one."""
        ...

    def message_by_draft(
        self, org_id: bytes, sender_id: bytes, draft_key: bytes
    ) -> Message | None:
        """Return the newest message issued for a draft."""
        ...

    def messages_to(
        self,
        org_id: bytes,
        sender_id: bytes,
        channel: Channel,
        *,
        since: datetime,
        until: datetime,
        recipients_key: bytes | None = None,
        exact: Sequence[bytes] = (),
    ) -> list[Message]:
        """Return messages issued in [since, until], newest first.

        With `recipients_key`, those to exactly that set; else those to at least one
        of the recipients in `exact`.
        """
        ...

    def messages_of_thread(
        self, org_id: bytes, sender_id: bytes, thread_key: bytes
    ) -> list[Message]:
        """Return a sender's messages of a conversation, newest first."""
        ...

    def messages_addressed(self, org_id: bytes, index: BlindIndex) -> list[Message]:
        """Return every message with a recipient of that exact or family index."""
        ...

    def recipients(self, org_id: bytes, message_id: bytes) -> list[RecipientRow]:
        """Return a message's recipients."""
        ...

    def recipients_of(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[RecipientRow]]:
        """Return the recipients of each message; one without any is left out."""
        ...

    # feed
    def change(self, org_id: bytes, sender_id: bytes) -> int:
        """Return the highest change number of a sender's feed; 0 before the first."""
        ...

    def feed_latest(
        self, org_id: bytes, sender_id: bytes, limit: int, before: int | None = None
    ) -> list[Message]:
        """Return the messages changed last, or last before a number, newest first.

        Each stands where its last change does; prepared ones are left out.
        """
        ...

    def feed_after(
        self, org_id: bytes, sender_id: bytes, after: int, limit: int
    ) -> list[Message]:
        """Return messages changed after a number, oldest first; prepared left out."""
        ...

    def messages_before(
        self,
        org_id: bytes,
        sender_id: bytes,
        before: tuple[datetime, bytes] | None,
        limit: int,
    ) -> list[Message]:
        """Return all messages of a sender issued before a position, newest first."""
        ...

    def opens(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Open]]:
        """Return the kept fetches of each message (at most 50 each), newest first."""
        ...

    # links
    def links(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Link]]:
        """Return the links of each message, the oldest first."""
        ...

    def links_by_token(self, lookups: Iterable[bytes]) -> Mapping[bytes, Link]:
        """Return the link behind each known look-up of a click's token."""
        ...

    def clicks(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Click]]:
        """Return the kept clicks of each message (50 per link), newest first."""
        ...

    def newest_link(self) -> int:
        """Return the highest running number of a link; 0 where there is none.

        Numbers are given in the order of commits; a link that moves gets a new one.
        """
        ...

    def links_after(self, number: int, limit: int) -> list[tuple[int, bytes, Link]]:
        """Return links behind a running number, each with its own and its look-up."""
        ...

    # what came by way of a spool
    def drained(self, spool_id: bytes) -> int:
        """Return the highest sequence number of a spool that is here; 0 at first."""
        ...

    # life cycle work
    def prepared_before(
        self, channel: Channel | None, before: datetime, limit: int
    ) -> list[Message]:
        """Return prepared messages issued before a moment, oldest first."""
        ...

    def due(self, before: datetime, limit: int) -> list[Message]:
        """Return messages whose retention ended, oldest first."""
        ...

    # erasure
    def ids_addressed(
        self, org_id: bytes, exact: bytes, after: bytes, limit: int
    ) -> list[bytes]:
        """Return messages with a recipient of that exact index, in order of their ids.

        Those behind the id `after`, at most `limit`.
        """
        ...

    def ids_of_organisation(
        self, org_id: bytes, after: bytes, limit: int
    ) -> list[bytes]:
        """Return messages of an organisation likewise."""
        ...


class Transaction(Reader, Protocol):
    """Changes; all of one job commit together or not at all."""

    def add_organisation(
        self, row: OrganisationRow, directories: Sequence[tuple[str, str]]
    ) -> None:
        """Insert an organisation and bind its (provider, id) directories."""
        ...

    def set_setting(self, org_id: bytes, name: str, value: str) -> None:
        """Set or replace a setting."""
        ...

    def add_own_domain(self, org_id: bytes, domain: str) -> None:
        """Add a domain of the organisation's own; a known one stays."""
        ...

    def map_domain_region(self, org_id: bytes, domain: str, region: str) -> None:
        """Set or replace a domain's region."""
        ...

    def map_address_region(self, org_id: bytes, exact: bytes, region: str) -> None:
        """Set or replace an address's region."""
        ...

    def unmap_domain_region(self, org_id: bytes, domain: str) -> None:
        """Take back a domain's region; none is no error."""
        ...

    def unmap_address_region(self, org_id: bytes, exact: bytes) -> None:
        """Take back an address's region; none is no error."""
        ...

    def add_unit(
        self, org_id: bytes, unit_id: bytes, name: str, home_region: str
    ) -> None:
        """Insert an office or team."""
        ...

    def add_principal(self, row: PrincipalRow) -> None:
        """Insert a person at their first sign-in."""
        ...

    def set_preference(
        self, org_id: bytes, principal_id: bytes, name: str, value: str
    ) -> None:
        """Set or replace what a person chose."""
        ...

    def add_message(
        self,
        message: Message,
        recipients: Sequence[RecipientRow],
        tokens: Sequence[TokenRow],
    ) -> None:
        """Insert a message with its recipients and its tokens."""
        ...

    def add_tokens(self, tokens: Sequence[TokenRow]) -> None:
        """Insert further tokens of messages that are there."""
        ...

    def put_message(self, message: Message) -> None:
        """Write the message's row again; raises MessageNotFound if it is gone.

        What was fixed at issue (sender, channel, moment, draft, pixel) stays, and an
        erased message is written without what erase_message deletes.
        """
        ...

    def replace_recipients(
        self, org_id: bytes, message_id: bytes, recipients: Sequence[RecipientRow]
    ) -> None:
        """Write a message's recipients anew."""
        ...

    def move_change(self, message: Message) -> Message:
        """Give the message its sender's next change number, write it, return it.

        Waiting feeds of that sender are woken after the commit.
        """
        ...

    def tallies(self, lookups: Iterable[bytes]) -> Mapping[bytes, Tally]:
        """Return an empty tally behind each known look-up of an open's token.

        Tokens of one message share it.
        """
        ...

    def record(self, tallies: Sequence[Tally]) -> None:
        """Add what fetches brought: opens, counts, states, moved feeds.

        An open whose id its message has already is left as it is.
        """
        ...

    def add_opens(self, rows: Sequence[tuple[Message, Open]]) -> None:
        """Insert opens that move no feed; an id its message has already stays."""
        ...

    def put_open(self, message: Message, row: Open) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        ...

    def add_link(self, link: Link, token: TokenRow) -> None:
        """Insert a link of a message that is there, with its token."""
        ...

    def move_link(self, link: Link) -> None:
        """Give a link, its token and its clicks to the message it names now.

        Its sealed fields are written again, for they are that message's.
        """
        ...

    def count_clicks(self, links: Sequence[Link]) -> None:
        """Write how many clicks links have; one that is gone stays gone."""
        ...

    def add_clicks(self, rows: Sequence[tuple[Message, Click]]) -> None:
        """Insert clicks; one whose id is already there is left as it is."""
        ...

    def put_click(self, message: Message, row: Click) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        ...

    def set_drained(self, spool_id: bytes, sequence: int) -> None:
        """Note up to where a spool is here, in one with what it brought."""
        ...

    def erase_message(self, message: Message) -> None:
        """Delete a message's opens, recipients, links, sealed fields; keep its row."""
        ...

    def delete_message(self, message: Message) -> None:
        """Delete a message and everything that hangs on it, its tokens included."""
        ...

    def delete_clicks(self, message: Message, limit: int) -> int:
        """Delete kept clicks of a message, at most `limit`; return how many."""
        ...

    def drop_withdrawn_consent(self, org_id: bytes, exact: bytes) -> None:
        """Delete what a person agreed to and took back since; a no stays."""
        ...

    def shed_organisation(self, org_id: bytes, limit: int) -> int:
        """Delete rows an organisation has beside its messages; return how many.

        At most `limit`, and none once there are none. Its number, its directories and
        what people refused stay.
        """
        ...

    def name_organisation(self, org_id: bytes, name: str) -> None:
        """Give an organisation another name."""
        ...

    def add_refusal(self, org_id: bytes, row: RefusalRow) -> None:
        """Record a no; one that is there keeps its date."""
        ...

    def add_consent(self, org_id: bytes, exact: bytes, consent: Consent) -> None:
        """Append a person's answer; earlier ones stay as proof."""
        ...

    def add_audit(self, org_id: bytes, row: AuditRow) -> None:
        """Append to the organisation's audit log."""
        ...


class Store(Protocol):
    """A database: reads from any thread, writes through one writer."""

    def read(self) -> AbstractContextManager[Reader]:
        """Open a consistent read; raises StoreUnavailable."""
        ...

    def write(self, job: Callable[[Transaction], T]) -> Future[T]:
        """Queue a change; the future resolves once it is durable.

        Each job runs in a savepoint of its batch: an exception undoes this job alone
        and is set on its future. A failed commit sets StoreUnavailable on all.
        """
        ...

    def enqueue(
        self,
        apply: Callable[[Transaction, Sequence[T]], None] | None,
        item: T,
        release: Release,
        handle: object,
    ) -> None:
        """Queue an item that is handled together with its neighbours.

        As write_batched and, without `apply`, pass_through do; but `release` hears of
        a whole batch at once, which spares a wake-up for each item.
        """
        ...

    def write_batched(
        self, apply: Callable[[Transaction, Sequence[T]], None], item: T
    ) -> Future[None]:
        """Queue an item that is handled together with its neighbours.

        Items queued with the same `apply` are handed over in one call per batch, in
        order; the future resolves once the batch is durable. If the call raises, its
        items' futures get the exception and nothing of the call stays.
        """
        ...

    def pass_through(self) -> Future[None]:
        """Queue nothing: resolves when the next batch is released.

        A refused fetch waits like a kept one, so that no timing tells them apart.
        """
        ...

    def checkpoint(self) -> bool:
        """Let the bytes of what was erased leave every log of the database.

        Call it after an erasure's future resolved. Neither writer nor readers are
        waited for, nor made to wait: False when one of them still needed the old state.
        It is owed then, and the next call tries again. Raises StoreUnavailable.
        """
        ...

    def owes_checkpoint(self) -> bool:
        """Whether a log may hold bytes of what was erased: call `checkpoint` again.

        So it is after a `checkpoint` in vain, and at first, for what an earlier process
        may have left.
        """
        ...

    def fold_log(self) -> None:
        """Bring what the log holds into the tables' file, if there is such a log.

        From the caller's thread, holding up neither writer nor readers. Much work
        without it leaves that to a commit in the midst, which takes as long as the log
        is large. Never raises.
        """
        ...

    def listen(
        self,
        woken: Callable[[frozenset[tuple[bytes, bytes]]], None],
        missed: Callable[[], None] = lambda: None,
    ) -> None:
        """Call back after each commit with the (org, sender) whose feed moved.

        Where others commit to the same database, `missed` is called after they could
        not be heard for a while: any feed may have moved.
        """
        ...

    def healthy(self) -> bool:
        """Whether the last write went through (or none was tried) and none is stuck."""
        ...

    def figures(self) -> Figures:
        """Return what there is to measure of the writer."""
        ...

    def close(self) -> None:
        """Finish what is queued, stop the writer, close; idempotent."""
        ...


__all__ = [
    "AuditRow",
    "Message",
    "OrganisationRow",
    "PrincipalRow",
    "Reader",
    "RecipientRow",
    "RefusalRow",
    "State",
    "Store",
    "Tally",
    "TokenRow",
    "Transaction",
]
