"""Tracked links and their kept clicks."""

from collections.abc import Iterable, Mapping, Sequence

from backend.domain.link import Click, Link
from backend.domain.message import Message
from backend.store.queries import links as shared
from backend.store.queries.links import LINK_COLUMNS
from backend.store.rows import OPEN_COLUMNS, Row, open_of, open_row, padded
from backend.store.sqlite.queries import SqliteQueries

_LINK = f"SELECT {LINK_COLUMNS}"
_BY_TOKEN = (
    _LINK + ", token.lookup FROM token"
    " JOIN link ON link.org_id = token.org_id AND link.id = token.link_id"
    " WHERE token.purpose = 'click' AND token.lookup IN ({places})"
)
_CLICK = f"SELECT {', '.join(OPEN_COLUMNS)}, link_id, message_id "
_INSERT = (
    f"INSERT INTO click ({', '.join(OPEN_COLUMNS)}, org_id, message_id, link_id)"  # noqa: S608  # column names only
    f" VALUES ({', '.join('?' * len(OPEN_COLUMNS))}, ?, ?, ?)"
    " ON CONFLICT (org_id, id) DO NOTHING"
)


class LinkReader(SqliteQueries):
    """Queries about links and clicks."""

    def links(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Link]]:
        """Return the links of each message, the oldest first."""
        found = {}
        for message_id in message_ids:
            rows = self._connection.execute(
                _LINK + " FROM link WHERE org_id = ? AND message_id = ? ORDER BY rowid",
                (org_id, message_id),
            ).fetchall()
            if rows:
                found[message_id] = [Link(*row) for row in rows]
        return found

    def links_by_token(self, lookups: Iterable[bytes]) -> Mapping[bytes, Link]:
        """Return the link behind each known look-up of a click's token."""
        found: dict[bytes, Link] = {}
        for some in padded(list(lookups)):
            rows = self._connection.execute(
                _BY_TOKEN.format(places=", ".join("?" * len(some))), some
            ).fetchall()
            found |= {row[-1]: Link(*row[:-1]) for row in rows}
        return found

    def clicks(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[Click]]:
        """Return the kept clicks of each message (50 per link), newest first."""
        found = {}
        for message_id in message_ids:
            rows = self._connection.execute(
                _CLICK + "FROM click WHERE org_id = ? AND message_id = ?"
                " ORDER BY at DESC, rowid DESC",
                (org_id, message_id),
            ).fetchall()
            if rows:
                found[message_id] = [_click(row) for row in rows]
        return found


class LinkWriter(LinkReader, shared.LinkWriter):
    """Changes to several links or clicks."""

    _NEXT_NUMBER = "(SELECT max(rowid) + 1 FROM link)"

    def count_clicks(self, links: Sequence[Link]) -> None:
        """Write how many clicks links have."""
        self._connection.executemany(
            "UPDATE link SET click_rows = ?, clicks = ? WHERE org_id = ? AND id = ?",
            [(link.click_rows, link.clicks, link.org_id, link.id) for link in links],
        )

    def add_clicks(self, rows: Sequence[tuple[Message, Click]]) -> None:
        """Insert clicks; one whose id is already there is left as it is."""
        self._connection.executemany(
            _INSERT,
            [
                (*open_row(row.fetch), message.org_id, message.id, row.link_id)
                for message, row in rows
            ],
        )


def _click(row: Row) -> Click:
    return Click(link_id=row[-2], fetch=open_of(row))
