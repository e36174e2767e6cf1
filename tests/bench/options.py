"""How long and how large a measurement is to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for; the defaults are the full lengths."""

    rounds: int = 5
    seconds: int = 4
    kills: int = 1000
    injections: int = 1000  # of one system call, if it never passes before
    panes: int = 5000
    large: bool = False
    outage_seconds: int = 600

    @property
    def rounds_of_load(self) -> str:
        """Return how much load a table's rows come from."""
        return f"{self.rounds} rounds of {self.seconds} s"
