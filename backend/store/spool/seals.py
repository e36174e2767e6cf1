"""Seals on a spool's rows: each is bound to its place and to the row before it."""

import os
from collections.abc import Sequence

from backend.crypto import envelope
from backend.crypto.binding import bind
from backend.crypto.envelope import NONCE_BYTES, TAG_BYTES, Place
from backend.domain.errors import EnvelopeBroken

_INSTALLATION = bytes(16)
_KEY_ID = 1  # the key store's numbers are for keys that are kept there one by one


class Seals:
    """Seals and opens rows; an altered, moved or exchanged one does not open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = keys  # the newest first

    def seal(
        self, spool: bytes, row: tuple[int, bytes, bytes], content: bytes
    ) -> bytes:
        """Return the envelope of a row: its number, its event, the tag before it."""
        nonce = os.urandom(NONCE_BYTES)
        return envelope.seal(self._keys[0], _KEY_ID, _place(spool, row), content, nonce)

    def open(
        self, spool: bytes, row: tuple[int, bytes, bytes], sealed: bytes
    ) -> bytes | None:
        """Return what was sealed for that very row; None for anything else."""
        for key in self._keys:
            try:
                return envelope.open_(key, _place(spool, row), sealed)
            except EnvelopeBroken:
                continue
        return None


def tag_of(sealed: bytes) -> bytes:
    """Return what the next row is bound to."""
    return sealed[-TAG_BYTES:]


def _place(spool: bytes, row: tuple[int, bytes, bytes]) -> Place:
    sequence, event_id, previous = row
    bound = bind(spool, sequence.to_bytes(8, "big"), event_id, previous)
    return Place(_INSTALLATION, "spooled", bound, "sealed")
