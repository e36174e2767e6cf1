"""What a measurement found: a table for people, JSON for scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.rounds import Rounds, brief

SINGLE = "a single run"
Cell = str | int | float | Rounds | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures, and what must be known to read them."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()
    runs: str = SINGLE  # how much of it there was: goes with the title

    def markdown(self) -> str:
        """Return the table as the papers show it."""
        lines = [
            f"### {self.title}: {self.runs}",
            "",
            _line(self.columns),
            _line(["---"] * len(self.columns)),
            *(_line([_text(cell) for cell in row]) for row in self.rows),
        ]
        if self.notes:
            lines += ["", *(f"- {note}" for note in self.notes)]
        return "\n".join(lines) + "\n"

    def json(self) -> dict[str, object]:
        """Return the same for a script, every round's figure included."""
        return {
            "title": self.title,
            "runs": self.runs,
            "rows": [
                {
                    column: cell.json() if isinstance(cell, Rounds) else cell
                    for column, cell in zip(self.columns, row, strict=True)
                }
                for row in self.rows
            ],
            "notes": list(self.notes),
        }


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, int):
        return f"{cell:,}"
    return brief(cell) if isinstance(cell, float) else str(cell)
