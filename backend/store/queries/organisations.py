"""Organisations, their settings and the people who send."""

from collections.abc import Mapping, Sequence

from backend.domain.policy import OrgPolicy
from backend.store.policy import read_policy
from backend.store.queries.connection import Queries
from backend.store.rows import Row, moment, seconds
from backend.store.store import AuditRow, OrganisationRow, PrincipalRow


class OrganisationReader(Queries):
    """Queries about organisations and principals."""

    def organisations(self) -> list[OrganisationRow]:
        """Return all organisations, the oldest first."""
        rows = self._connection.execute(
            "SELECT org_id, name, created_at FROM organisation"
            " ORDER BY created_at, org_id"
        )
        return [_organisation(row) for row in rows]

    def organisation(self, org_id: bytes) -> OrganisationRow | None:
        """Return one organisation."""
        row = self._connection.execute(
            "SELECT org_id, name, created_at FROM organisation WHERE org_id = ?",
            (org_id,),
        ).fetchone()
        return _organisation(row) if row else None

    def organisation_of(self, provider: str, directory_id: str) -> bytes | None:
        """Return the organisation a directory vouches for."""
        row = self._connection.execute(
            "SELECT org_id FROM directory WHERE provider = ? AND directory_id = ?",
            (provider, directory_id),
        ).fetchone()
        return row[0] if row else None

    def settings(self, org_id: bytes) -> Mapping[str, str]:
        """Return what was set, by name."""
        rows = self._connection.execute(
            "SELECT name, value FROM setting WHERE org_id = ?", (org_id,)
        )
        return dict(rows.fetchall())

    def policy(self, org_id: bytes) -> OrgPolicy:
        """Return the policy in force; off for an organisation nothing is set for."""
        domains = self._connection.execute(
            "SELECT domain FROM own_domain WHERE org_id = ?", (org_id,)
        )
        return read_policy(self.settings(org_id), [row[0] for row in domains])

    def principal(
        self, provider: str, directory_id: str, subject: str
    ) -> PrincipalRow | None:
        """Return a person who signed in before."""
        row = self._connection.execute(
            "SELECT org_id, id, provider, directory_id, subject, role, created_at,"
            " change FROM principal"
            " WHERE provider = ? AND directory_id = ? AND subject = ?",
            (provider, directory_id, subject),
        ).fetchone()
        return _principal(row) if row else None

    def preferences(self, org_id: bytes, principal_id: bytes) -> Mapping[str, str]:
        """Return what a person chose, by name."""
        rows = self._connection.execute(
            "SELECT name, value FROM preference WHERE org_id = ? AND principal_id = ?",
            (org_id, principal_id),
        )
        return dict(rows.fetchall())

    def change(self, org_id: bytes, sender_id: bytes) -> int:
        """Return the highest change number of a sender's feed; 0 before the first."""
        row = self._connection.execute(
            "SELECT change FROM principal WHERE org_id = ? AND id = ?",
            (org_id, sender_id),
        ).fetchone()
        return row[0] if row else 0


class OrganisationWriter(OrganisationReader):
    """Changes to organisations and principals."""

    def add_organisation(
        self, row: OrganisationRow, directories: Sequence[tuple[str, str]]
    ) -> None:
        """Insert an organisation and bind its (provider, id) directories to it."""
        self._connection.execute(
            "INSERT INTO organisation (org_id, name, created_at) VALUES (?, ?, ?)",
            (row.id, row.name, seconds(row.created_at)),
        )
        for provider, directory in directories:
            self._connection.execute(
                "INSERT INTO directory (provider, directory_id, org_id)"
                " VALUES (?, ?, ?)",
                (provider, directory, row.id),
            )

    def set_setting(self, org_id: bytes, name: str, value: str) -> None:
        """Set or replace a setting."""
        self._connection.execute(
            "INSERT INTO setting (org_id, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value",
            (org_id, name, value),
        )

    def add_own_domain(self, org_id: bytes, domain: str) -> None:
        """Add a domain of the organisation's own; known ones stay."""
        self._connection.execute(
            "INSERT INTO own_domain (org_id, domain) VALUES (?, ?)"
            " ON CONFLICT (org_id, domain) DO NOTHING",
            (org_id, domain),
        )

    def add_unit(
        self, org_id: bytes, unit_id: bytes, name: str, home_region: str
    ) -> None:
        """Insert an office or team."""
        self._connection.execute(
            "INSERT INTO unit (org_id, id, name, home_region) VALUES (?, ?, ?, ?)",
            (org_id, unit_id, name, home_region),
        )

    def add_principal(self, row: PrincipalRow) -> None:
        """Insert a person at their first sign-in."""
        self._connection.execute(
            "INSERT INTO principal (org_id, id, provider, directory_id, subject, role,"
            " created_at, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.org_id,
                row.id,
                row.provider,
                row.directory_id,
                row.subject,
                row.role,
                seconds(row.created_at),
                row.change,
            ),
        )

    def set_preference(
        self, org_id: bytes, principal_id: bytes, name: str, value: str
    ) -> None:
        """Set or replace what a person chose."""
        self._connection.execute(
            "INSERT INTO preference (org_id, principal_id, name, value)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (org_id, principal_id, name)"
            " DO UPDATE SET value = excluded.value",
            (org_id, principal_id, name, value),
        )

    def add_audit(self, org_id: bytes, row: AuditRow) -> None:
        """Append to the organisation's audit log."""
        self._connection.execute(
            "INSERT INTO audit (org_id, number, at, actor, action, object)"
            " VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM audit"
            " WHERE org_id = ?), ?, ?, ?, ?)",
            (org_id, org_id, seconds(row.at), row.actor, row.action, row.object),
        )


def _organisation(row: Row) -> OrganisationRow:
    return OrganisationRow(row[0], row[1], moment(row[2]))


def _principal(row: Row) -> PrincipalRow:
    org_id, principal_id, provider, directory_id, subject, role, created_at, change = (
        row
    )
    return PrincipalRow(
        org_id=org_id,
        id=principal_id,
        provider=provider,
        directory_id=directory_id,
        subject=subject,
        role=role,
        created_at=moment(created_at),
        change=change,
    )
