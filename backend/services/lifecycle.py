"""What happens to messages by the passing of time alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from backend.crypto.keyring import Keyring
from backend.domain.message import PREPARED_DAYS, Channel, Message, State
from backend.services.timing import Clock, Timing
from backend.store.store import Store, Transaction

BATCH = 500  # messages of a tick
# Messages deleted by one job: with all that may hang on each about 1,000 rows. Fetches
# wait for a job, so that it must be short.
DELETED_TOGETHER = 16


class Lifecycle:
    """Moves messages on when their time has come; call `tick` every second or so."""

    def __init__(
        self, store: Store, keyring: Keyring, *, timing: Timing, clock: Clock
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._timing = timing
        self._clock = clock

    def tick(self) -> None:
        """Do one batch of everything that is due."""
        now = self._clock()
        with self._store.read() as reader:
            cooled = reader.prepared_before(
                Channel.GMAIL, now - self._timing.cooldown, BATCH
            )
            stale = reader.prepared_before(
                None, now - timedelta(days=PREPARED_DAYS), BATCH
            )
            due = reader.due(now, BATCH)
        if cooled:
            self._store.write(lambda tx: _count_as_sent(tx, cooled)).result()
        gone = [*stale, *due]
        for start in range(0, len(gone), DELETED_TOGETHER):
            some = gone[start : start + DELETED_TOGETHER]
            job = partial(_delete, messages=some, now=now)
            for message in self._store.write(job).result():
                self._keyring.forget_messages(message.org_id, message.id)
        if gone:
            self._store.checkpoint()


def _count_as_sent(tx: Transaction, messages: list[Message]) -> None:
    for listed in messages:
        message = tx.message(listed.org_id, listed.id)
        if message is not None and message.state is State.PREPARED:
            tx.move_change(replace(message, state=State.SENT))


def _delete(tx: Transaction, messages: list[Message], now: datetime) -> list[Message]:
    """Delete what is still stale: a message may have been sent since it was listed."""
    deleted = []
    for listed in messages:
        message = tx.message(listed.org_id, listed.id)
        if message is None:
            deleted.append(listed)  # its key may have been left behind
        elif message.retention_until <= now:
            tx.delete_message(message)
            deleted.append(message)
        elif message.state is State.PREPARED and _has_links(tx, message):
            # Sent after all and only never seen, perhaps: its links must lead on.
            tx.put_message(replace(message, state=State.WITHDRAWN))
        elif message.state is State.PREPARED:
            tx.delete_message(message)
            deleted.append(message)
    return deleted


def _has_links(tx: Transaction, message: Message) -> bool:
    return bool(tx.links(message.org_id, [message.id]))
