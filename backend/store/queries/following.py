"""Links in the order in which they came to be as they are."""

from backend.domain.link import Link
from backend.store.queries.connection import Queries
from backend.store.queries.links import LINK_COLUMNS


class FollowingReader(Queries):
    """Queries by the running number of links, over all organisations."""

    def newest_link(self) -> int:
        """Return the highest running number of a link; 0 where there is none."""
        row = self._connection.execute("SELECT max(rowid) FROM link").fetchone()
        return (row and row[0]) or 0

    def links_after(self, number: int, limit: int) -> list[tuple[int, bytes, Link]]:
        """Return links behind a running number, each with its own and its look-up."""
        rows = self._connection.execute(
            f"SELECT link.rowid, token.lookup, {LINK_COLUMNS} FROM link JOIN token"  # noqa: S608  # column names only
            " ON token.org_id = link.org_id AND token.link_id = link.id"
            " WHERE link.rowid > ? ORDER BY link.rowid LIMIT ?",
            (number, limit),
        )
        return [(row[0], row[1], Link(*row[2:])) for row in rows]
