"""Reads an organisation's policy from its settings; what is unreadable tightens."""

import re
from collections.abc import Iterable, Mapping

from backend.domain.consent import Regime
from backend.domain.mode import Mode
from backend.domain.policy import Controller, LabelLevel, OrgPolicy
from backend.store import names

RETENTION_DAYS = 365
RETENTION_DAYS_MIN = 30
RETENTION_DAYS_MAX = 730

# "Unknown or Invalid Territory" (Unicode CLDR): no country's rule speaks of it
UNKNOWN_REGION = "ZZ"

_REGION = re.compile("[A-Z]{2}")
_CONTROLLER = (
    names.CONTROLLER_NAME,
    names.CONTROLLER_POSTAL_ADDRESS,
    names.CONTROLLER_PRIVACY_CONTACT,
    names.CONTROLLER_AUTHORITY,
)


def read_policy(settings: Mapping[str, str], own_domains: Iterable[str]) -> OrgPolicy:
    """Return the policy that settings and own domains add up to.

    What was never set is as shipped. What is set but cannot be read switches off or
    falls to the strictest value: a slip of the pen must not collect more.
    """
    region = settings.get(names.HOME_REGION, "")
    known = _REGION.fullmatch(region) is not None
    return OrgPolicy(
        home_region=region if known else UNKNOWN_REGION,
        enabled=known
        and settings.get(names.ENABLED, names.YES) == names.YES
        and settings.get(names.ERASED, names.NO) == names.NO,
        controller=_controller(settings),
        ceiling=_ceiling(settings.get(names.CEILING)),
        label=_label(settings.get(names.LABEL)),
        regimes={
            of: Regime.read(value)
            for name, value in settings.items()
            if (of := names.region_of_regime(name)) is not None
        },
        own_domains=frozenset(own_domains),
        machine_addresses=frozenset(settings.get(names.MACHINE_ADDRESSES, "").split()),
        disclosure_by_signature=(
            settings.get(names.DISCLOSURE_BY_SIGNATURE) == names.YES
        ),
        retention_days=_retention_days(settings.get(names.RETENTION_DAYS)),
    )


def _controller(settings: Mapping[str, str]) -> Controller | None:
    parts = [settings.get(name, "").strip() for name in _CONTROLLER]
    return Controller(*parts) if all(parts) else None


def _ceiling(stored: str | None) -> Mode:
    return Mode.DETAILED if stored is None else Mode.read(stored)


def _label(stored: str | None) -> LabelLevel:
    if stored is None:
        return LabelLevel.RECIPIENTS
    try:
        return LabelLevel(stored)
    except ValueError:
        return LabelLevel.NONE


def _retention_days(stored: str | None) -> int:
    if stored is None:
        return RETENTION_DAYS
    days = int(stored) if stored.isascii() and stored.isdigit() else 0
    allowed = RETENTION_DAYS_MIN <= days <= RETENTION_DAYS_MAX
    return days if allowed else RETENTION_DAYS_MIN
