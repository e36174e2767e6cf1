"""What is held about a person, for them to know."""

from datetime import datetime
from typing import Any

from backend.crypto.keyring import Keyring
from backend.domain.message import Message
from backend.domain.opens import Open
from backend.domain.recipient import Address, BlindIndex, blind_index
from backend.services.addressees import Addressees
from backend.services.feed import Entries
from backend.services.link_seals import LinkSeals
from backend.services.timing import Clock
from backend.store.store import AuditRow, Reader, Store

PAGE = 500  # messages looked up at once

Held = dict[str, Any]  # as JSON takes it


class Holdings:
    """Looks up one person's data, by exact index: another's would be told else."""

    def __init__(
        self, store: Store, keyring: Keyring, *, clock: Clock, actor: str
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._addressees = Addressees(keyring)
        self._entries = Entries(keyring)
        self._seals = LinkSeals(keyring)
        self._clock = clock
        self._actor = actor

    def of(self, org_id: bytes, address: Address) -> Held:
        """Return all that is held; neither senders nor other recipients are named."""
        index = blind_index(self._keyring.blind_key(org_id), address)
        at = self._clock()
        with self._store.read() as reader:
            held = {
                "address": address.exact,
                "made_at": _moment(at),
                "country": reader.address_regions(org_id, [index.exact]).get(
                    index.exact
                ),
                "refusals": [
                    {
                        "at": _moment(row.at),
                        "source": row.source,
                        "of_this_spelling": row.index.exact == index.exact,
                    }
                    for row in reader.refusals(org_id, index)
                ],
                "consents": [
                    {
                        "state": answer.state.value,
                        "at": _moment(answer.at),
                        "method": answer.method,
                        "wording": answer.wording,
                    }
                    for answer in reader.answers(org_id, index.exact)
                ],
                "messages": self._messages(reader, org_id, index),
            }
        entry = AuditRow(at, self._actor, "export_of_person", index.exact.hex())
        self._store.write(lambda tx: tx.add_audit(org_id, entry)).result()
        return held

    def _messages(self, reader: Reader, org_id: bytes, index: BlindIndex) -> list[Held]:
        found: list[Held] = []
        after = b""
        while ids := reader.ids_addressed(org_id, index.exact, after, PAGE):
            for message_id in ids:
                message = reader.message(org_id, message_id)
                if message is not None:
                    found.append(self._message(reader, message, index))
            after = ids[-1]
        return sorted(found, key=lambda held: str(held["issued_at"]))

    def _message(self, reader: Reader, message: Message, index: BlindIndex) -> Held:
        org_id, own = message.org_id, [message.id]
        labels = [
            self._addressees.label(org_id, message.id, row)
            for row in reader.recipients(org_id, message.id)
            if row.index.exact == index.exact
        ]
        targets = {
            link.id: self._seals.target(org_id, link.id, link.target_sealed)
            for link in reader.links(org_id, own).get(message.id, [])
        }
        held = {
            "id": message.id.hex(),
            "issued_at": _moment(message.issued_at),
            "sent_at": (
                _moment(message.sent_at)
                if message.confirmed and message.sent_at
                else None
            ),
            "state": message.state.value,
            "mode": message.mode.word,
            "basis": message.basis,
            "kept_until": _moment(message.retention_until),
            "recipients": message.recipient_count,
            "address": labels[0] if labels else None,
            "subject": self._entries.subject(message),
            "links": list(targets.values()),
        }
        if message.recipient_count > 1:
            return held  # who opened it is not known: it may not be told to one of them
        clicks = reader.clicks(org_id, own).get(message.id, [])
        return held | {
            "mailbox": message.mailboxes.value,
            "fetches": message.fetches,
            "opens": [
                _fetch(row) for row in reader.opens(org_id, own).get(message.id, [])
            ],
            "clicks": [
                _fetch(click.fetch) | {"target": targets.get(click.link_id)}
                for click in clicks
            ],
        }


def _fetch(row: Open) -> Held:
    return {
        "at": _moment(row.at),
        "class": row.verdict.fetch_class.value,
        "confidence": row.verdict.confidence,
        "reasons": list(row.verdict.reasons),
        "client": row.client,
        "network": row.network.value,
        "prefetch": row.prefetch,
        "os": row.os,
        "device": row.device,
        "seconds_after_sending": row.age_seconds,
        "taken_for_the_sender": row.marked,
    }


def _moment(at: datetime) -> str:
    return at.isoformat()
