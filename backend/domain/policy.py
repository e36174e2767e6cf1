"""Whether a message may be tracked, how far, and what to tell the sender if not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.consent import Consent, Regime, shipped_regime, stricter
from backend.domain.errors import ModeForbidden
from backend.domain.message import BodyFormat
from backend.domain.mode import Mode, strictest
from backend.domain.recipient import Address
from backend.domain.regions import language_for, region_of


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

    @property
    def complete(self) -> bool:
        """Whether nothing a recipient must be told is blank."""
        told = (self.name, self.postal_address, self.privacy_contact, self.authority)
        return all(part.strip() for part in told)


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


# What a regime allows when nobody asks for less.
DEFAULT_MODES = {
    Regime.OPT_OUT: Mode.DETAILED,
    Regime.CONSENT: Mode.OPENS,
    Regime.OFF: Mode.OFF,
}

# Which of several obstacles names the decision: the one nobody can lift first, so that
# the sender does not ask one person for consent in vain.
_WEIGHT = (Reason.REFUSED, Reason.REGION_OFF, Reason.CONSENT_NEEDED)
# They concern a person, so that earlier mail of the conversation must stop too.
PERSONAL = frozenset(_WEIGHT)


def regime_in(policy: OrgPolicy, region: str) -> Regime:
    """Return a region's regime: the stricter of the shipped and the set one."""
    region = region.strip().upper()
    shipped = shipped_regime(region)
    return stricter(shipped, policy.regimes.get(region, shipped))


def suggests_auto_track(policy: OrgPolicy) -> bool:
    """Whether tracking every mail may be proposed at the first use."""
    return regime_in(policy, policy.home_region) is Regime.OPT_OUT


def discloses_always(policy: OrgPolicy) -> bool:
    """Whether each mail says that it is tracked, whoever its recipients are."""
    home = regime_in(policy, policy.home_region)
    return home is not Regime.OPT_OUT or not policy.disclosure_by_signature


def mode_now(policy: OrgPolicy, basis: str) -> Mode:
    """Return the most that may be kept now for a message issued on that basis.

    What was tightened since the issue holds for the message too. The regions of its
    recipients are not known here, only the sender's home.
    """
    issued = Regime.read(basis)
    home = regime_in(policy, policy.home_region)
    if not _switched_on(policy) or stricter(home, issued) is not issued:
        return Mode.OFF
    return strictest(policy.ceiling, DEFAULT_MODES[issued])


def decide(
    policy: OrgPolicy,
    recipients: Sequence[RecipientFacts],
    *,
    requested: Mode | None,
    body_format: BodyFormat,
) -> Decision:
    """Decide whether a message to these recipients may be tracked, and how far.

    Raises ModeForbidden when the message may be tracked but more was asked for than
    is allowed.
    """
    # A machine, a CRM's dropbox for one, has no say and no region.
    people = [
        each
        for each in recipients
        if each.address.exact not in policy.machine_addresses
    ]
    own = [each.address.domain in policy.own_domains for each in people]
    reason = _general(policy, own, body_format)
    if reason is not None:
        return Decision(Mode.OFF, Regime.OFF, reason)

    # A colleague among others is judged like anybody: with a region and a say.
    regions = [_region(policy, each) for each in people]
    home = regime_in(policy, policy.home_region)
    regimes = [stricter(home, regime_in(policy, region)) for region in regions]
    obstacles = tuple(
        Obstacle(each.address, obstacle, region)
        for each, region, regime in zip(people, regions, regimes, strict=True)
        if (obstacle := _obstacle(each, regime)) is not None
    )
    regime = stricter(*regimes)
    if obstacles:
        first = min((each.reason for each in obstacles), key=_WEIGHT.index)
        return Decision(Mode.OFF, regime, first, obstacles, colleagues=any(own))

    return Decision(
        mode=_mode(policy, regime, requested),
        regime=regime,
        reason=Reason.TRACKING_OFF if requested is Mode.OFF else None,
        colleagues=any(own),
        disclosed=regime is Regime.CONSENT or not policy.disclosure_by_signature,
        disclosure_locked=regime is Regime.CONSENT,
        language=language_for(regions),
    )


def _general(
    policy: OrgPolicy, own: Sequence[bool], body_format: BodyFormat
) -> Reason | None:
    """Return what stands against tracking whoever the recipients are."""
    if not _switched_on(policy):
        return Reason.ORGANISATION_OFF
    if body_format is BodyFormat.TEXT:
        return Reason.PLAIN_TEXT
    if not own:
        return Reason.NO_RECIPIENTS
    return Reason.OWN_DOMAIN if all(own) else None


def _switched_on(policy: OrgPolicy) -> bool:
    controller = policy.controller
    answered_for = controller is not None and controller.complete
    return policy.enabled and policy.ceiling is not Mode.OFF and answered_for


def _region(policy: OrgPolicy, facts: RecipientFacts) -> str:
    return region_of(
        facts.address.domain,
        override=facts.region_override,
        by_domain=facts.domain_region,
        home=policy.home_region,
    )


def _obstacle(facts: RecipientFacts, regime: Regime) -> Reason | None:
    consent = facts.consent
    if facts.refused or (consent is not None and consent.denied):
        return Reason.REFUSED
    if regime is Regime.OFF:
        return Reason.REGION_OFF
    if regime is Regime.CONSENT and (consent is None or not consent.granted):
        return Reason.CONSENT_NEEDED
    return None


def _mode(policy: OrgPolicy, regime: Regime, requested: Mode | None) -> Mode:
    allowed = strictest(policy.ceiling, DEFAULT_MODES[regime])
    if requested is None:
        return allowed
    if requested > allowed:
        raise ModeForbidden
    return requested


_ADVICE = {
    Reason.NO_RECIPIENTS: "Add a recipient first.",
    Reason.OWN_DOMAIN: "Mail inside your organisation is never tracked.",
    Reason.REFUSED: (
        "Someone on this mail has said no to tracking, so it goes out untracked. "
        "To track it for the others, send them a mail of their own."
    ),
    Reason.CONSENT_NEEDED: (
        "Someone on this mail must agree to tracking first, so it goes out untracked. "
        "Ask them in a mail without tracking and have IT record the answer."
    ),
    Reason.REGION_OFF: (
        "Tracking is switched off where someone on this mail is, so it goes out "
        "untracked. If the region is wrong, ask IT to correct it."
    ),
    Reason.ORGANISATION_OFF: (
        "Tracking is switched off in your organisation. Only IT can switch it on."
    ),
    Reason.PLAIN_TEXT: (
        "A plain-text mail cannot be tracked. Change the format to HTML to track it."
    ),
    Reason.RECENT_TWIN: (
        "A mail to the same recipients was prepared a few minutes ago. "
        "Say whether this is that mail or another one."
    ),
    Reason.TRACKING_OFF: (
        "You chose not to track mail to someone on this list. "
        "Change it in your settings to track this mail."
    ),
}


def advice(reason: Reason) -> str:
    """Return what the sender can do, in one or two sentences."""
    return _ADVICE[reason]
