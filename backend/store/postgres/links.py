"""Tracked links and their kept clicks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from backend.domain.link import Click, Link
from backend.domain.message import Message
from backend.store.postgres import fetches
from backend.store.queries import links as shared
from backend.store.queries.connection import Queries
from backend.store.queries.links import LINK_COLUMNS
from backend.store.rows import Row, open_of

_LINK = f"SELECT {LINK_COLUMNS}"
_BY_TOKEN = (
    _LINK + ", token.lookup FROM token"
    " JOIN link ON link.org_id = token.org_id AND link.id = token.link_id"
    " WHERE token.purpose = 'click' AND token.lookup = ANY(%s::bytea[])"
)
_CLICK = f"SELECT {fetches.COLUMNS}, link_id, message_id FROM click "  # noqa: S608  # column names only


class LinkReader(Queries):
    """Queries about links and clicks."""

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


class LinkWriter(LinkReader, shared.LinkWriter):
    """Changes to several links or clicks."""

    _NEXT_NUMBER = "DEFAULT"  # of its sequence, which would give a maximum again

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

    def add_clicks(self, rows: Sequence[tuple[Message, Click]]) -> None:
        """Insert clicks; one whose id is already there is left as it is."""
        fetches.insert(
            self._connection,
            "click",
            [(message, row.fetch, (row.link_id,)) for message, row in rows],
            {"link_id": "bytea"},
            key=("org_id", "id"),
        )


def _click(row: Row) -> Click:
    return Click(link_id=row[-2], fetch=open_of(row))
