"""The store's reader and transaction in PostgreSQL, put together from their nouns."""

from collections.abc import Sequence

from backend.domain.link import Link
from backend.domain.message import Message
from backend.store.postgres.connection import Connection
from backend.store.postgres.links import LinkReader, LinkWriter
from backend.store.postgres.messages import MessageReader, MessageWriter
from backend.store.postgres.opens import OpenReader, OpenWriter
from backend.store.postgres.placeholders import Translated
from backend.store.postgres.recipients import RecipientReader, RecipientWriter
from backend.store.queries.erasures import ErasureReader, ErasureWriter
from backend.store.queries.feed import FeedReader
from backend.store.queries.fetches import FetchWriter
from backend.store.queries.following import FollowingReader
from backend.store.queries.organisations import (
    OrganisationReader,
    OrganisationWriter,
)
from backend.store.queries.spools import SpoolReader, SpoolWriter
from backend.store.store import RecipientRow, TokenRow
from backend.store.tally import Tally, numbered


class PostgresReader(
    OrganisationReader,
    RecipientReader,
    MessageReader,
    FeedReader,
    OpenReader,
    LinkReader,
    SpoolReader,
    ErasureReader,
    FollowingReader,
):
    """Every query, over one connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(Translated(connection))


class PostgresTransaction(
    MessageWriter,
    OrganisationWriter,
    RecipientWriter,
    OpenWriter,
    LinkWriter,
    FetchWriter,
    SpoolWriter,
    ErasureWriter,
    PostgresReader,
):
    """Every query and change, over the writer's connection."""

    def add_message(
        self,
        message: Message,
        recipients: Sequence[RecipientRow],
        tokens: Sequence[TokenRow],
    ) -> None:
        """Insert a message with its recipients and its tokens."""
        self.insert_message(message)
        self.replace_recipients(message.org_id, message.id, recipients)
        self.add_tokens(tokens)

    def add_link(self, link: Link, token: TokenRow) -> None:
        """Insert a link with its token."""
        self.insert_link(link)
        self.add_tokens([token])

    def record(self, tallies: Sequence[Tally]) -> None:
        """Add what fetches brought: opens, counts, states, moved feeds."""
        self.insert_opens([*numbered(tallies, self.numbers(tallies))])
        self.count(tallies)
