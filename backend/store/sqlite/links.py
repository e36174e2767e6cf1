"""Tracked links and their kept clicks."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from backend.domain.errors import OpenNotFound
from backend.domain.link import Click, Link
from backend.domain.message import Message
from backend.store.rows import OPEN_COLUMNS, Row, open_of, open_row, padded

_LINK = (
    "SELECT link.org_id, link.id, link.message_id, link.target_sealed,"
    " link.text_sealed, link.click_rows, link.clicks"
)
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
_UPDATE = (
    f"UPDATE click SET {', '.join(f'{name} = ?' for name in OPEN_COLUMNS)}"  # noqa: S608  # column names only
    " WHERE org_id = ? AND message_id = ? AND id = ?"
)


class LinkReader:
    """Queries about links and clicks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

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


class LinkWriter(LinkReader):
    """Changes to links and clicks."""

    def insert_link(self, link: Link) -> None:
        """Insert a link's own row."""
        self._connection.execute(
            "INSERT INTO link (org_id, id, message_id, target_sealed, text_sealed,"
            " click_rows, clicks) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(link.org_id, link.id, link.message_id),
                *(link.target_sealed, link.text_sealed),
                *(link.click_rows, link.clicks),
            ),
        )

    def count_clicks(self, links: Sequence[Link]) -> None:
        """Write how many clicks links have."""
        self._connection.executemany(
            "UPDATE link SET click_rows = ?, clicks = ? WHERE org_id = ? AND id = ?",
            [(link.click_rows, link.clicks, link.org_id, link.id) for link in links],
        )

    def move_link(self, link: Link) -> None:
        """Give a link, its token and its clicks to the message it names now."""
        self._connection.execute(
            # A new number, for who follows links must hear of the new seal.
            "UPDATE link SET message_id = ?, target_sealed = ?, text_sealed = ?,"
            " rowid = (SELECT max(rowid) + 1 FROM link)"
            " WHERE org_id = ? AND id = ?",
            (
                *(link.message_id, link.target_sealed, link.text_sealed),
                *(link.org_id, link.id),
            ),
        )
        for statement in (
            "UPDATE token SET message_id = ? WHERE org_id = ? AND link_id = ?",
            "UPDATE click SET message_id = ? WHERE org_id = ? AND link_id = ?",
        ):
            self._connection.execute(statement, (link.message_id, link.org_id, link.id))

    def add_clicks(self, rows: Sequence[tuple[Message, Click]]) -> None:
        """Insert clicks; one whose id is already there is left as it is."""
        self._connection.executemany(
            _INSERT,
            [
                (*open_row(row.fetch), message.org_id, message.id, row.link_id)
                for message, row in rows
            ],
        )

    def put_click(self, message: Message, row: Click) -> None:
        """Write a revised verdict or mark; raises OpenNotFound if it is gone."""
        cursor = self._connection.execute(
            _UPDATE, (*open_row(row.fetch), message.org_id, message.id, row.fetch.id)
        )
        if cursor.rowcount == 0:
            raise OpenNotFound


def _click(row: Row) -> Click:
    return Click(link_id=row[-2], fetch=open_of(row))
