"""Links in the order in which they came to be as they are."""

import sqlite3

from backend.domain.link import Link


class FollowingReader:
    """Queries by the running number of links, over all organisations."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def newest_link(self) -> int:
        """Return the highest running number of a link; 0 where there is none."""
        row = self._connection.execute("SELECT max(rowid) FROM link").fetchone()
        return row[0] or 0

    def links_after(self, number: int, limit: int) -> list[tuple[int, bytes, Link]]:
        """Return links behind a running number, each with its own and its look-up."""
        rows = self._connection.execute(
            "SELECT link.rowid, token.lookup, link.org_id, link.id, link.message_id,"
            " link.target_sealed, link.text_sealed, link.click_rows, link.clicks"
            " FROM link JOIN token"
            " ON token.org_id = link.org_id AND token.link_id = link.id"
            " WHERE link.rowid > ? ORDER BY link.rowid LIMIT ?",
            (number, limit),
        )
        return [(row[0], row[1], Link(*row[2:])) for row in rows]
