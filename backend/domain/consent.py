"""Regimes and consent: what a region demands and what a person has said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
