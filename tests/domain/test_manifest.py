"""Breaks a good manifest in one place at a time; the rule names it and its line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.domain.manifest import RULES, Finding, schema
from backend.domain.manifest import check as judge
from backend.services import edition
from backend.services.addin import allowed_scripts, handlers
from tests.house.addin import Settings

CLIENT = "11111111-2222-3333-4444-555555555555"


NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
GOOD = edition.render(Settings(), CLIENT, before=None, now=NOW)[0]
LISTED = allowed_scripts(Settings.public_url)

# Each replaces one text of a good manifest by another. The line to be named is that of
# the first difference, or of the text `at` where something is missing in it.
VECTORS = Path(__file__).parents[1] / "vectors/manifests/broken.json"
BROKEN: list[dict[str, str]] = json.loads(VECTORS.read_text("utf-8"))


def check(data: bytes) -> list[Finding]:
    return judge(data, allowed=LISTED, handlers=handlers())


def broken(example: dict[str, str]) -> tuple[str, int]:
    """Return the manifest broken as told, and the line to be named."""
    text = GOOD.replace(example["replace"], example["by"], 1)
    pairs = zip(GOOD, text, strict=False)
    place = next(i for i, (good, bad) in enumerate(pairs) if good != bad)
    if "at" in example:
        place = text.index(example["at"])
    return text, text.count("\n", 0, place) + 1


@pytest.mark.parametrize("example", BROKEN, ids=lambda example: example["rule"])
def test_it_names_the_rule_and_the_line(example: dict[str, str]) -> None:
    text, line = broken(example)
    found = {(each.rule, each.line) for each in check(text.encode())}
    assert (example["rule"], line) in found


def test_it_has_a_failing_example_of_every_rule() -> None:
    assert {example["rule"] for example in BROKEN} == {*RULES, "readable"}


def test_it_finds_nothing_in_a_good_manifest() -> None:
    assert check(GOOD.encode()) == []


def test_it_refuses_a_file_longer_than_the_admin_center_takes() -> None:
    padded = f"{GOOD}<!--{'x' * 256 * 1024}-->".encode()
    [finding] = check(padded)
    assert finding.rule == "readable"


@pytest.mark.parametrize("text", [b"", b"<a", b"<a/>", b"\xff\xfe<", b"<a>&e;</a>"])
def test_it_survives_what_is_no_manifest(text: bytes) -> None:
    assert check(text)


def test_it_knows_the_sizes_and_events_it_insists_on() -> None:
    assert set(schema.ICON_SIZES_NEEDED) <= set(schema.ICON_SIZES)
    assert set(schema.FROZEN_EVENTS) <= set(schema.EVENTS)
