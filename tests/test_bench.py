"""Holds the measurements and the papers to each other; nothing is measured here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import GROUPS, MEASUREMENTS
from tests.bench.injection import Trial
from tests.bench.injections import Record
from tests.bench.paper import OPERATIONS, PlaceMissing, marks, put
from tests.bench.rounds import Rounds
from tests.bench.table import Table
from tests.house.papers import ROOT, cells, text


def test_it_says_what_each_measurement_tells() -> None:
    told = {row[0].strip("`") for row in cells("operations.md", 3)}
    assert {*MEASUREMENTS, *GROUPS} <= told


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_it_has_a_place_in_the_papers_for(name: str) -> None:
    paper = text(OPERATIONS)
    assert [paper.count(mark) for mark in marks(name)] == [1, 1]


def test_it_explains_itself() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0
    assert [name for name in MEASUREMENTS if name not in asked.stdout] == []


def test_it_replaces_what_was_found_before(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    before, after = marks("pixel")
    paper.write_text(f"above\n{before}\nold\n{after}\nbelow\n")
    put("pixel", "new", paper)
    put("pixel", "newer", paper)
    assert paper.read_text() == f"above\n{before}\n\nnewer\n{after}\nbelow\n"


def test_it_writes_nowhere_else(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("no marks")
    with pytest.raises(PlaceMissing):
        put("pixel", "new", paper)


def test_it_claims_nothing_of_a_call_that_was_never_struck() -> None:
    never, twice = Record({}), Record({})
    never.add(Trial(struck=False))
    for struck in (True, False):
        twice.add(Trial(struck=struck))
    assert (never.told, twice.told) == ("never called", 2)


def test_it_takes_ratios_within_each_round() -> None:
    # a machine that slows down for both from round to round
    ours, theirs = Rounds((50.0, 30.0, 10.0)), Rounds((100.0, 60.0, 20.0))
    assert ours.over(theirs) == Rounds((0.5, 0.5, 0.5))


def test_it_shows_the_median_and_what_lies_around_it() -> None:
    table = Table("T", ("name", "us"), [("a", Rounds((3.0, 1.0, 200.0)))], ("why",))
    assert table.markdown().splitlines()[2:] == [
        "| name | us |",
        "| --- | --- |",
        "| a | 3.00 (1.00-200) |",
        "",
        "- why",
    ]
