"""What a recipient can do with the link in a mail: know, say no, erase."""

from dataclasses import dataclass, replace
from datetime import datetime

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.errors import AddressInvalid
from backend.domain.message import Message, State
from backend.domain.policy import Controller
from backend.domain.recipient import BlindIndex, blind_index, normalize
from backend.domain.token import Purpose
from backend.services.messages import erase
from backend.services.timing import Clock
from backend.store.store import AuditRow, Reader, RefusalRow, Store, Transaction

SOURCE = "privacy_page"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page tells whoever holds the link: no times, no addresses.

    Mail gets forwarded, so that the holder need not be the recipient.
    """

    controller: Controller
    several: bool  # the mail went to more than one person
    active: bool  # its pixel still records
    erased: bool
    links: bool  # it holds tracked links
    mode: str
    retention_until: datetime


class Privacy:
    """Acts on the word of whoever holds a message's privacy link."""

    def __init__(self, store: Store, keyring: Keyring, *, clock: Clock) -> None:
        self._store = store
        self._keyring = keyring
        self._clock = clock

    def notice(self, text: str) -> Notice | None:
        """Return what to show; None when the link leads to nothing (any more)."""
        lookup = self._lookup(text)
        if lookup is None:
            return None
        with self._store.read() as reader:
            message = _message(reader, lookup)
            if message is None:
                return None
            policy = reader.policy(message.org_id)
            links = reader.links(message.org_id, [message.id])
        if policy.controller is None:
            return None
        return Notice(
            controller=policy.controller,
            several=message.recipient_count > 1,
            active=not message.closed,
            erased=message.state is State.ERASED,
            links=bool(links),
            mode=message.mode.word,
            retention_until=message.retention_until,
        )

    def refuse(self, text: str, address: str | None = None) -> bool:
        """Take a no: for all mail to the one recipient, or for this message.

        With several recipients the link does not say whose no it is: this message
        stops for all, and `address`, if it is one of its recipients, is refused for
        good. Whether it matched is never told. Returns False for a dead link.
        """
        lookup = self._lookup(text)
        if lookup is None:
            return False

        def job(tx: Transaction) -> bool:
            message = _message(tx, lookup)
            if message is None:
                return False
            _stop(tx, message)
            indexes = [row.index for row in tx.recipients(message.org_id, message.id)]
            if len(indexes) > 1:
                typed = self._typed(message.org_id, address)
                # By the wide index: the mail went to dave+offers, dave types dave.
                indexes = [
                    index for index in indexes if typed and index.family == typed.family
                ]
            for index in indexes:
                tx.add_refusal(message.org_id, RefusalRow(index, self._clock(), SOURCE))
                for other in tx.messages_addressed(message.org_id, index):
                    _stop(tx, other)
            self._audit(tx, message, "refusal")
            return True

        return self._store.write(job).result()

    def erase(self, text: str) -> bool:
        """Erase what was recorded for this message; returns False for a dead link."""
        lookup = self._lookup(text)
        if lookup is None:
            return False

        def job(tx: Transaction) -> tuple[Message | None, bool]:
            message = _message(tx, lookup)
            if message is None or message.state is State.ERASED:
                return message, True
            done = erase(tx, message)
            if done:
                self._audit(tx, message, "erasure")
            return message, done

        done = False
        while not done:
            message, done = self._store.write(job).result()
        if message is None:
            return False
        self._keyring.forget_messages(message.org_id, message.id)
        self._store.checkpoint()
        return True

    def _lookup(self, text: str) -> bytes | None:
        keys = self._keyring.token_keys()
        identity = token.verify(keys, Purpose.PRIVACY, text)
        return identity and token.lookup(keys, Purpose.PRIVACY, identity)

    def _typed(self, org_id: bytes, address: str | None) -> BlindIndex | None:
        try:
            typed = normalize(address or "")
        except AddressInvalid:
            return None
        return blind_index(self._keyring.blind_key(org_id), typed)

    def _audit(self, tx: Transaction, message: Message, action: str) -> None:
        entry = AuditRow(self._clock(), "recipient", action, message.id.hex())
        tx.add_audit(message.org_id, entry)


def _message(reader: Reader, lookup: bytes) -> Message | None:
    return reader.messages_by_token([lookup], Purpose.PRIVACY.value).get(lookup)


def _stop(tx: Transaction, message: Message) -> None:
    current = tx.message(message.org_id, message.id)
    if current is not None and not current.closed:
        tx.move_change(replace(current, state=State.STOPPED))
