"""The store's reader and transaction in SQLite, put together from their nouns."""

from collections.abc import Sequence

from backend.domain.link import Link
from backend.domain.message import Message
from backend.domain.opens import Open
from backend.store.queries.erasures import ErasureReader, ErasureWriter
from backend.store.queries.feed import FeedReader
from backend.store.queries.fetches import FetchWriter
from backend.store.queries.following import FollowingReader
from backend.store.queries.organisations import OrganisationReader, OrganisationWriter
from backend.store.queries.spools import SpoolReader, SpoolWriter
from backend.store.sqlite.links import LinkReader, LinkWriter
from backend.store.sqlite.messages import MessageReader, MessageWriter
from backend.store.sqlite.opens import OpenReader, OpenWriter
from backend.store.sqlite.recipients import RecipientReader, RecipientWriter
from backend.store.store import RecipientRow, TokenRow
from backend.store.tally import Tally, numbered


class SqliteReader(
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


class SqliteTransaction(
    MessageWriter,
    OrganisationWriter,
    RecipientWriter,
    OpenWriter,
    LinkWriter,
    FetchWriter,
    SpoolWriter,
    ErasureWriter,
    SqliteReader,
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

    def shed_organisation(self, org_id: bytes, limit: int) -> int:
        """Delete rows an organisation has beside its messages; return how many."""
        self._memory.clear()  # a person's messages go with the person
        return super().shed_organisation(org_id, limit)

    def add_opens(self, rows: Sequence[tuple[Message, Open]]) -> None:
        """Insert opens that move no feed; an id its message has already stays."""
        for message, _ in rows:
            self._memory.forget(message.org_id, message.id)
        self.insert_opens([(message, row, 0) for message, row in rows])

    def record(self, tallies: Sequence[Tally]) -> None:
        """Add what fetches brought: opens, counts, states, moved feeds."""
        self.insert_opens([*numbered(tallies, self.numbers(tallies))])
        self.count(tallies)
