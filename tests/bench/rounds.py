"""Several rounds of one measurement, and what they say together."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rounds:
    """One figure per round; machines are noisy, so only medians are quoted."""

    figures: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle round's figure."""
        return statistics.median(self.figures)

    def __str__(self) -> str:
        low, high = min(self.figures), max(self.figures)
        if len(self.figures) == 1:
            return brief(low)
        return f"{brief(self.median)} ({brief(low)}-{brief(high)})"

    def json(self) -> dict[str, object]:
        """Return the same for a script."""
        return {"median": self.median, "rounds": list(self.figures)}

    def over(self, other: "Rounds") -> "Rounds":
        """Return the ratio to another, taken within each round."""
        pairs = zip(self.figures, other.figures, strict=True)
        return Rounds(tuple(mine / theirs if theirs else 0 for mine, theirs in pairs))


def brief(figure: float) -> str:
    """Return a figure with as many digits as a noisy machine is good for."""
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    if abs(figure) >= 10:
        return f"{figure:.1f}"
    return f"{figure:.2f}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
