"""The store's reader and transaction in SQLite, put together from their nouns."""

from collections.abc import Sequence

from backend.domain.message import Message
from backend.domain.opens import Open
from backend.store.queries.transaction import SharedReader, SharedTransaction
from backend.store.sqlite.links import LinkReader, LinkWriter
from backend.store.sqlite.messages import MessageReader, MessageWriter
from backend.store.sqlite.opens import OpenReader, OpenWriter
from backend.store.sqlite.recipients import RecipientReader, RecipientWriter


class SqliteReader(
    RecipientReader, MessageReader, OpenReader, LinkReader, SharedReader
):
    """Every query, over one connection."""


class SqliteTransaction(
    MessageWriter,
    RecipientWriter,
    OpenWriter,
    LinkWriter,
    SqliteReader,
    SharedTransaction,
):
    """Every query and change, over the writer's connection."""

    def shed_organisation(self, org_id: bytes, limit: int) -> int:
        """Delete rows an organisation has beside its messages; return how many."""
        self._memory.clear()  # a person's messages go with the person
        return super().shed_organisation(org_id, limit)

    def add_opens(self, rows: Sequence[tuple[Message, Open]]) -> None:
        """Insert opens that move no feed; an id its message has already stays."""
        for message, _ in rows:
            self._memory.forget(message.org_id, message.id)
        super().add_opens(rows)
