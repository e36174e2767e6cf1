"""Several rounds of one measurement, and what they say together."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rounds:
    """One figure per round; machines are noisy, so only medians are quoted."""

    name: str
    unit: str
    figures: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle round's figure."""
        return statistics.median(self.figures)

    def row(self) -> str:
        """Return a line of the table: median and the range of the rounds."""
        low, high = min(self.figures), max(self.figures)
        return (
            f"{self.name:<44} {self.median:>10.1f} {self.unit:<4}"
            f" ({low:.1f} to {high:.1f}, {len(self.figures)} rounds)"
        )

    def json(self) -> dict[str, object]:
        """Return the same for a script."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "rounds": list(self.figures),
        }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
