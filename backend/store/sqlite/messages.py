"""Messages in SQLite: what comes in batches, and what the one writer remembers."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from backend.domain.message import Message
from backend.domain.token import Purpose
from backend.store.queries import messages as shared
from backend.store.rows import (
    MESSAGE_SELECT,
    MESSAGE_TO_JUDGE,
    Row,
    message_of,
    messages_of,
    padded,
    seconds_or_none,
)
from backend.store.sqlite.memory import Memory
from backend.store.sqlite.queries import SqliteQueries
from backend.store.store import TokenRow
from backend.store.tally import Feed, Tally

_JOINED = (
    ", token.lookup FROM token"
    " JOIN message ON message.org_id = token.org_id AND message.id = token.message_id"
    " WHERE token.purpose = ? AND token.lookup IN ({places})"
)
_BY_TOKEN = MESSAGE_SELECT + _JOINED
_BY_TOKEN_TO_JUDGE = MESSAGE_TO_JUDGE + _JOINED
_COUNT = (
    "UPDATE message SET state = ?, surplus = surplus + ?, viewing_at = ?"
    " WHERE org_id = ? AND id = ?"
)
# The cross join fixes the order: the person's messages, then which of them qualify.
_TO_PERSON = (
    MESSAGE_SELECT
    + " FROM recipient CROSS JOIN message ON message.org_id = recipient.org_id"
    " AND message.id = recipient.message_id WHERE recipient.org_id = ?"
    " AND message.sender_id = ? AND message.channel = ?"
    " AND message.issued_at BETWEEN ? AND ? AND recipient.exact = ?"
)


class MessageReader(SqliteQueries, shared.MessageReader):
    """Queries about several tokens or recipients."""

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

    def _to_people(self, where: Row, exact: Collection[bytes]) -> list[Message]:
        found = []
        for index in exact:
            rows = self._connection.execute(_TO_PERSON, (*where, index))
            found += messages_of(rows.fetchall())
        return found


class MessageWriter(MessageReader, shared.MessageWriter):
    """Changes to messages; has the memory forget what changes."""

    def __init__(self, connection: sqlite3.Connection, memory: Memory) -> None:
        super().__init__(connection)
        self._memory = memory

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

    def put_message(self, message: Message) -> None:
        """Write the message's row again; raises MessageNotFound if it is gone."""
        self._memory.forget(message.org_id, message.id)
        super().put_message(message)

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

    def delete_message(self, message: Message) -> None:
        """Delete a message and everything that hangs on it, its tokens included."""
        self._memory.forget(message.org_id, message.id)
        super().delete_message(message)
