"""Alice and bob of north, carol of south; dave and erin, whom they write to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2s
from typing import TypedDict, Unpack

from backend.domain.judge import FetchClass, Verdict
from backend.domain.link import Click, Link
from backend.domain.mailboxes import Mailboxes
from backend.domain.message import Channel, Message, State
from backend.domain.mode import Mode
from backend.domain.observe import Network
from backend.domain.opens import Open
from backend.domain.recipient import BlindIndex
from backend.store.store import (
    OrganisationRow,
    PrincipalRow,
    RecipientRow,
    Store,
    TokenRow,
    Transaction,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def key(*words: object) -> bytes:
    """Return 16 bytes that stand for some words."""
    return blake2s(repr(words).encode(), digest_size=16).digest()


def index(person: str, org: str = "north", family: str | None = None) -> BlindIndex:
    """Return a person's blind index under an organisation's key."""
    return BlindIndex(key("exact", person, org), key("family", family or person, org))


NORTH = OrganisationRow(key("north"), "North Sales", NOON - timedelta(days=9))
SOUTH = OrganisationRow(key("south"), "South Sales", NOON - timedelta(days=8))
ALICE = PrincipalRow(
    NORTH.id, key("alice"), "entra", "north-tenant", "alice-oid", "sender", NOON
)
BOB = PrincipalRow(
    NORTH.id, key("bob"), "entra", "north-tenant", "bob-oid", "sender", NOON
)
CAROL = PrincipalRow(
    SOUTH.id, key("carol"), "google", "south.example", "carol-sub", "sender", NOON
)
DAVE = index("dave")
ERIN = index("erin")


def settle(tx: Transaction) -> None:
    """Found both organisations and let the three sign in."""
    tx.add_organisation(NORTH, [("entra", "north-tenant")])
    tx.add_organisation(SOUTH, [("google", "south.example")])
    for principal in (ALICE, BOB, CAROL):
        tx.add_principal(principal)


class Wishes(TypedDict, total=False):
    """What a test says about a message; the rest is made up."""

    channel: Channel
    state: State
    issued_at: datetime
    draft_key: bytes
    recipients_key: bytes
    thread_key: bytes | None
    retention_until: datetime
    subject_sealed: bytes | None
    viewing_at: datetime | None
    sent_at: datetime | None
    mailboxes: Mailboxes


def message(
    name: str, sender: PrincipalRow = ALICE, **wishes: Unpack[Wishes]
) -> Message:
    """Return a message that a test knows by name."""
    usual = Message(
        org_id=sender.org_id,
        id=key("message", name),
        sender_id=sender.id,
        channel=Channel.OUTLOOK,
        state=State.SENT,
        confirmed=False,
        mode=Mode.DETAILED,
        basis="opt_out",
        issued_at=NOON,
        sent_at=None,
        recipient_count=1,
        draft_key=key("draft", name),
        recipients_key=key("recipients", name),
        thread_key=None,
        colleagues=False,
        pixel_base="https://pixel.north.example",
        retention_until=NOON + timedelta(days=365),
    )
    return replace(usual, **wishes)


def lookup(name: str, purpose: str = "open") -> bytes:
    """Return the look-up of a message's token."""
    return key("token", name, purpose)


def opened(name: str, after: int = 60) -> Open:
    """Return an open that a test knows by name, some seconds after noon."""
    return Open(
        id=key("open", name),
        at=NOON + timedelta(seconds=after),
        verdict=Verdict(FetchClass.DIRECT, 0.9, ("mail_client", "within_window")),
        client="outlook_desktop",
        network=Network.EYEBALL,
        prefetch=False,
        os="windows",
        device="desktop",
        age_seconds=after,
    )


def link(name: str, of: Message) -> Link:
    """Return a link that a test knows by name."""
    return Link(
        org_id=of.org_id,
        id=key("link", name),
        message_id=of.id,
        target_sealed=b"sealed target of " + name.encode(),
        text_sealed=b"sealed text of " + name.encode(),
    )


def clicked(name: str, on: Link, after: int = 60) -> Click:
    """Return a click that a test knows by name, some seconds after noon."""
    return Click(on.id, opened(name, after))


@dataclass
class Post:
    """Puts messages into a store, as the services would."""

    store: Store

    def issue(
        self,
        name: str,
        sender: PrincipalRow = ALICE,
        to: Sequence[BlindIndex] = (DAVE,),
        **wishes: Unpack[Wishes],
    ) -> Message:
        """Add a message with a label and an open token; return it."""
        row = message(name, sender, **wishes)
        people = [RecipientRow(each, b"sealed for " + each.exact) for each in to]
        token = TokenRow(lookup(name), "open", row.org_id, row.id)
        self.store.write(lambda tx: tx.add_message(row, people, [token])).result()
        return row

    def move(self, *messages: Message) -> list[Message]:
        """Let messages move in their senders' feeds, one after the other."""
        return self.store.write(
            lambda tx: [tx.move_change(each) for each in messages]
        ).result()

    def fetch(self, to: Message, *rows: Open) -> None:
        """Keep fetches of a message."""
        self.store.write(lambda tx: tx.add_opens([(to, row) for row in rows])).result()

    def link(self, name: str, to: Message) -> Link:
        """Add a link with its token to a message; return it."""
        row = link(name, to)
        token = TokenRow(lookup(name, "click"), "click", row.org_id, to.id, row.id)
        self.store.write(lambda tx: tx.add_link(row, token)).result()
        return row

    def click(self, to: Message, *rows: Click) -> None:
        """Keep clicks on the links of a message."""
        self.store.write(lambda tx: tx.add_clicks([(to, row) for row in rows])).result()
