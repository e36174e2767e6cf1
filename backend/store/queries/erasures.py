"""What is to be erased, found and deleted in portions."""

from backend.domain.consent import ConsentState
from backend.domain.message import Message
from backend.store import names
from backend.store.queries.connection import Queries

_GRANTED = f"state = '{ConsentState.GRANTED}'"
# What an organisation has beside its messages, with what tells its rows apart. What
# people refused stays, and so do the directories by which it would be known again.
_SHED = (
    ("setting", "name", f"name <> '{names.ERASED}'"),
    ("unit", "id", "true"),
    ("own_domain", "domain", "true"),
    ("domain_region", "domain", "true"),
    ("address_region", "exact", "true"),
    ("consent", "exact, number", _GRANTED),
    ("preference", "principal_id, name", "true"),
    ("principal", "id", "true"),
    ("audit", "number", "true"),
)
_DELETE = (
    "DELETE FROM {table} WHERE org_id = :org_id AND ({key}) IN"
    " (SELECT {key} FROM {table} WHERE org_id = :org_id AND {those} LIMIT :limit)"
)
_PERSON = "org_id = :org_id AND exact = :exact"
_WITHDRAWN = (
    f"DELETE FROM consent WHERE {_PERSON} AND {_GRANTED}"  # noqa: S608  # constants
    f" AND NOT (SELECT {_GRANTED} FROM consent WHERE {_PERSON}"
    " ORDER BY at DESC, number DESC LIMIT 1)"
)


class ErasureReader(Queries):
    """Queries about what is left to erase."""

    def ids_addressed(
        self, org_id: bytes, exact: bytes, after: bytes, limit: int
    ) -> list[bytes]:
        """Return messages with a recipient of that exact index, in order of their ids.

        Those behind the id `after`, at most `limit`.
        """
        rows = self._connection.execute(
            "SELECT message_id FROM recipient"
            " WHERE org_id = ? AND exact = ? AND message_id > ?"
            " ORDER BY message_id LIMIT ?",
            (org_id, exact, after, limit),
        )
        return [row[0] for row in rows]

    def ids_of_organisation(
        self, org_id: bytes, after: bytes, limit: int
    ) -> list[bytes]:
        """Return messages of an organisation likewise."""
        rows = self._connection.execute(
            "SELECT id FROM message WHERE org_id = ? AND id > ? ORDER BY id LIMIT ?",
            (org_id, after, limit),
        )
        return [row[0] for row in rows]


class ErasureWriter(ErasureReader):
    """Changes likewise."""

    def delete_clicks(self, message: Message, limit: int) -> int:
        """Delete kept clicks of a message, at most `limit`; return how many."""
        return self._connection.execute(
            "DELETE FROM click WHERE org_id = ? AND id IN (SELECT id FROM click"
            " WHERE org_id = ? AND message_id = ? LIMIT ?)",
            (message.org_id, message.org_id, message.id, limit),
        ).rowcount

    def drop_withdrawn_consent(self, org_id: bytes, exact: bytes) -> None:
        """Delete what a person agreed to and took back since; a no stays."""
        self._connection.execute(_WITHDRAWN, {"org_id": org_id, "exact": exact})

    def shed_organisation(self, org_id: bytes, limit: int) -> int:
        """Delete rows an organisation has beside its messages; return how many.

        At most `limit`, and none once there are none. Its number, its directories and
        what people refused stay.
        """
        for table, key, those in _SHED:
            deleted = self._connection.execute(
                _DELETE.format(table=table, key=key, those=those),
                {"org_id": org_id, "limit": limit},
            ).rowcount
            if deleted:
                return deleted
        return 0

    def name_organisation(self, org_id: bytes, name: str) -> None:
        """Give an organisation another name."""
        self._connection.execute(
            "UPDATE organisation SET name = ? WHERE org_id = ?", (name, org_id)
        )
