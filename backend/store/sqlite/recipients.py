"""What is on record about the people written to, where SQLite asks for one at a time.

A statement more costs no way to a server, and one by one they stay prepared.
"""

from collections.abc import Mapping, Sequence

from backend.domain.consent import Consent
from backend.domain.recipient import BlindIndex
from backend.store.queries import recipients as shared
from backend.store.queries.recipients import consent_of
from backend.store.sqlite.queries import SqliteQueries
from backend.store.store import RecipientRow


class RecipientReader(SqliteQueries, shared.RecipientReader):
    """Queries about several recipients."""

    def refused(self, org_id: bytes, indexes: Sequence[BlindIndex]) -> frozenset[bytes]:
        """Return the exact indexes among `indexes` that a refusal matches."""
        return frozenset(
            index.exact for index in indexes if self._refused(org_id, index)
        )

    def _refused(self, org_id: bytes, index: BlindIndex) -> bool:
        row = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM refusal WHERE org_id = ? AND exact = ?)"
            " OR EXISTS (SELECT 1 FROM refusal WHERE org_id = ? AND family = ?)",
            (org_id, index.exact, org_id, index.family),
        ).fetchone()
        return bool(row[0])

    def consents(
        self, org_id: bytes, exact: Sequence[bytes]
    ) -> Mapping[bytes, Consent]:
        """Return each person's latest answer."""
        found = {}
        for index in exact:
            row = self._connection.execute(
                "SELECT state, at, method, wording, recorded_by FROM consent"
                " WHERE org_id = ? AND exact = ? ORDER BY at DESC, number DESC LIMIT 1",
                (org_id, index),
            ).fetchone()
            if row:
                found[index] = consent_of(row)
        return found

    def address_regions(
        self, org_id: bytes, exact: Sequence[bytes]
    ) -> Mapping[bytes, str]:
        """Return the regions IT set for these very addresses."""
        found = {}
        for index in exact:
            row = self._connection.execute(
                "SELECT region FROM address_region WHERE org_id = ? AND exact = ?",
                (org_id, index),
            ).fetchone()
            if row:
                found[index] = row[0]
        return found

    def domain_regions(
        self, org_id: bytes, domains: Sequence[str]
    ) -> Mapping[str, str]:
        """Return the regions IT set for these very domains."""
        found = {}
        for domain in domains:
            row = self._connection.execute(
                "SELECT region FROM domain_region WHERE org_id = ? AND domain = ?",
                (org_id, domain),
            ).fetchone()
            if row:
                found[domain] = row[0]
        return found


class RecipientWriter(RecipientReader, shared.RecipientWriter):
    """Changes likewise."""

    def replace_recipients(
        self, org_id: bytes, message_id: bytes, recipients: Sequence[RecipientRow]
    ) -> None:
        """Write a message's recipients anew."""
        self._connection.execute(
            "DELETE FROM recipient WHERE org_id = ? AND message_id = ?",
            (org_id, message_id),
        )
        self._connection.executemany(
            "INSERT INTO recipient (org_id, message_id, exact, family, label_sealed)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (
                    org_id,
                    message_id,
                    row.index.exact,
                    row.index.family,
                    row.label_sealed,
                )
                for row in recipients
            ],
        )
