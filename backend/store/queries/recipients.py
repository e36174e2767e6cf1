"""What is on record about the people written to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.domain.consent import Consent, ConsentState
from backend.domain.recipient import BlindIndex
from backend.store.queries.connection import Queries
from backend.store.rows import Row, moment, padded, seconds
from backend.store.store import RecipientRow, RefusalRow

_OF_MESSAGES = (
    "SELECT message_id, exact, family, label_sealed FROM recipient"
    " WHERE org_id = ? AND message_id IN ({places}) ORDER BY exact"
)


class RecipientReader(Queries):
    """Queries about recipients, by blind index alone."""

    def answers(self, org_id: bytes, exact: bytes) -> list[Consent]:
        """Return all a person ever answered, the latest first."""
        rows = self._connection.execute(
            "SELECT state, at, method, wording, recorded_by FROM consent"
            " WHERE org_id = ? AND exact = ? ORDER BY at DESC, number DESC",
            (org_id, exact),
        )
        return [consent_of(row) for row in rows]

    def refusals(self, org_id: bytes, index: BlindIndex) -> list[RefusalRow]:
        """Return every no that holds for a person, by either index."""
        rows = self._connection.execute(
            "SELECT exact, family, at, source FROM refusal"
            " WHERE org_id = ? AND exact = ?"
            " UNION SELECT exact, family, at, source FROM refusal"
            " WHERE org_id = ? AND family = ? ORDER BY at",
            (org_id, index.exact, org_id, index.family),
        )
        return [
            RefusalRow(BlindIndex(exact, family), moment(at), source)
            for exact, family, at, source in rows
        ]

    def mapped_domains(self, org_id: bytes) -> Mapping[str, str]:
        """Return every domain a region is set for, in order, with the region."""
        rows = self._connection.execute(
            "SELECT domain, region FROM domain_region WHERE org_id = ? ORDER BY domain",
            (org_id,),
        )
        return dict(rows.fetchall())

    def mapped_addresses(self, org_id: bytes) -> Mapping[str, int]:
        """Return for how many addresses each region is set."""
        rows = self._connection.execute(
            "SELECT region, count(*) FROM address_region WHERE org_id = ?"
            " GROUP BY region ORDER BY region",
            (org_id,),
        )
        return dict(rows.fetchall())

    def recipients(self, org_id: bytes, message_id: bytes) -> list[RecipientRow]:
        """Return a message's recipients."""
        return self.recipients_of(org_id, [message_id]).get(message_id, [])

    def recipients_of(
        self, org_id: bytes, message_ids: Sequence[bytes]
    ) -> Mapping[bytes, list[RecipientRow]]:
        """Return the recipients of each message."""
        found = defaultdict(list)
        for some in padded(message_ids):
            rows = self._connection.execute(
                _OF_MESSAGES.format(places=", ".join("?" * len(some))), (org_id, *some)
            )
            for message_id, exact, family, label in rows:
                row = RecipientRow(BlindIndex(exact, family), label)
                found[message_id].append(row)
        return dict(found)


class RecipientWriter(RecipientReader):
    """Changes to what is on record about recipients."""

    def map_domain_region(self, org_id: bytes, domain: str, region: str) -> None:
        """Set or replace a domain's region."""
        self._connection.execute(
            "INSERT INTO domain_region (org_id, domain, region) VALUES (?, ?, ?)"
            " ON CONFLICT (org_id, domain) DO UPDATE SET region = excluded.region",
            (org_id, domain, region),
        )

    def map_address_region(self, org_id: bytes, exact: bytes, region: str) -> None:
        """Set or replace an address's region."""
        self._connection.execute(
            "INSERT INTO address_region (org_id, exact, region) VALUES (?, ?, ?)"
            " ON CONFLICT (org_id, exact) DO UPDATE SET region = excluded.region",
            (org_id, exact, region),
        )

    def unmap_domain_region(self, org_id: bytes, domain: str) -> None:
        """Take back a domain's region; none is no error."""
        self._connection.execute(
            "DELETE FROM domain_region WHERE org_id = ? AND domain = ?",
            (org_id, domain),
        )

    def unmap_address_region(self, org_id: bytes, exact: bytes) -> None:
        """Take back an address's region; none is no error."""
        self._connection.execute(
            "DELETE FROM address_region WHERE org_id = ? AND exact = ?",
            (org_id, exact),
        )

    def add_refusal(self, org_id: bytes, row: RefusalRow) -> None:
        """Record a no; one that is there keeps its date."""
        self._connection.execute(
            "INSERT INTO refusal (org_id, exact, family, at, source)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (org_id, row.index.exact, row.index.family, seconds(row.at), row.source),
        )

    def add_consent(self, org_id: bytes, exact: bytes, consent: Consent) -> None:
        """Append a person's answer; earlier ones stay as proof."""
        self._connection.execute(
            "INSERT INTO consent (org_id, exact, number, state, at, method, wording,"
            " recorded_by) VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1"
            " FROM consent WHERE org_id = ? AND exact = ?), ?, ?, ?, ?, ?)",
            (
                *(org_id, exact, org_id, exact),
                consent.state.value,
                seconds(consent.at),
                consent.method,
                consent.wording,
                consent.recorded_by,
            ),
        )


def consent_of(row: Row) -> Consent:
    """Return the answer that lies in columns of that order."""
    state, at, method, wording, recorded_by = row
    # What is not plainly a yes is a no.
    granted = state == ConsentState.GRANTED.value
    return Consent(
        ConsentState.GRANTED if granted else ConsentState.DENIED,
        moment(at),
        method,
        wording,
        recorded_by,
    )
