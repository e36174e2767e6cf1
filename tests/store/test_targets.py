from pathlib import Path

import pytest

from backend.store.targets import SealedTarget, Targets
from tests.store.people import NORTH, key


def leads(name: str, sealed: bytes = b"sealed") -> tuple[bytes, SealedTarget]:
    return key("lookup", name), SealedTarget(NORTH.id, key("link", name), sealed)


@pytest.fixture(params=["in memory", "with a file"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return None if request.param == "in memory" else tmp_path / "data" / "links.db"


def test_it_finds_what_it_holds(path: Path | None) -> None:
    targets = Targets(path)
    for name in ("shop", "map"):
        targets.hold(*leads(name))
    for name in ("shop", "map"):
        lookup, target = leads(name)
        assert targets.find(lookup) == target
    assert targets.find(key("lookup", "film")) is None
    targets.close()


def test_it_holds_what_was_told_last(path: Path | None) -> None:
    targets = Targets(path, in_memory=1)
    lookup, anew = leads("shop", b"sealed anew")
    for each in (leads("shop"), (lookup, anew), leads("map")):
        targets.hold(*each)
    assert targets.find(lookup) == (None if path is None else anew)
    targets.hold(lookup, anew)
    assert targets.find(lookup) == anew
    targets.close()


def test_it_drops_what_is_gone(path: Path | None) -> None:
    targets = Targets(path)
    targets.hold(*leads("shop"))
    targets.drop(key("lookup", "shop"))
    targets.drop(key("lookup", "map"))
    assert targets.find(key("lookup", "shop")) is None
    targets.close()


def test_it_lets_go_of_what_nobody_asked_for_longest() -> None:
    targets = Targets(in_memory=2)
    for name in ("shop", "map"):
        targets.hold(*leads(name))
    assert targets.find(key("lookup", "shop")) is not None
    targets.hold(*leads("film"))
    held = [
        name
        for name in ("shop", "map", "film")
        if targets.find(key("lookup", name)) is not None
    ]
    assert held == ["shop", "film"]


def test_it_keeps_a_file_for_its_owner_across_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "data" / "links.db"
    before = Targets(path)
    before.hold(*leads("shop"))
    assert path.stat().st_mode & 0o777 == 0o600
    before.close()
    before.close()
    after = Targets(path)
    lookup, target = leads("shop")
    assert after.find(lookup) == target
    after.close()


def test_it_keeps_its_file_small(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    names = [str(number) for number in range(9)]
    before = Targets(path, in_file=3)
    for name in names:
        before.hold(*leads(name))
    before.close()
    after = Targets(path)
    kept = [name for name in names if after.find(key("lookup", name)) is not None]
    after.close()
    assert kept == names[-3:]


def test_it_never_fails_for_a_file_that_does(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    targets = Targets(path)
    targets.hold(*leads("shop"))
    for file in (path, path.with_name("links.db-wal")):
        file.write_bytes(b"this is no database, " * 500)
    targets.hold(*leads("map"))
    for name in ("shop", "map"):
        assert targets.find(key("lookup", name)) == leads(name)[1]
    assert targets.find(key("lookup", "film")) is None
    targets.close()
