"""Messages and their tokens."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from backend.domain.errors import MessageNotFound
from backend.domain.message import Channel, Message
from backend.domain.recipient import BlindIndex
from backend.store.queries.connection import Connection, Queries
from backend.store.rows import (
    MESSAGE_COLUMNS,
    MESSAGE_SELECT,
    MOVING_COLUMNS,
    Row,
    bare,
    bare_if_erased,
    ids_from,
    message_columns,
    message_of,
    messages_of,
    position,
    seconds,
)
from backend.store.store import TokenRow
from backend.store.tally import Feed

_SELECT = MESSAGE_SELECT + " "
_INSERT = (
    f"INSERT INTO message ({', '.join(MESSAGE_COLUMNS)})"  # noqa: S608  # column names only
    f" VALUES ({', '.join(f':{name}' for name in MESSAGE_COLUMNS)})"
)
_UPDATE = (
    f"UPDATE message SET {', '.join(f'{name} = :{name}' for name in MOVING_COLUMNS)}"  # noqa: S608  # column names only
    " WHERE org_id = :org_id AND id = :id"
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


class MessageReader(Queries, ABC):
    """Queries about messages."""

    def token(self, lookup: bytes) -> TokenRow | None:
        """Return what a token's keyed look-up leads to."""
        row = self._connection.execute(
            "SELECT lookup, purpose, org_id, message_id, link_id FROM token"
            " WHERE lookup = ?",
            (lookup,),
        ).fetchone()
        return TokenRow(*row) if row else None

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
        found = (
            self._to_people(where, set(exact))
            if recipients_key is None
            else self._to_all(where, recipients_key)
        )
        by_id = {message.id: message for message in found}
        return sorted(by_id.values(), key=position, reverse=True)

    def _to_all(self, where: Row, recipients_key: bytes) -> list[Message]:
        rows = self._connection.execute(
            _SELECT + "FROM message WHERE org_id = ? AND sender_id = ?"
            " AND channel = ? AND issued_at BETWEEN ? AND ? AND recipients_key = ?",
            (*where, recipients_key),
        )
        return messages_of(rows.fetchall())

    @abstractmethod
    def _to_people(self, where: Row, exact: Collection[bytes]) -> list[Message]:
        """Return those to at least one of these; a message may come several times."""

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

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.moved: list[Feed] = []

    def insert_message(self, message: Message) -> None:
        """Insert a message's own row."""
        self._connection.execute(_INSERT, message_columns(message))

    def put_message(self, message: Message) -> None:
        """Write the message's row again; raises MessageNotFound if it is gone."""
        cursor = self._connection.execute(_UPDATE, message_columns(message))
        if cursor.rowcount == 0:
            raise MessageNotFound

    def move_change(self, message: Message) -> Message:
        """Give the message its sender's next change number, write it, return it."""
        feed = (message.org_id, message.sender_id)
        moved = replace(bare_if_erased(message), change=next(self._changes(feed, 1)))
        self.put_message(moved)
        self.moved.append(feed)
        return moved

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
        self._connection.execute(
            "DELETE FROM message WHERE org_id = ? AND id = ?",
            (message.org_id, message.id),
        )
