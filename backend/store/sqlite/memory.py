"""Messages the writer saw lately, so that a fetch need not ask for its own again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backend.domain.message import Message
from backend.store.tally import Tally

REMEMBERED_MAX = 16_384  # look-ups; some 1 KB each

Key = tuple[bytes, bytes]  # organisation and message


class _Known:
    """A message, and how many of its fetches have a row by now."""

    __slots__ = ("kept", "lookups", "message")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.kept = message.open_rows
        self.lookups: set[bytes] = set()


class Memory:
    """What the one writer of a file knows of its messages.

    Whoever changes a message's row forgets it here; a change by another process, or one
    that is taken back, forgets all.
    """

    def __init__(self) -> None:
        self._by_lookup: dict[bytes, _Known] = {}
        self._by_message: dict[Key, _Known] = {}

    def clear(self) -> None:
        """Forget all."""
        self._by_lookup.clear()
        self._by_message.clear()

    def forget(self, org_id: bytes, message_id: bytes) -> None:
        """Forget a message that changes or goes."""
        known = self._by_message.pop((org_id, message_id), None)
        if known is not None:
            for lookup in known.lookups:
                del self._by_lookup[lookup]

    def unknown(self, lookups: Sequence[bytes]) -> list[bytes]:
        """Return those that have to be asked for; there is room for them."""
        if len(self._by_lookup) + len(lookups) > REMEMBERED_MAX:
            self.clear()
        return [lookup for lookup in lookups if lookup not in self._by_lookup]

    def learn(self, lookup: bytes, message: Message) -> None:
        """Remember which message is behind a look-up."""
        key = (message.org_id, message.id)
        known = self._by_message.get(key)
        if known is None:
            known = self._by_message[key] = _Known(message)
        known.lookups.add(lookup)
        self._by_lookup[lookup] = known

    def tallies(self, lookups: Iterable[bytes]) -> dict[bytes, Tally]:
        """Return an empty tally behind each look-up that is known."""
        made: dict[int, Tally] = {}
        found: dict[bytes, Tally] = {}
        for lookup in lookups:
            known = self._by_lookup.get(lookup)
            if known is None:
                continue
            tally = made.get(id(known))
            if tally is None:
                message = known.message
                tally = Tally(message, message.state, kept=known.kept)
                made[id(known)] = tally
            found[lookup] = tally
        return found

    def count(self, tally: Tally) -> None:
        """Add what was recorded."""
        known = self._by_message.get((tally.message.org_id, tally.message.id))
        if known is not None:
            known.kept += len(tally.opens)
            if tally.state is not known.message.state or tally.looked:
                known.message = replace(tally.message, state=tally.state)
