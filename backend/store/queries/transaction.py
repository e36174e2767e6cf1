"""The reader and the transaction that every engine's are made of."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence

from backend.domain.link import Link
from backend.domain.message import Message
from backend.domain.opens import Open
from backend.store.queries.erasures import ErasureReader, ErasureWriter
from backend.store.queries.feed import FeedReader
from backend.store.queries.fetches import FetchWriter
from backend.store.queries.following import FollowingReader
from backend.store.queries.links import LinkWriter
from backend.store.queries.messages import MessageReader, MessageWriter
from backend.store.queries.organisations import OrganisationReader, OrganisationWriter
from backend.store.queries.recipients import RecipientReader, RecipientWriter
from backend.store.queries.spools import SpoolReader, SpoolWriter
from backend.store.store import RecipientRow, TokenRow
from backend.store.tally import Feed, Tally, numbered


class SharedReader(
    OrganisationReader,
    RecipientReader,
    MessageReader,
    FeedReader,
    SpoolReader,
    ErasureReader,
    FollowingReader,
):
    """Every query that is the same in all engines."""


class SharedTransaction(
    MessageWriter,
    OrganisationWriter,
    RecipientWriter,
    LinkWriter,
    FetchWriter,
    SpoolWriter,
    ErasureWriter,
    SharedReader,
    ABC,
):
    """Every change likewise, and those that an engine's own are put together to."""

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

    def add_opens(self, rows: Sequence[tuple[Message, Open]]) -> None:
        """Insert opens that move no feed; an id its message has already stays."""
        self.insert_opens([(message, row, 0) for message, row in rows])

    def record(self, tallies: Sequence[Tally]) -> None:
        """Add what fetches brought: opens, counts, states, moved feeds."""
        self.insert_opens([*numbered(tallies, self.numbers(tallies))])
        self.count(tallies)

    @abstractmethod
    def replace_recipients(
        self, org_id: bytes, message_id: bytes, recipients: Sequence[RecipientRow]
    ) -> None:
        """Write a message's recipients anew."""

    @abstractmethod
    def add_tokens(self, tokens: Sequence[TokenRow]) -> None:
        """Insert the look-ups of tokens."""

    @abstractmethod
    def insert_opens(self, rows: Sequence[tuple[Message, Open, int]]) -> None:
        """Insert opens, each with its change number in its sender's feed, or 0."""

    @abstractmethod
    def numbers(self, tallies: Sequence[Tally]) -> Mapping[Feed, Iterator[int]]:
        """Move the senders' feeds: return a change number per tally that is shown."""

    @abstractmethod
    def count(self, tallies: Sequence[Tally]) -> None:
        """Write what fetches changed of their messages: of most, nothing."""
