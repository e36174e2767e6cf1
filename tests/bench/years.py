"""A database as it is after a year: many organisations' messages and their opens."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.judge import FetchClass, Verdict
from backend.domain.message import Channel, Message, State, new_id
from backend.domain.mode import Mode
from backend.domain.observe import Network
from backend.domain.opens import Open
from backend.domain.recipient import BlindIndex, blind_index, normalize
from backend.domain.token import Purpose
from backend.identity.principal import Principal
from backend.store.sqlite.connection import connect
from backend.store.sqlite.engine import FILE_NAME, open_store
from backend.store.sqlite.memory import Memory
from backend.store.sqlite.transaction import SqliteTransaction
from backend.store.store import OrganisationRow, PrincipalRow, RecipientRow, TokenRow

SENDERS = 10  # of an organisation
MESSAGES = 100  # of a sender, spread over the year
OPENS = 10  # of a message
TO_DAVE = 5  # every fifth message goes to dave, the others to somebody each
DAVE = normalize("dave@customer.example")  # a recipient of every organisation
KEPT = timedelta(days=365)
SPAN = timedelta(days=360)  # the oldest is kept for some days yet
OPENS_OF_ORGANISATION = SENDERS * MESSAGES * OPENS
# Nobody needs the rows if the machine stops meanwhile.
HASTE = ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000")


@dataclass(frozen=True, slots=True)
class Year:
    """Whom the rows belong to."""

    senders: tuple[Principal, ...]
    paths: tuple[str, ...]  # pixels of the newest messages
    oldest_until: datetime  # when the first hundredth is no longer kept
    messages: int

    def organisation(self, number: int) -> tuple[Principal, ...]:
        """Return the senders of an organisation."""
        return self.senders[number * SENDERS : (number + 1) * SENDERS]


def filled(data_dir: Path, keyring: Keyring, opens: int, now: datetime) -> Year:
    """Fill a new store with so many opens, in the order in which they come."""
    open_store(data_dir).close()
    organisations = opens // OPENS_OF_ORGANISATION
    with closing(connect(data_dir / FILE_NAME, busy_seconds=1)) as connection:
        for setting in HASTE:
            connection.execute(setting)
        filling = _Filling(SqliteTransaction(connection, Memory()), keyring, now)
        connection.execute("BEGIN")
        filling.found(organisations)
        for number in range(MESSAGES):
            filling.send(now - SPAN + number * SPAN / MESSAGES)
            connection.execute("COMMIT")
            connection.execute("BEGIN")
        connection.execute("COMMIT")
    return Year(
        senders=tuple(filling.senders),
        paths=tuple(filling.paths),
        oldest_until=now - SPAN + KEPT,
        messages=organisations * SENDERS * MESSAGES,
    )


class _Filling:
    """Writes what happened, moment by moment."""

    def __init__(
        self, transaction: SqliteTransaction, keyring: Keyring, now: datetime
    ) -> None:
        self._transaction = transaction
        self._keyring = keyring
        self._keys = keyring.token_keys()
        self._now = now
        self._change = 0
        self.senders: list[Principal] = []
        self._dave: dict[bytes, BlindIndex] = {}
        self.paths: list[str] = []

    def found(self, organisations: int) -> None:
        """Insert organisations and their senders."""
        for number in range(organisations):
            org_id = os.urandom(16)
            row = OrganisationRow(org_id, f"Organisation {number}", self._now)
            self._transaction.add_organisation(row, [("entra", f"tid-{number}")])
            key = self._keyring.blind_key(org_id)
            self._dave[org_id] = blind_index(key, DAVE)
            for each in range(SENDERS):
                sender = Principal(org_id, os.urandom(16), "entra", "sender")
                person = PrincipalRow(
                    *(org_id, sender.id, "entra", f"tid-{number}", str(each)),
                    *("sender", self._now, MESSAGES),
                )
                self._transaction.add_principal(person)
                self.senders.append(sender)

    def send(self, at: datetime) -> None:
        """Insert a message of every sender, and its opens."""
        self._change += 1
        self.paths = []  # only the newest messages' pixels are of use
        for number, sender in enumerate(self.senders):
            message = _message(sender, at)
            to_dave = (number + self._change) % TO_DAVE == 0
            index = self._dave[sender.org_id] if to_dave else BlindIndex(*_two())
            identity = os.urandom(16)
            lookup = token.lookup(self._keys, Purpose.OPEN, identity)
            self._transaction.add_message(
                message,
                [RecipientRow(index, None)],
                [TokenRow(lookup, Purpose.OPEN.value, message.org_id, message.id)],
            )
            *earlier, last = _opens(at)
            self._transaction.insert_opens(
                [*((message, row, 0) for row in earlier), (message, last, self._change)]
            )
            text = token.mint(self._keys, Purpose.OPEN, identity)
            self.paths.append(f"/track/open/{text}.png")


def _two() -> tuple[bytes, bytes]:
    return os.urandom(16), os.urandom(16)


def _message(sender: Principal, at: datetime) -> Message:
    return Message(
        org_id=sender.org_id,
        id=new_id(at, os.urandom(10)),
        sender_id=sender.id,
        channel=Channel.OUTLOOK,
        state=State.SENT,
        confirmed=True,
        mode=Mode.DETAILED,
        basis="opt_out",
        issued_at=at,
        sent_at=at,
        recipient_count=1,
        draft_key=os.urandom(16),
        recipients_key=os.urandom(16),
        thread_key=None,
        colleagues=False,
        pixel_base="http://127.0.0.1",
        retention_until=at + KEPT,
    )


def _opens(at: datetime) -> Iterator[Open]:
    for number in range(OPENS):
        age = 3600 * (number + 1)
        yield Open(
            id=os.urandom(16),
            at=at + timedelta(seconds=age),
            verdict=Verdict(FetchClass.DIRECT, 0.9, ("mail_client",)),
            client="outlook_desktop",
            network=Network.EYEBALL,
            prefetch=False,
            os="windows",
            device="desktop",
            age_seconds=age,
        )
