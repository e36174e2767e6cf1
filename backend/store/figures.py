"""What a writer tells of its work: numbers alone, cheap to keep."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
COMMIT_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Histogram:
    """How often a value fell under each bound; one thread observes, any may read."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Add a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.total += value

    def buckets(self) -> list[tuple[str, int]]:
        """Return each bound with how many values were at most that, as they add up."""
        names = [*(f"{bound:g}" for bound in self._bounds), "+Inf"]
        sums = [sum(self._counts[: place + 1]) for place in range(len(self._counts))]
        return list(zip(names, sums, strict=True))


@dataclass(frozen=True, slots=True)
class Figures:
    """A writer's figures."""

    queued: int
    batch_sizes: Histogram
    commit_seconds: Histogram
