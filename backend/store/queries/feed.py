"""A sender's feed: messages in the order of their changes, or of their issue.

A message changes by itself, and by the fetches that are listed under it: those carry
the number themselves, so that to keep a fetch is to add a row and to touch no other.
"""

from datetime import datetime

from backend.domain.message import Message
from backend.store.queries.connection import Queries
from backend.store.rows import MESSAGE_SELECT, messages_of, seconds

_END = 2**62  # beyond any change number, and any moment a datetime can hold
_MESSAGE = """
    SELECT id, change FROM message AS one
    WHERE org_id = :org_id AND sender_id = :sender_id
        AND change > :after AND change < :before AND state <> 'prepared'
        AND NOT EXISTS (SELECT 1 FROM open WHERE open.org_id = one.org_id
            AND open.message_id = one.id AND open.change > one.change)
    ORDER BY change {order} LIMIT :limit"""
_OPEN = """
    SELECT message_id, change FROM open AS one
    WHERE org_id = :org_id AND sender_id = :sender_id
        AND change > :after AND change < :before AND change > 0
        AND NOT EXISTS (SELECT 1 FROM open WHERE open.org_id = one.org_id
            AND open.message_id = one.message_id AND open.change > one.change)
        AND NOT EXISTS (SELECT 1 FROM message WHERE message.org_id = one.org_id
            AND message.id = one.message_id AND message.change > one.change)
    ORDER BY change {order} LIMIT :limit"""


def _changed(order: str) -> str:
    """Return the query: each message once, where its last change stands."""
    by_itself, by_fetch = (text.format(order=order) for text in (_MESSAGE, _OPEN))
    return (
        f"{MESSAGE_SELECT} FROM (SELECT * FROM ({by_itself}) AS by_itself"  # noqa: S608  # constants
        f" UNION ALL SELECT * FROM ({by_fetch}) AS by_fetch) AS moved"
        " JOIN message ON message.org_id = :org_id"
        " AND message.id = moved.id AND message.state <> 'prepared'"
        f" ORDER BY moved.change {order} LIMIT :limit"
    )


_LATEST = _changed("DESC")
_AFTER = _changed("ASC")
_BEFORE = (
    MESSAGE_SELECT + " FROM message WHERE org_id = ? AND sender_id = ?"
    " AND (issued_at, id) < (?, ?) ORDER BY issued_at DESC, id DESC LIMIT ?"
)


class FeedReader(Queries):
    """Queries about feeds."""

    def feed_latest(
        self, org_id: bytes, sender_id: bytes, limit: int, before: int | None = None
    ) -> list[Message]:
        """Return the messages changed last, or last before a number, newest first.

        Each stands where its last change does; prepared ones are left out.
        """
        upper = _END if before is None else before
        return self._changed(_LATEST, org_id, sender_id, limit, (0, upper))

    def feed_after(
        self, org_id: bytes, sender_id: bytes, after: int, limit: int
    ) -> list[Message]:
        """Return messages changed after a number, oldest first; prepared left out."""
        between = (max(after, 0), _END)
        return self._changed(_AFTER, org_id, sender_id, limit, between)

    def _changed(
        self,
        query: str,
        org_id: bytes,
        sender_id: bytes,
        limit: int,
        between: tuple[int, int],
    ) -> list[Message]:
        after, before = between
        rows = self._connection.execute(
            query,
            {
                "org_id": org_id,
                "sender_id": sender_id,
                "after": after,
                "before": before,
                "limit": limit,
            },
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
        at, message_id = (
            (_END, b"") if before is None else (seconds(before[0]), before[1])
        )
        rows = self._connection.execute(
            _BEFORE, (org_id, sender_id, at, message_id, limit)
        )
        return messages_of(rows.fetchall())
