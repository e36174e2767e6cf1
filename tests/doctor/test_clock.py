"""The doctor compares this clock with one that is not its own."""

from collections.abc import Iterator

import pytest

from backend.cli.doctor import clock
from backend.cli.doctor.finding import Level
from tests.doctor.timekeeper import timekeeper
from tests.doctor.told import settle, told, worst
from tests.house.company import free_port
from tests.identity.outside import Outside
from tests.serving.program import Program


@pytest.fixture
def outside(candor: Program) -> Iterator[Outside]:
    """Return the sign-in services, which may answer something else."""
    yield candor.outside
    candor.outside.comes_back()


@pytest.mark.usefixtures("candor")
def test_it_asks_every_sign_in_service() -> None:
    found = told(probes=True)
    assert [level for level, _ in found["clock"]] == [Level.OK] * 2
    assert [level for level, _ in found["sign-in"]] == [Level.OK] * 2


@pytest.mark.parametrize(
    ("seconds", "level"), [(20, Level.WARNING), (-300, Level.FAILURE)]
)
def test_it_notices_a_clock_that_is_off(
    candor: Program, monkeypatch: pytest.MonkeyPatch, seconds: int, level: Level
) -> None:
    with timekeeper(off_seconds=seconds) as url:
        settle(candor, monkeypatch, CANDOR_ENTRA_BASE=url)
        found = worst("clock", probes=True)
    assert found[0] is level
    assert "NTP" in found[1]


def test_it_counts_how_long_a_cache_has_kept_an_answer(
    candor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with timekeeper(off_seconds=-3600, age_seconds=3600) as url:
        settle(candor, monkeypatch, CANDOR_ENTRA_BASE=url)
        assert worst("clock", probes=True)[0] is Level.OK


def test_it_notices_a_sign_in_service_that_is_out_of_order(outside: Outside) -> None:
    outside.goes_down()
    found = worst("sign-in", probes=True)
    assert found[0] is Level.FAILURE
    assert "503" in found[1]


def test_it_notices_that_nobody_can_be_asked(
    candor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with free_port() as (_, port):
        nobody = f"http://127.0.0.1:{port}"
        settle(
            candor,
            monkeypatch,
            CANDOR_ENTRA_BASE=nobody,
            CANDOR_GOOGLE_BASE=f"{nobody}/google",
        )
        monkeypatch.setattr(clock, "SECONDS", 2)
        found = told(probes=True)
    assert [level for level, _ in found["sign-in"]] == [Level.FAILURE] * 2
    assert found["clock"] == [
        (
            Level.WARNING,
            "nobody could be asked for the time -> ask 'timedatectl'",
        )
    ]
