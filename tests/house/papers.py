"""The papers of the project and the files they speak of."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "backend/docs"
PYTHON = sorted((ROOT / "backend").rglob("*.py"))


def text(path: Path) -> str:
    """Return what a file says."""
    return path.read_text(encoding="utf-8")


def cells(paper: str, width: int) -> list[list[str]]:
    """Return the rows of a paper's tables with that many columns, heads included."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text(DOCS / paper).splitlines()
        if line.startswith("| ")
    ]
    return [row for row in found if len(row) == width]
