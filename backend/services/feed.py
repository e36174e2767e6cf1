"""What the sidebar shows one sender, and the bell that says there is more."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.crypto.padding import unpad_label
from backend.domain.errors import EnvelopeBroken
from backend.domain.feed import Summary, summarise
from backend.domain.link import Click
from backend.domain.message import CLOSED, Message, State
from backend.domain.opens import Open
from backend.identity.principal import Principal
from backend.services.addressees import Addressees
from backend.services.limits import Limits
from backend.services.link_seals import LinkSeals
from backend.store.store import Reader, RecipientRow, Store

PAGE = 50
LOOKS = 4  # pages of closed mail that are passed over before a page stays short
SHOWN_OPENS = 10
SHOWN_CLICKS = 10
GONE = CLOSED - {State.STOPPED}  # states in which a sender sees no label any more


@dataclass(frozen=True, slots=True)
class Label:
    """What names a message to its sender."""

    recipients: tuple[str, ...]
    subject: str | None


@dataclass(frozen=True, slots=True)
class ShownClick:
    """A click with what its link is called, opened for the sender."""

    click: Click
    text: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as its sender sees it."""

    message: Message
    label: Label | None
    summary: Summary
    opens: tuple[Open, ...]
    clicks: tuple[ShownClick, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a feed; `cursor` is the change number it reaches.

    Of the latest messages `before` is the number that older ones changed before; None
    when there are none.
    """

    cursor: int
    more: bool
    entries: tuple[Entry, ...]
    before: int | None = None


class Entries:
    """Joins messages with their opens and opens their labels for the sender."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._addressees = Addressees(keyring)
        self._seals = LinkSeals(keyring)

    def of(self, reader: Reader, messages: Sequence[Message]) -> tuple[Entry, ...]:
        """Return an entry per message, all of one organisation."""
        if not messages:
            return ()
        org_id = messages[0].org_id
        ids = [message.id for message in messages]
        opens, clicks = reader.opens(org_id, ids), reader.clicks(org_id, ids)
        people = reader.recipients_of(org_id, ids)
        return tuple(
            self._entry(
                reader,
                message,
                people.get(message.id, []),
                opens.get(message.id, []),
                clicks.get(message.id, []),
            )
            for message in messages
        )

    def _entry(
        self,
        reader: Reader,
        message: Message,
        people: list[RecipientRow],
        opens: list[Open],
        clicks: list[Click],
    ) -> Entry:
        return Entry(
            message=message,
            label=None if message.state in GONE else self._label(message, people),
            summary=summarise(message, opens, clicks),
            opens=tuple(opens[:SHOWN_OPENS]),
            clicks=self._shown(reader, message, clicks[:SHOWN_CLICKS]),
        )

    def _shown(
        self, reader: Reader, message: Message, clicks: list[Click]
    ) -> tuple[ShownClick, ...]:
        names: dict[bytes, str | None] = {}
        if clicks and message.state not in GONE:
            wanted = {click.link_id for click in clicks}
            links = reader.links(message.org_id, [message.id]).get(message.id, [])
            names = {row.id: self._seals.name(row) for row in links if row.id in wanted}
        return tuple(ShownClick(click, names.get(click.link_id)) for click in clicks)

    def _label(self, message: Message, people: list[RecipientRow]) -> Label | None:
        entries = (
            self._addressees.label(message.org_id, message.id, row) for row in people
        )
        recipients = tuple(sorted(entry for entry in entries if entry is not None))
        subject = self.subject(message)
        if not recipients and subject is None:
            return None
        return Label(recipients, subject)

    def subject(self, message: Message) -> str | None:
        """Return a message's subject, where there is one and its key."""
        if message.subject_sealed is None:
            return None
        place = Place(message.org_id, "message", message.id, "subject_sealed")
        try:
            opened = self._keyring.open(place, message.subject_sealed)
        except EnvelopeBroken:
            return None  # its key was destroyed: erasure reached the row first
        return unpad_label(opened).decode()


class Feed:
    """Reads a sender's feed by change number."""

    def __init__(self, store: Store, keyring: Keyring, limits: Limits) -> None:
        self._store = store
        self._entries = Entries(keyring)
        self._limits = limits

    def count(self, sender: Principal) -> None:
        """Count one request for the feed; raises TooManyRequests."""
        self._limits.take((sender.org_id, sender.id, "feed"))

    def cursor(self, sender: Principal) -> int:
        """Return the change number the feed has reached."""
        with self._store.read() as reader:
            return reader.change(sender.org_id, sender.id)

    def latest(self, sender: Principal, before: int | None = None) -> Page:
        """Return the messages that changed last, or last before a number.

        Newest change first; those of which a sender sees nothing any more are passed
        over. What that costs is bounded: after many of them a page stays short.
        """
        with self._store.read() as reader:
            cursor = reader.change(sender.org_id, sender.id)
            shown: list[Message] = []
            older: int | None = before
            for _ in range(LOOKS):
                wanted = PAGE - len(shown)
                found = reader.feed_latest(sender.org_id, sender.id, wanted + 1, older)
                looked_at, more = found[:wanted], len(found) > wanted
                shown += [each for each in looked_at if each.state not in GONE]
                older = looked_at[-1].change if more else None
                if not more or len(shown) == PAGE:
                    break
            entries = self._entries.of(reader, shown)
            return Page(cursor, older is not None, entries, older)

    def after(self, sender: Principal, cursor: int) -> Page:
        """Return what changed after a number, oldest change first."""
        with self._store.read() as reader:
            found = reader.feed_after(sender.org_id, sender.id, cursor, PAGE + 1)
            more = len(found) > PAGE
            found = found[:PAGE]
            if more:
                reached = found[-1].change
            else:
                # A cursor from a restored or foreign store may lie ahead: it is
                # brought back, else this pane would wait for ever.
                reached = reader.change(sender.org_id, sender.id)
            return Page(reached, more, self._entries.of(reader, found))

    def before(
        self, sender: Principal, position: tuple[datetime, bytes] | None, limit: int
    ) -> tuple[Entry, ...]:
        """Return all messages issued before a position, newest first."""
        with self._store.read() as reader:
            found = reader.messages_before(sender.org_id, sender.id, position, limit)
            return self._entries.of(reader, found)


Key = tuple[bytes, bytes]  # organisation, sender


class Bell:
    """Wakes whoever waits for a sender's feed to move."""

    def __init__(self, store: Store) -> None:
        self._lock = threading.Lock()
        self._waiting: defaultdict[Key, set[Callable[[], object]]] = defaultdict(set)
        store.listen(self._ring, self._ring_all)

    def _ring(self, keys: Iterable[Key]) -> None:
        with self._lock:
            woken = [wake for key in keys for wake in self._waiting.get(key, ())]
        for wake in woken:
            wake()

    def _ring_all(self) -> None:
        with self._lock:
            keys = list(self._waiting)
        self._ring(keys)

    def watch(
        self, sender: Principal, wake: Callable[[], object]
    ) -> Callable[[], None]:
        """Call `wake` after each move of the feed, from any thread, until cancelled.

        Watch first and read then: a move in between would be missed otherwise.
        """
        key = (sender.org_id, sender.id)
        with self._lock:
            self._waiting[key].add(wake)

        def cancel() -> None:
            with self._lock:
                self._waiting[key].discard(wake)
                if not self._waiting[key]:
                    del self._waiting[key]

        return cancel
