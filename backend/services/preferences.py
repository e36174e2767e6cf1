"""What a sender chose for themselves; it can only tighten what policy allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.domain.recipient import Address

AUTO_TRACK = "auto_track"
NEVER_DOMAINS = "never_domains"
ALWAYS_DISCLOSE = "always_disclose"


@dataclass(frozen=True, slots=True)
class Preferences:
    """A sender's choices; `auto_track` is None until the sender was asked."""

    auto_track: bool | None = None
    never_domains: tuple[str, ...] = ()
    always_disclose: bool = False  # a line in each mail, where policy leaves that open

    def excludes(self, addresses: Iterable[Address]) -> bool:
        """Whether a recipient is in a domain the sender never wants to track."""
        return any(address.domain in self.never_domains for address in addresses)

    def rows(self) -> Mapping[str, str]:
        """Return the choices as the store keeps them."""
        rows = {
            NEVER_DOMAINS: " ".join(self.never_domains),
            ALWAYS_DISCLOSE: "yes" if self.always_disclose else "no",
        }
        if self.auto_track is not None:
            rows[AUTO_TRACK] = "yes" if self.auto_track else "no"
        return rows


def read(rows: Mapping[str, str]) -> Preferences:
    """Return the choices kept in rows; what is not there was never chosen."""
    auto_track = rows.get(AUTO_TRACK)
    return Preferences(
        auto_track=None if auto_track is None else auto_track == "yes",
        never_domains=tuple(rows.get(NEVER_DOMAINS, "").split()),
        always_disclose=rows.get(ALWAYS_DISCLOSE) == "yes",
    )
