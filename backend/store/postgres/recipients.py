"""What is on record about the people written to, where PostgreSQL takes them at once.

Arrays go in one statement, whatever their number: each is a way to the server.
"""

from collections.abc import Mapping, Sequence

from backend.domain.consent import Consent
from backend.domain.recipient import BlindIndex
from backend.store.queries import recipients as shared
from backend.store.queries.recipients import consent_of
from backend.store.store import RecipientRow


class RecipientReader(shared.RecipientReader):
    """Queries about several recipients."""

    def refused(self, org_id: bytes, indexes: Sequence[BlindIndex]) -> frozenset[bytes]:
        """Return the exact indexes among `indexes` that a refusal matches."""
        rows = self._connection.execute(
            "SELECT asked.exact FROM unnest(%s::bytea[], %s::bytea[])"
            " AS asked (exact, family) WHERE EXISTS (SELECT 1 FROM refusal"
            " WHERE org_id = %s AND exact = asked.exact) OR EXISTS"
            " (SELECT 1 FROM refusal WHERE org_id = %s AND family = asked.family)",
            (
                [index.exact for index in indexes],
                [index.family for index in indexes],
                *(org_id, org_id),
            ),
        )
        return frozenset(row[0] for row in rows)

    def consents(
        self, org_id: bytes, exact: Sequence[bytes]
    ) -> Mapping[bytes, Consent]:
        """Return each person's latest answer."""
        rows = self._connection.execute(
            "SELECT DISTINCT ON (exact) exact, state, at, method, wording, recorded_by"
            " FROM consent WHERE org_id = %s AND exact = ANY(%s::bytea[])"
            " ORDER BY exact, at DESC, number DESC",
            (org_id, list(exact)),
        )
        return {row[0]: consent_of(row[1:]) for row in rows}

    def address_regions(
        self, org_id: bytes, exact: Sequence[bytes]
    ) -> Mapping[bytes, str]:
        """Return the regions IT set for these very addresses."""
        rows = self._connection.execute(
            "SELECT exact, region FROM address_region"
            " WHERE org_id = %s AND exact = ANY(%s::bytea[])",
            (org_id, list(exact)),
        )
        return dict(rows.fetchall())

    def domain_regions(
        self, org_id: bytes, domains: Sequence[str]
    ) -> Mapping[str, str]:
        """Return the regions IT set for these very domains."""
        rows = self._connection.execute(
            "SELECT domain, region FROM domain_region"
            " WHERE org_id = %s AND domain = ANY(%s::text[])",
            (org_id, list(domains)),
        )
        return dict(rows.fetchall())


class RecipientWriter(RecipientReader, shared.RecipientWriter):
    """Changes likewise."""

    def replace_recipients(
        self, org_id: bytes, message_id: bytes, recipients: Sequence[RecipientRow]
    ) -> None:
        """Write a message's recipients anew."""
        self._connection.execute(
            "DELETE FROM recipient WHERE org_id = %s AND message_id = %s",
            (org_id, message_id),
        )
        self._connection.execute(
            "INSERT INTO recipient (org_id, message_id, exact, family, label_sealed)"
            " SELECT %s::bytea, %s::bytea, people.* FROM"
            " unnest(%s::bytea[], %s::bytea[], %s::bytea[]) AS people",
            (
                *(org_id, message_id),
                [row.index.exact for row in recipients],
                [row.index.family for row in recipients],
                [row.label_sealed for row in recipients],
            ),
        )
