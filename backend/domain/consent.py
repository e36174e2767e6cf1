"""Regimes and consent: what a region demands and what a person has said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Regime(StrEnum):
    """What a region asks for before an open may be tracked."""

    OPT_OUT = "opt_out"
    CONSENT = "consent"
    OFF = "off"

    @classmethod
    def read(cls, stored: str | None) -> "Regime":
        """Return the regime written in a record; what cannot be read means off."""
        try:
            return cls(stored or "")
        except ValueError:
            return cls.OFF


_STRICTNESS = (Regime.OPT_OUT, Regime.CONSENT, Regime.OFF)


def stricter(*regimes: Regime) -> Regime:
    """Return the strictest of some regimes."""
    return max(regimes, key=_STRICTNESS.index)


class Shipped(NamedTuple):
    """A regime Candor comes with, and on what it rests."""

    regime: Regime
    source: str
    taken: str  # when the source was read


# Regions that may be looser than consent, each with its source. A region belongs here
# only when its law was read and found not to ask for consent first.
SHIPPED = {
    "US": Shipped(
        Regime.OPT_OUT,
        "CAN-SPAM, 15 U.S.C. 7701-7713, asks for identification, a postal address and "
        "a way out, and does not speak of pixels: "
        "https://www.ftc.gov/business-guidance/resources/can-spam-act-compliance-guide-business",
        "2026-11",
    ),
}


def shipped_regime(region: str) -> Regime:
    """Return the regime a region has without any setting: consent unless listed.

    Listed or not, France (CNIL 2026-042), Italy (Garante 284) and the United Kingdom
    (PECR, regulation 6) ask for consent, and a region nobody has read up on may too.
    """
    shipped = SHIPPED.get(region)
    return shipped.regime if shipped else Regime.CONSENT


class ConsentState(StrEnum):
    """What is on record for a person."""

    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's answer with its provenance; without one only a denial counts."""

    state: ConsentState
    at: datetime
    method: str | None  # how it was given: "form", "mail", "phone", ...
    wording: str | None  # version of the text that was shown
    recorded_by: str | None

    @property
    def granted(self) -> bool:
        """Whether it is a yes that could be proven."""
        return self.state is ConsentState.GRANTED and all(
            part and part.strip()
            for part in (self.method, self.wording, self.recorded_by)
        )

    @property
    def denied(self) -> bool:
        """Whether it is a no; a no needs no proof."""
        return self.state is ConsentState.DENIED
