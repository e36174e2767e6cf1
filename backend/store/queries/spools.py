"""Up to where each spool is here already: what is found again counts once."""

from backend.store.queries.connection import Queries


class SpoolReader(Queries):
    """Queries about spools."""

    def drained(self, spool_id: bytes) -> int:
        """Return the highest sequence number of a spool that is here; 0 at first."""
        row = self._connection.execute(
            "SELECT drained FROM spool WHERE id = ?", (spool_id,)
        ).fetchone()
        return int(row[0]) if row else 0


class SpoolWriter(SpoolReader):
    """Changes likewise."""

    def set_drained(self, spool_id: bytes, sequence: int) -> None:
        """Note up to where a spool is here, in one with what it brought."""
        self._connection.execute(
            "INSERT INTO spool (id, drained) VALUES (?, ?)"
            " ON CONFLICT (id) DO UPDATE SET drained = excluded.drained",
            (spool_id, sequence),
        )
