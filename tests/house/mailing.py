"""Many messages at once, written straight into a store, with their pixels' paths."""

import os
from datetime import datetime, timedelta

from backend.crypto.keyring import Keyring
from backend.domain import token
from backend.domain.message import Channel, Message, State, new_id
from backend.domain.mode import Mode
from backend.domain.recipient import BlindIndex
from backend.domain.token import Purpose
from backend.store.store import RecipientRow, Store, TokenRow, Transaction


def mailing(
    store: Store,
    keyring: Keyring,
    org_id: bytes,
    sender_id: bytes,
    *,
    at: datetime,
    count: int,
) -> dict[str, bytes]:
    """Keep `count` sent messages; return the path of each pixel with its message."""
    keys = keyring.token_keys()
    written: dict[str, bytes] = {}

    def job(tx: Transaction) -> None:
        for number in range(count):
            # one a millisecond, the last of them now
            issued_at = at - timedelta(milliseconds=count - number)
            message = _message(org_id, sender_id, issued_at)
            identity = os.urandom(16)
            lookup = token.lookup(keys, Purpose.OPEN, identity)
            index = BlindIndex(os.urandom(16), os.urandom(16))
            tx.add_message(
                message,
                [RecipientRow(index, None)],
                [TokenRow(lookup, Purpose.OPEN.value, org_id, message.id)],
            )
            path = f"/track/open/{token.mint(keys, Purpose.OPEN, identity)}.png"
            written[path] = message.id

    store.write(job).result()
    return written


def _message(org_id: bytes, sender_id: bytes, at: datetime) -> Message:
    return Message(
        org_id=org_id,
        id=new_id(at, os.urandom(10)),
        sender_id=sender_id,
        channel=Channel.OUTLOOK,
        state=State.SENT,
        confirmed=False,
        mode=Mode.DETAILED,
        basis="opt_out",
        issued_at=at,
        sent_at=None,
        recipient_count=1,
        draft_key=os.urandom(16),
        recipients_key=os.urandom(16),
        thread_key=None,
        colleagues=False,
        pixel_base="http://127.0.0.1",
        retention_until=at + timedelta(days=365),
    )
