"""The place of each measurement in the papers, between two marks."""

import re
from pathlib import Path

from tests.house.papers import DOCS, text

OPERATIONS = DOCS / "operations.md"


class PlaceMissing(Exception):
    """The papers have no place for a measurement; names the marks that would be one."""


def marks(name: str) -> tuple[str, str]:
    """Return the marks before and after what a measurement found."""
    return f"<!-- measured: {name} -->", f"<!-- end of {name} -->"


def put(name: str, found: str, paper: Path = OPERATIONS) -> None:
    """Replace what stands between the marks of a measurement."""
    before, after = marks(name)
    place = re.compile(
        f"(?<={re.escape(before)}\n).*?(?={re.escape(after)})", re.DOTALL
    )
    said, places = place.subn(lambda _: f"\n{found}\n", text(paper))
    if places != 1:
        raise PlaceMissing(f"{paper} needs the lines {before} and {after}, once")
    paper.write_text(said, encoding="utf-8")
