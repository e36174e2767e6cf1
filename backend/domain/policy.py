"""Whether a message may be tracked, how far, and what to tell the sender if not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.consent import Consent, Regime
from backend.domain.mode import Mode
from backend.domain.recipient import Address


class LabelLevel(StrEnum):
    """What of a mail the sender's feed may show."""

    NONE = "none"
    RECIPIENTS = "recipients"
    RECIPIENTS_AND_SUBJECT = "recipients+subject"


class Reason(StrEnum):
    """Why a message goes untracked; closed and documented."""

    NO_RECIPIENTS = "no_recipients"
    OWN_DOMAIN = "own_domain"
    REFUSED = "refused"
    CONSENT_NEEDED = "consent_needed"
    REGION_OFF = "region_off"
    ORGANISATION_OFF = "organisation_off"
    PLAIN_TEXT = "plain_text"
    RECENT_TWIN = "recent_twin"
    TRACKING_OFF = "tracking_off"


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the tracking; all four are shown to recipients."""

    name: str
    postal_address: str
    privacy_contact: str
    authority: str


@dataclass(frozen=True, slots=True)
class OrgPolicy:
    """An organisation's rules; every field can only tighten what is shipped."""

    home_region: str  # ISO 3166-1 alpha-2
    enabled: bool = True
    controller: Controller | None = None
    ceiling: Mode = Mode.DETAILED
    label: LabelLevel = LabelLevel.RECIPIENTS
    regimes: Mapping[str, Regime] = field(default_factory=dict)  # region -> regime
    own_domains: frozenset[str] = frozenset()
    machine_addresses: frozenset[str] = frozenset()  # normal forms, not asked
    disclosure_by_signature: bool = False  # the signature links to /privacy instead
    retention_days: int = 365


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """What is on record about one recipient when the policy is asked."""

    address: Address
    region_override: str | None = None  # set by IT for this very address
    domain_region: str | None = None  # set by IT for the address's domain
    consent: Consent | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One recipient who prevents tracking."""

    address: Address
    reason: Reason
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The policy's answer for one message."""

    mode: Mode
    regime: Regime
    reason: Reason | None = None  # None: may be tracked
    obstacles: tuple[Obstacle, ...] = ()
    colleagues: bool = False
    disclosed: bool = True
    disclosure_locked: bool = False
    language: str = "en"  # of the disclosure line

    @property
    def tracked(self) -> bool:
        """Whether the message may carry a pixel."""
        return self.reason is None
