"""Messages, their tokens, and the feed they form."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from backend.domain.errors import MessageNotFound
from backend.domain.message import Channel, Message
from backend.domain.recipient import BlindIndex
from backend.domain.token import Purpose
from backend.store.feeds import changed
from backend.store.rows import (
    MESSAGE_COLUMNS,
    MESSAGE_SELECT,
    MESSAGE_TO_JUDGE,
    MOVING_COLUMNS,
    bare,
    bare_if_erased,
    ids_from,
    message_columns,
    message_of,
    messages_of,
    padded,
    position,
    seconds,
    seconds_or_none,
)
from backend.store.sqlite.memory import Memory
from backend.store.store import TokenRow
from backend.store.tally import Feed, Tally

_SELECT = MESSAGE_SELECT + " "
_JOINED = (
    ", token.lookup FROM token"
    " JOIN message ON message.org_id = token.org_id AND message.id = token.message_id"
    " WHERE token.purpose = ? AND token.lookup IN ({places})"
)
_BY_TOKEN = MESSAGE_SELECT + _JOINED
_BY_TOKEN_TO_JUDGE = MESSAGE_TO_JUDGE + _JOINED
_INSERT = (
    f"INSERT INTO message ({', '.join(MESSAGE_COLUMNS)})"  # noqa: S608  # column names only
    f" VALUES ({', '.join(f':{name}' for name in MESSAGE_COLUMNS)})"
)
_UPDATE = (
    f"UPDATE message SET {', '.join(f'{name} = :{name}' for name in MOVING_COLUMNS)}"  # noqa: S608  # column names only
    " WHERE org_id = :org_id AND id = :id"
)
_COUNT = (
    "UPDATE message SET state = ?, surplus = surplus + ?, viewing_at = ?"
    " WHERE org_id = ? AND id = ?"
)
_PLACES = {name: f":{name}" for name in ("org_id", "sender_id", "after", "limit")}
_LATEST = changed(MESSAGE_SELECT, order="DESC", **_PLACES)
_AFTER = changed(MESSAGE_SELECT, order="ASC", **_PLACES)
# The cross join fixes the order: the person's messages, then which of them qualify.
_TO_PERSON = (
    _SELECT + "FROM recipient CROSS JOIN message ON message.org_id = recipient.org_id"
    " AND message.id = recipient.message_id WHERE recipient.org_id = ?"
    " AND message.sender_id = ? AND message.channel = ?"
    " AND message.issued_at BETWEEN ? AND ? AND recipient.exact = ?"
)
_ADDRESSED = (
    _SELECT + "FROM (SELECT message_id FROM recipient"  # noqa: S608  # column names only
    " WHERE org_id = :org_id AND exact = :exact"
    " UNION SELECT message_id FROM recipient"
    " WHERE org_id = :org_id AND family = :family) AS addressed"
    " JOIN message ON message.org_id = :org_id"
    " AND message.id = addressed.message_id"
    " ORDER BY message.issued_at DESC, message.rowid DESC"
)


class MessageReader:
    """Queries about messages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def token(self, lookup: bytes) -> TokenRow | None:
        """Return what a token's keyed look-up leads to."""
        row = self._connection.execute(
            "SELECT lookup, purpose, org_id, message_id, link_id FROM token"
            " WHERE lookup = ?",
            (lookup,),
        ).fetchone()
        return TokenRow(*row) if row else None

    def messages_by_token(
        self, lookups: Iterable[bytes], purpose: str
    ) -> Mapping[bytes, Message]:
        """Return the message behind each known look-up of that purpose."""
        return self._by_token(_BY_TOKEN, lookups, purpose)

    def _by_token(
        self, query: str, lookups: Iterable[bytes], purpose: str
    ) -> dict[bytes, Message]:
        found: dict[bytes, Message] = {}
        for some in padded(list(lookups)):
            rows = self._connection.execute(
                query.format(places=", ".join("?" * len(some))), (purpose, *some)
            ).fetchall()
            found |= {row[-1]: message_of(row) for row in rows}
        return found

    def message(self, org_id: bytes, message_id: bytes) -> Message | None:
        """Return one message."""
        row = self._connection.execute(
            _SELECT + "FROM message WHERE org_id = ? AND id = ?", (org_id, message_id)
        ).fetchone()
        return message_of(row) if row else None

    def messages_near(self, org_id: bytes, beginning: bytes) -> list[Message]:
        """Return the messages whose ids begin so; mostly one."""
        rows = self._connection.execute(
            _SELECT + "FROM message WHERE org_id = ? AND id BETWEEN ? AND ?",
            (org_id, *ids_from(beginning)),
        )
        return messages_of(rows.fetchall())

    def message_by_draft(
        self, org_id: bytes, sender_id: bytes, draft_key: bytes
    ) -> Message | None:
        """Return the newest message issued for a draft."""
        row = self._connection.execute(
            _SELECT + "FROM message"
            " WHERE org_id = ? AND sender_id = ? AND draft_key = ?"
            " ORDER BY issued_at DESC, rowid DESC LIMIT 1",
            (org_id, sender_id, draft_key),
        ).fetchone()
        return message_of(row) if row else None

    def messages_to(
        self,
        org_id: bytes,
        sender_id: bytes,
        channel: Channel,
        *,
        since: datetime,
        until: datetime,
        recipients_key: bytes | None = None,
        exact: Sequence[bytes] = (),
    ) -> list[Message]:
        """Return messages issued in [since, until], newest first.

        With `recipients_key`, those to exactly that set; else those to at least one
        of the recipients in `exact`.
        """
        where = (
            *(org_id, sender_id, channel.value),
            *(seconds(since), seconds(until)),
        )
        if recipients_key is not None:
            rows = self._connection.execute(
                _SELECT + "FROM message WHERE org_id = ? AND sender_id = ?"
                " AND channel = ? AND issued_at BETWEEN ? AND ? AND recipients_key = ?",
                (*where, recipients_key),
            )
            found = messages_of(rows.fetchall())
        else:
            found = []
            for index in set(exact):
                rows = self._connection.execute(_TO_PERSON, (*where, index))
                found += messages_of(rows.fetchall())
        by_id = {message.id: message for message in found}
        return sorted(by_id.values(), key=position, reverse=True)

    def messages_of_thread(
        self, org_id: bytes, sender_id: bytes, thread_key: bytes
    ) -> list[Message]:
        """Return a sender's messages of a conversation, newest first."""
        rows = self._connection.execute(
            _SELECT + "FROM message"
            " WHERE org_id = ? AND sender_id = ? AND thread_key = ?"
            " ORDER BY issued_at DESC, rowid DESC",
            (org_id, sender_id, thread_key),
        )
        return messages_of(rows.fetchall())

    def messages_addressed(self, org_id: bytes, index: BlindIndex) -> list[Message]:
        """Return every message with a recipient of that exact or family index."""
        rows = self._connection.execute(
            _ADDRESSED,
            {"org_id": org_id, "exact": index.exact, "family": index.family},
        )
        return messages_of(rows.fetchall())

    def feed_latest(self, org_id: bytes, sender_id: bytes, limit: int) -> list[Message]:
        """Return the messages changed last, newest change first; prepared left out."""
        return self._changed(_LATEST, org_id, sender_id, 0, limit)

    def feed_after(
        self, org_id: bytes, sender_id: bytes, after: int, limit: int
    ) -> list[Message]:
        """Return messages changed after a number, oldest first; prepared left out."""
        return self._changed(_AFTER, org_id, sender_id, max(after, 0), limit)

    def _changed(
        self, query: str, org_id: bytes, sender_id: bytes, after: int, limit: int
    ) -> list[Message]:
        values = {"org_id": org_id, "sender_id": sender_id}
        rows = self._connection.execute(
            query, {**values, "after": after, "limit": limit}
        )
        return messages_of(rows.fetchall())

    def messages_before(
        self,
        org_id: bytes,
        sender_id: bytes,
        before: tuple[datetime, bytes] | None,
        limit: int,
    ) -> list[Message]:
        """Return all messages of a sender issued before a position, newest first."""
        last_second = 2**62  # later than any moment a datetime can hold
        at, message_id = (
            (last_second, b"") if before is None else (seconds(before[0]), before[1])
        )
        rows = self._connection.execute(
            _SELECT + "FROM message WHERE org_id = ? AND sender_id = ?"
            " AND (issued_at, id) < (?, ?) ORDER BY issued_at DESC, id DESC LIMIT ?",
            (org_id, sender_id, at, message_id, limit),
        )
        return messages_of(rows.fetchall())

    def prepared_before(
        self, channel: Channel | None, before: datetime, limit: int
    ) -> list[Message]:
        """Return prepared messages issued before a moment, oldest first."""
        channels = list(Channel) if channel is None else [channel]
        found = []
        for each in channels:
            rows = self._connection.execute(
                _SELECT + "FROM message WHERE state = 'prepared' AND channel = ?"
                " AND issued_at < ? ORDER BY issued_at LIMIT ?",
                (each.value, seconds(before), limit),
            )
            found += messages_of(rows.fetchall())
        return sorted(found, key=lambda message: message.issued_at)[:limit]

    def due(self, before: datetime, limit: int) -> list[Message]:
        """Return messages whose retention ended, oldest first."""
        rows = self._connection.execute(
            _SELECT + "FROM message WHERE retention_until <= ?"
            " ORDER BY retention_until LIMIT ?",
            (seconds(before), limit),
        )
        return messages_of(rows.fetchall())


class MessageWriter(MessageReader):
    """Changes to messages; notes which feeds moved."""

    def __init__(self, connection: sqlite3.Connection, memory: Memory) -> None:
        super().__init__(connection)
        self._memory = memory
        self.moved: list[Feed] = []

    def add_tokens(self, tokens: Sequence[TokenRow]) -> None:
        """Insert the look-ups of tokens."""
        self._connection.executemany(
            "INSERT INTO token (lookup, purpose, org_id, message_id, link_id)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (row.lookup, row.purpose, row.org_id, row.message_id, row.link_id)
                for row in tokens
            ],
        )

    def insert_message(self, message: Message) -> None:
        """Insert a message's own row."""
        self._connection.execute(_INSERT, message_columns(message))

    def put_message(self, message: Message) -> None:
        """Write the message's row again; raises MessageNotFound if it is gone."""
        self._memory.forget(message.org_id, message.id)
        cursor = self._connection.execute(_UPDATE, message_columns(message))
        if cursor.rowcount == 0:
            raise MessageNotFound

    def move_change(self, message: Message) -> Message:
        """Give the message its sender's next change number, write it, return it."""
        row = self._connection.execute(
            "UPDATE principal SET change = change + 1 WHERE org_id = ? AND id = ?"
            " RETURNING change",
            (message.org_id, message.sender_id),
        ).fetchone()
        if row is None:
            raise MessageNotFound
        moved = replace(bare_if_erased(message), change=row[0])
        self.put_message(moved)
        self.moved.append((message.org_id, message.sender_id))
        return moved

    def tallies(self, lookups: Iterable[bytes]) -> Mapping[bytes, Tally]:
        """Return an empty tally behind each known look-up of an open's token."""
        asked = list(lookups)
        if unknown := self._memory.unknown(asked):
            found = self._by_token(_BY_TOKEN_TO_JUDGE, unknown, Purpose.OPEN.value)
            for lookup, message in found.items():
                self._memory.learn(lookup, message)
        return self._memory.tallies(asked)

    def count(self, tallies: Sequence[Tally]) -> None:
        """Write what fetches changed of their messages: of most, nothing."""
        self._connection.executemany(
            _COUNT,
            [
                (
                    tally.state.value,
                    tally.surplus,
                    seconds_or_none(tally.message.viewing_at),
                    tally.message.org_id,
                    tally.message.id,
                )
                for tally in tallies
                if tally.touches_message
            ],
        )
        for tally in tallies:
            self._memory.count(tally)

    def numbers(self, tallies: Sequence[Tally]) -> dict[Feed, Iterator[int]]:
        """Move the senders' feeds: return a change number per tally that is shown."""
        shown = Counter(tally.feed for tally in tallies if tally.shown)
        self.moved += shown
        return {feed: self._changes(feed, many) for feed, many in shown.items()}

    def _changes(self, feed: Feed, many: int) -> Iterator[int]:
        """Return the next change numbers of a sender."""
        row = self._connection.execute(
            "UPDATE principal SET change = change + ? WHERE org_id = ? AND id = ?"
            " RETURNING change",
            (many, *feed),
        ).fetchone()
        if row is None:
            raise MessageNotFound
        return iter(range(row[0] - many + 1, row[0] + 1))

    def erase_message(self, message: Message) -> None:
        """Delete a message's opens, recipients, sealed fields; keep its bare row."""
        key = (message.org_id, message.id)
        for statement in (
            "DELETE FROM open WHERE org_id = ? AND message_id = ?",
            "DELETE FROM click WHERE org_id = ? AND message_id = ?",
            "DELETE FROM link WHERE org_id = ? AND message_id = ?",
            "DELETE FROM recipient WHERE org_id = ? AND message_id = ?",
        ):
            self._connection.execute(statement, key)
        self.put_message(bare(message))

    def delete_message(self, message: Message) -> None:
        """Delete a message and everything that hangs on it, its tokens included."""
        self._memory.forget(message.org_id, message.id)
        self._connection.execute(
            "DELETE FROM message WHERE org_id = ? AND id = ?",
            (message.org_id, message.id),
        )
