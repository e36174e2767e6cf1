"""Erases a person, or an organisation, beside whatever else goes on.

Both can be killed at any moment and go on when they are called again. Keys go first:
from then on nothing sealed can be read, whatever rows are still there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from backend.crypto.keyring import Keyring
from backend.domain.message import State
from backend.domain.recipient import Address, BlindIndex, blind_index
from backend.services.messages import delete, erase
from backend.services.portions import Portions
from backend.services.timing import Clock
from backend.store import names
from backend.store.store import AuditRow, Reader, Store, Transaction

PAGE = 500  # messages looked up at once
ROWS_TOGETHER = 200  # that go in one step, of what is no message
LOG_SECONDS = 5.0  # how long readers may take to let go of the log
LOG_PAUSE_SECONDS = 0.05  # between two tries, so that nobody else is held up
COMMAND_REST_SECONDS = 0.02  # longer than a job takes: the server gets its turn

Told = Callable[[int], None]  # how many messages are done


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did."""

    messages: int
    log_emptied: bool  # no erased byte is left in the database's log


class Erasure:
    """Erases on the word of whoever `actor` names in the audit log."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        clock: Clock,
        actor: str,
        rest_seconds: float = 0.0,
    ) -> None:
        self._store = store
        self._portions = Portions(store, rest_seconds)
        self._keyring = keyring
        self._clock = clock
        self._actor = actor

    def person(
        self, org_id: bytes, address: Address, *, told: Told = lambda _: None
    ) -> Erased:
        """Erase all that was recorded of the mail to an address, by its exact index.

        What stays: a no, a consent that still allows something, the country IT set,
        and each message's bare row until its retention ends, so that the link in the
        mail still takes a no.
        """
        index = self._index(org_id, address)
        # First of all: a mail that is tracked meanwhile gets a new key, and keeps it.
        self._keyring.forget_subject(org_id, index.exact)
        erased, after = 0, b""
        while ids := self._addressed(org_id, index, after):
            self._keyring.forget_messages(org_id, *ids)
            left = self._unerased(org_id, ids)
            for done in self._portions.each(left, partial(_erase, org_id=org_id)):
                told(erased + done)
            erased, after = erased + len(left), ids[-1]

        def settle(tx: Transaction) -> None:
            tx.drop_withdrawn_consent(org_id, index.exact)
            entry = self._entry("erasure_of_person", index.exact.hex())
            tx.add_audit(org_id, entry)

        self._store.write(settle).result()
        return Erased(erased, self._log_emptied())

    def alike(self, org_id: bytes, address: Address) -> int:
        """Return how many messages went to other spellings of an address alone.

        `person` leaves them, for `dave+offers` may be somebody else.
        """
        index = self._index(org_id, address)
        with self._store.read() as reader:
            return sum(
                message.state is not State.ERASED
                and index.exact
                not in {
                    row.index.exact for row in reader.recipients(org_id, message.id)
                }
                for message in reader.messages_addressed(org_id, index)
            )

    def organisation(self, org_id: bytes, *, told: Told = lambda _: None) -> Erased:
        """Erase all an organisation has; nobody can sign in from then on.

        What stays: what people refused, with its number and its directories, by which
        they are found again should it come back.
        """
        self._store.write(
            lambda tx: tx.set_setting(org_id, names.ERASED, names.YES)
        ).result()
        self._keyring.forget_organisation(org_id)
        deleted = 0
        while ids := self._belonging(org_id):
            for done in self._portions.each(ids, partial(_delete, org_id=org_id)):
                told(deleted + done)
            deleted += len(ids)
        for _ in self._portions.each([org_id], _shed):
            pass
        # Again: somebody who was still signed in may have had something sealed.
        self._keyring.forget_organisation(org_id)

        def settle(tx: Transaction) -> None:
            tx.name_organisation(org_id, "")
            entry = self._entry("erasure_of_organisation", org_id.hex())
            tx.add_audit(org_id, entry)

        self._store.write(settle).result()
        return Erased(deleted, self._log_emptied())

    def _index(self, org_id: bytes, address: Address) -> BlindIndex:
        return blind_index(self._keyring.blind_key(org_id), address)

    def _addressed(self, org_id: bytes, index: BlindIndex, after: bytes) -> list[bytes]:
        with self._store.read() as reader:
            return reader.ids_addressed(org_id, index.exact, after, PAGE)

    def _unerased(self, org_id: bytes, ids: list[bytes]) -> list[bytes]:
        with self._store.read() as reader:
            return [each for each in ids if not _is_erased(reader, org_id, each)]

    def _belonging(self, org_id: bytes) -> list[bytes]:
        with self._store.read() as reader:
            return reader.ids_of_organisation(org_id, b"", PAGE)

    def _entry(self, action: str, what: str) -> AuditRow:
        return AuditRow(self._clock(), self._actor, action, what)

    def _log_emptied(self) -> bool:
        """Empty the log, however busy readers are; False when one does not end."""
        until = time.monotonic() + LOG_SECONDS
        while not self._store.checkpoint():
            if time.monotonic() >= until:
                return False
            time.sleep(LOG_PAUSE_SECONDS)
        return True


def _is_erased(reader: Reader, org_id: bytes, message_id: bytes) -> bool:
    message = reader.message(org_id, message_id)
    return message is None or message.state is State.ERASED


def _erase(tx: Transaction, message_id: bytes, *, org_id: bytes) -> bool:
    message = tx.message(org_id, message_id)
    if message is None or message.state is State.ERASED:
        return True
    return erase(tx, message)


def _delete(tx: Transaction, message_id: bytes, *, org_id: bytes) -> bool:
    message = tx.message(org_id, message_id)
    return message is None or delete(tx, message)


def _shed(tx: Transaction, org_id: bytes) -> bool:
    return tx.shed_organisation(org_id, ROWS_TOGETHER) == 0
