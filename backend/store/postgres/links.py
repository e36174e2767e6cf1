"""Tracked links and their kept clicks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from backend.domain.errors import OpenNotFound
from backend.domain.link import Click, Link
from backend.domain.message import Message
from backend.store.postgres import fetches
from backend.store.postgres.connection import Connection
from backend.store.rows import Row, open_of

_LINK = (
    "SELECT link.org_id, link.id, link.message_id, link.target_sealed,"
    " link.text_sealed, link.click_rows, link.clicks"
)
_BY_TOKEN = (
    _LINK + ", token.lookup FROM token"
    " JOIN link ON link.org_id = token.org_id AND link.id = token.link_id"
    " WHERE token.purpose = 'click' AND token.lookup = ANY(%s::bytea[])"
)
_CLICK = f"SELECT {fetches.COLUMNS}, link_id, message_id FROM click "  # noqa: S608  # column names only


class LinkReader:
    """Queries about links and clicks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def links(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Link]]:
        """Return the links of each message, the oldest first."""
        found = defaultdict(list)
        rows = self._connection.execute(
            _LINK + " FROM link WHERE org_id = %s AND message_id = ANY(%s::bytea[])"
            " ORDER BY rowid",
            (org_id, list(message_ids)),
        )
        for row in rows:
            link = Link(*row)
            found[link.message_id].append(link)
        return dict(found)

    def links_by_token(self, lookups: Iterable[bytes]) -> Mapping[bytes, Link]:
        """Return the link behind each known look-up of a click's token."""
        rows = self._connection.execute(_BY_TOKEN, (list(lookups),))
        return {row[-1]: Link(*row[:-1]) for row in rows}

    def clicks(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Click]]:
        """Return the kept clicks of each message (50 per link), newest first."""
        found = defaultdict(list)
        rows = self._connection.execute(
            _CLICK + "WHERE org_id = %s AND message_id = ANY(%s::bytea[])"
            " ORDER BY at DESC, rowid DESC",
            (org_id, list(message_ids)),
        )
        for row in rows:
            found[row[-1]].append(_click(row))
        return dict(found)


class LinkWriter(LinkReader):
    """Changes to links and clicks."""

    def insert_link(self, link: Link) -> None:
        """Insert a link's own row."""
        self._connection.execute(
            "INSERT INTO link (org_id, id, message_id, target_sealed, text_sealed,"
            " click_rows, clicks) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (
                *(link.org_id, link.id, link.message_id),
                *(link.target_sealed, link.text_sealed),
                *(link.click_rows, link.clicks),
            ),
        )

    def count_clicks(self, links: Sequence[Link]) -> None:
        """Write how many clicks links have; one that is gone stays gone."""
        self._connection.execute(
            "UPDATE link SET click_rows = seen.click_rows, clicks = seen.clicks FROM"
            " unnest(%s::bytea[], %s::bytea[], %s::integer[], %s::bigint[])"
            " AS seen (org_id, id, click_rows, clicks)"
            " WHERE link.org_id = seen.org_id AND link.id = seen.id",
            (
                [link.org_id for link in links],
                [link.id for link in links],
                [link.click_rows for link in links],
                [link.clicks for link in links],
            ),
        )

    def move_link(self, link: Link) -> None:
        """Give a link, its token and its clicks to the message it names now."""
        self._connection.execute(
            # A new number, for who follows links must hear of the new seal.
            "UPDATE link SET message_id = %s, target_sealed = %s, text_sealed = %s,"
            " rowid = DEFAULT"
            " WHERE org_id = %s AND id = %s",
            (
                *(link.message_id, link.target_sealed, link.text_sealed),
                *(link.org_id, link.id),
            ),
        )
        for statement in (
            "UPDATE token SET message_id = %s WHERE org_id = %s AND link_id = %s",
            "UPDATE click SET message_id = %s WHERE org_id = %s AND link_id = %s",
        ):
            self._connection.execute(statement, (link.message_id, link.org_id, link.id))

    def add_clicks(self, rows: Sequence[tuple[Message, Click]]) -> None:
        """Insert clicks; one whose id is already there is left as it is."""
        fetches.insert(
            self._connection,
            "click",
            [(message, row.fetch, (row.link_id,)) for message, row in rows],
            {"link_id": "bytea"},
            key=("org_id", "id"),
        )

    def put_click(self, message: Message, row: Click) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        if not fetches.update(self._connection, "click", message, row.fetch):
            raise OpenNotFound


def _click(row: Row) -> Click:
    return Click(link_id=row[-2], fetch=open_of(row))
