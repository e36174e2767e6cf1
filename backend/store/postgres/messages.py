"""Messages in PostgreSQL: what comes in batches goes as arrays."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from backend.domain.errors import MessageNotFound
from backend.domain.message import Message
from backend.domain.token import Purpose
from backend.store.queries import messages as shared
from backend.store.rows import (
    MESSAGE_SELECT,
    Row,
    message_of,
    messages_of,
    seconds_or_none,
)
from backend.store.store import TokenRow
from backend.store.tally import Feed, Tally

_BY_TOKEN = (
    MESSAGE_SELECT + ", token.lookup FROM token"
    " JOIN message ON message.org_id = token.org_id AND message.id = token.message_id"
    " WHERE token.purpose = %s AND token.lookup = ANY(%s::bytea[])"
)
_MOVE = (
    "UPDATE principal SET change = principal.change + moved.many"
    " FROM unnest(%s::bytea[], %s::bytea[], %s::bigint[]) AS moved (org_id, id, many)"
    " WHERE principal.org_id = moved.org_id AND principal.id = moved.id"
    " RETURNING principal.org_id, principal.id, principal.change"
)
_COUNT = (
    "UPDATE message SET state = seen.state, surplus = message.surplus + seen.surplus,"
    " viewing_at = seen.viewing_at"
    " FROM unnest(%s::bytea[], %s::bytea[], %s::text[], %s::bigint[], %s::bigint[])"
    " AS seen (org_id, id, state, surplus, viewing_at)"
    " WHERE message.org_id = seen.org_id AND message.id = seen.id"
)
_TO_PERSON = (
    MESSAGE_SELECT + " FROM recipient JOIN message ON message.org_id = recipient.org_id"
    " AND message.id = recipient.message_id WHERE recipient.org_id = %s"
    " AND message.sender_id = %s AND message.channel = %s"
    " AND message.issued_at BETWEEN %s AND %s AND recipient.exact = ANY(%s::bytea[])"
)


class MessageReader(shared.MessageReader):
    """Queries about several tokens or recipients."""

    def messages_by_token(
        self, lookups: Iterable[bytes], purpose: str
    ) -> Mapping[bytes, Message]:
        """Return the message behind each known look-up of that purpose."""
        rows = self._connection.execute(_BY_TOKEN, (purpose, list(lookups)))
        return {row[-1]: message_of(row) for row in rows}

    def _to_people(self, where: Row, exact: Collection[bytes]) -> list[Message]:
        rows = self._connection.execute(_TO_PERSON, (*where, list(exact)))
        return messages_of(rows.fetchall())


class MessageWriter(MessageReader, shared.MessageWriter):
    """Changes to several messages."""

    def add_tokens(self, tokens: Sequence[TokenRow]) -> None:
        """Insert the look-ups of tokens."""
        self._connection.execute(
            "INSERT INTO token (lookup, purpose, org_id, message_id, link_id)"
            " SELECT * FROM"
            " unnest(%s::bytea[], %s::text[], %s::bytea[], %s::bytea[], %s::bytea[])",
            (
                [row.lookup for row in tokens],
                [row.purpose for row in tokens],
                [row.org_id for row in tokens],
                [row.message_id for row in tokens],
                [row.link_id for row in tokens],
            ),
        )

    def tallies(self, lookups: Iterable[bytes]) -> Mapping[bytes, Tally]:
        """Return an empty tally behind each known look-up of an open's token."""
        found = self.messages_by_token(lookups, Purpose.OPEN.value)
        made = {
            (each.org_id, each.id): Tally(each, each.state, kept=each.open_rows)
            for each in found.values()
        }
        return {lookup: made[each.org_id, each.id] for lookup, each in found.items()}

    def count(self, tallies: Sequence[Tally]) -> None:
        """Write what fetches changed of their messages: of most, nothing."""
        touched = [tally for tally in tallies if tally.touches_message]
        if not touched:
            return
        self._connection.execute(
            _COUNT,
            (
                [tally.message.org_id for tally in touched],
                [tally.message.id for tally in touched],
                [tally.state.value for tally in touched],
                [tally.surplus for tally in touched],
                [seconds_or_none(tally.message.viewing_at) for tally in touched],
            ),
        )

    def numbers(self, tallies: Sequence[Tally]) -> dict[Feed, Iterator[int]]:
        """Move the senders' feeds: return a change number per tally that is shown."""
        shown = Counter(tally.feed for tally in tallies if tally.shown)
        self.moved += shown
        return self._changes_of(shown)

    def _changes_of(self, many: Mapping[Feed, int]) -> dict[Feed, Iterator[int]]:
        """Return the next change numbers of each sender, as many as asked for."""
        if not many:
            return {}
        rows = self._connection.execute(
            _MOVE,
            (
                [org_id for org_id, _ in many],
                [sender_id for _, sender_id in many],
                list(many.values()),
            ),
        )
        last = {(row[0], row[1]): row[2] for row in rows}
        if len(last) < len(many):
            raise MessageNotFound
        return {
            feed: iter(range(last[feed] - count + 1, last[feed] + 1))
            for feed, count in many.items()
        }
