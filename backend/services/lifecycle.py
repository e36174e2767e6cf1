"""What happens to messages by the passing of time alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from backend.crypto.keyring import Keyring
from backend.domain.message import PREPARED_DAYS, Channel, Message, State
from backend.services.messages import delete
from backend.services.portions import Portions
from backend.services.timing import Clock, Timing
from backend.store.store import Store, Transaction

BATCH = 500  # messages of a tick


class Lifecycle:
    """Moves messages on when their time has come; call `tick` every second or so."""

    def __init__(
        self, store: Store, keyring: Keyring, *, timing: Timing, clock: Clock
    ) -> None:
        self._store = store
        self._portions = Portions(store)
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
            for _ in self._portions.each(cooled, _count_as_sent):
                pass
        # Their keys first: killed in between, they are due again.
        self._forget(due)
        gone = [*stale, *due]
        for _ in self._portions.each(gone, partial(_delete, now=now)):
            pass
        if stale:
            # Only now is it known which of them were not sent after all.
            with self._store.read() as reader:
                left = {
                    each.id for each in stale if reader.message(each.org_id, each.id)
                }
            self._forget([each for each in stale if each.id not in left])
        # Also for whoever erased something while a reader needed the log.
        if gone or self._store.owes_checkpoint():
            self._store.checkpoint()

    def _forget(self, messages: Sequence[Message]) -> None:
        owners: dict[bytes, list[bytes]] = defaultdict(list)
        for message in messages:
            owners[message.org_id].append(message.id)
        for org_id, ids in owners.items():
            self._keyring.forget_messages(org_id, *ids)


def _count_as_sent(tx: Transaction, listed: Message) -> bool:
    message = tx.message(listed.org_id, listed.id)
    if message is not None and message.state is State.PREPARED:
        tx.move_change(replace(message, state=State.SENT))
    return True


def _delete(tx: Transaction, listed: Message, *, now: datetime) -> bool:
    """Delete what is still stale: a message may have been sent since it was listed."""
    message = tx.message(listed.org_id, listed.id)
    if message is None:
        return True
    if message.retention_until > now:
        if message.state is not State.PREPARED:
            return True
        if tx.links(message.org_id, [message.id]):
            # Sent after all and only never seen, perhaps: its links must lead on.
            tx.put_message(replace(message, state=State.WITHDRAWN))
            return True
    return delete(tx, message)
