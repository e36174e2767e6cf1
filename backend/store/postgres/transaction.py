"""The store's reader and transaction in PostgreSQL, put together from their nouns."""

from backend.store.postgres.connection import Connection
from backend.store.postgres.links import LinkReader, LinkWriter
from backend.store.postgres.messages import MessageReader, MessageWriter
from backend.store.postgres.opens import OpenReader, OpenWriter
from backend.store.postgres.placeholders import Translated
from backend.store.postgres.recipients import RecipientReader, RecipientWriter
from backend.store.queries.transaction import SharedReader, SharedTransaction


class PostgresReader(
    RecipientReader, MessageReader, OpenReader, LinkReader, SharedReader
):
    """Every query, over one connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(Translated(connection))


class PostgresTransaction(
    MessageWriter,
    RecipientWriter,
    OpenWriter,
    LinkWriter,
    PostgresReader,
    SharedTransaction,
):
    """Every query and change, over the writer's connection."""
