"""Seals where a link leads and what it is called; opens both again."""

from dataclasses import replace

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.crypto.padding import pad_label, unpad_label
from backend.domain import link
from backend.domain.errors import EnvelopeBroken
from backend.domain.link import Link
from backend.domain.message import Message


class LinkSeals:
    """Works under the message's key, so that an erased message's links lead nowhere."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def sealed(
        self, message: Message, link_id: bytes, target: str, text: str | None
    ) -> Link:
        """Return the row to keep; the message's key is durable before this returns."""
        return Link(
            org_id=message.org_id,
            id=link_id,
            message_id=message.id,
            target_sealed=self._keyring.seal_for_message(
                message.org_id,
                message.id,
                _place(message.org_id, link_id, "target_sealed"),
                target.encode(),
            ),
            text_sealed=None
            if text is None
            else self._keyring.seal_for_message(
                message.org_id,
                message.id,
                _place(message.org_id, link_id, "text_sealed"),
                pad_label(text.encode()),
            ),
        )

    def resealed(self, row: Link, message: Message) -> Link | None:
        """Return the link as another message's; None when it cannot be opened."""
        target = self.target(row.org_id, row.id, row.target_sealed)
        if target is None:
            return None
        moved = self.sealed(message, row.id, target, self._text(row))
        return replace(moved, click_rows=row.click_rows, clicks=row.clicks)

    def target(self, org_id: bytes, link_id: bytes, sealed: bytes) -> str | None:
        """Return where a link leads; None once its message's key is destroyed."""
        try:
            opened = self._keyring.open(
                _place(org_id, link_id, "target_sealed"), sealed
            )
        except EnvelopeBroken:
            return None
        return opened.decode()

    def name(self, row: Link) -> str | None:
        """Return what a link is called: the sender's word, else the target's host."""
        text = self._text(row)
        if text is not None:
            return text
        target = self.target(row.org_id, row.id, row.target_sealed)
        return None if target is None else link.host(target)

    def _text(self, row: Link) -> str | None:
        if row.text_sealed is None:
            return None
        place = _place(row.org_id, row.id, "text_sealed")
        try:
            return unpad_label(self._keyring.open(place, row.text_sealed)).decode()
        except EnvelopeBroken:
            return None


def _place(org_id: bytes, link_id: bytes, column: str) -> Place:
    return Place(org_id, "link", link_id, column)
