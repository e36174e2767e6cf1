"""What a verified token says, and who that is inside Candor."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Provider = Literal["entra", "google"]


@dataclass(frozen=True, slots=True)
class Identity:
    """State what one verified token says about its holder.

    The holder is the triple (provider, directory_id, subject): `tid` and `oid` for
    Entra, `hd` and `sub` for Google. Addresses are re-assigned and, in some
    directories, chosen by their holder, so `email` never decides anything. From
    `good_until` on the token is refused.
    """

    provider: Provider
    directory_id: str
    subject: str
    email: str | None = field(default=None, compare=False, repr=False)
    good_until: datetime = field(
        default=datetime.min.replace(tzinfo=UTC), compare=False, repr=False
    )


@dataclass(frozen=True, slots=True)
class Principal:
    """Name a person of a registered organisation; role as the store has it.

    Roles: "sender", "privacy_officer", "admin".
    """

    org_id: bytes
    id: bytes
    provider: str
    role: str
