"""Holds the measurements and the papers to each other; nothing is measured here."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.bench import calls
from tests.bench.__main__ import GROUPS, MEASUREMENTS
from tests.bench.comparison import comparison
from tests.bench.injection import Trial
from tests.bench.injections import Record
from tests.bench.options import Options
from tests.bench.paper import OPERATIONS, PlaceMissing, marks, put
from tests.bench.rounds import Rounds
from tests.bench.table import Table
from tests.bench.validity import judged
from tests.bench.wrk import Load
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


def test_it_says_above_a_table_how_much_of_it_there_was() -> None:
    runs = Options(rounds=3, seconds=2).rounds_of_load
    assert Table("T", (), [], runs=runs).markdown().startswith("### T: 3 rounds of 2 s")
    assert Table("T", (), []).markdown().startswith("### T: a single run")


GOOD = Load(
    requests=1000,
    seconds=1,
    refused=0,
    broken=0,
    p50_ms=1,
    p99_ms=2,
    cpu_us=10,
    memory_mb=50,
    connections_per_request=1,
    generator_cores=0.5,
    steal=0,
)


@pytest.mark.parametrize(
    ("change", "one_shot", "name"),
    [
        ({}, True, "candor"),
        ({}, False, "candor (void: conn/req)"),
        ({"connections_per_request": 0.01}, False, "candor"),
        ({"connections_per_request": 0.12}, False, "candor (void: conn/req)"),
        ({"connections_per_request": 1.12}, True, "candor (void: conn/req)"),
        ({"steal": 0.01}, True, "candor (void: steal)"),
        ({"broken": 1}, True, "candor (void: errors)"),
        ({"refused": 1, "steal": 0.1}, True, "candor (void: steal, errors)"),
        ({"generator_cores": 0.98}, True, "candor (by CPU alone: wrk set the rate)"),
    ],
)
def test_it_marks_a_row_that_breaks_the_rules(
    change: dict[str, Any], one_shot: bool, name: str
) -> None:
    # one round that breaks a rule is enough where a sum or the most is shown
    loads = [GOOD, replace(GOOD, **change)] if "steal" in change else []
    loads = loads or [replace(GOOD, **change)]
    assert judged("candor", loads, one_shot=one_shot) == name
    kind = calls.table("T", {"candor": loads}, (), Options(), one_shot=["candor"])
    assert kind.rows[0][0] == judged("candor", loads, one_shot=True)
    (row,) = comparison("T", {"candor": loads}, (), Options(), one_shot=one_shot).rows
    assert row[0] == name
