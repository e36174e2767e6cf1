"""Tracked links."""

from backend.domain.link import Link
from backend.store.queries.connection import Queries

LINK_COLUMNS = (
    "link.org_id, link.id, link.message_id, link.target_sealed, link.text_sealed,"
    " link.click_rows, link.clicks"
)


class LinkWriter(Queries):
    """Changes to links."""

    _NEXT_NUMBER: str  # the next running number of a link, in the engine's words

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

    def move_link(self, link: Link) -> None:
        """Give a link, its token and its clicks to the message it names now."""
        self._connection.execute(
            # A new number, for who follows links must hear of the new seal.
            "UPDATE link SET message_id = ?, target_sealed = ?, text_sealed = ?,"  # noqa: S608  # a constant
            f" rowid = {self._NEXT_NUMBER} WHERE org_id = ? AND id = ?",
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
