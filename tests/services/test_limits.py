"""How much one person may ask for."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.domain.errors import TooManyRequests
from backend.services import limits
from backend.services.limits import DAY, MINUTE, Limits, Rate

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


def wait_of(limit: Limits, person: str) -> timedelta | None:
    try:
        limit.take(person)
    except TooManyRequests as error:
        return error.wait
    return None


def test_it_lets_nobody_have_more_than_a_minute_allows(clock: Clock) -> None:
    limit = Limits([Rate(60, MINUTE)], clock=clock)
    assert [wait_of(limit, "alice") for _ in range(60)] == [None] * 60
    assert wait_of(limit, "alice") == timedelta(seconds=1)


def test_it_counts_each_person_alone(clock: Clock) -> None:
    limit = Limits([Rate(1, MINUTE)], clock=clock)
    assert wait_of(limit, "alice") is None
    assert wait_of(limit, "bob") is None
    assert wait_of(limit, "alice") is not None


def test_it_gives_back_evenly(clock: Clock) -> None:
    limit = Limits([Rate(60, MINUTE)], clock=clock)
    for _ in range(60):
        limit.take("alice")
    clock.now += timedelta(seconds=2)
    assert [wait_of(limit, "alice") is None for _ in range(3)] == [True, True, False]


def test_it_never_saves_up_more_than_one_span(clock: Clock) -> None:
    limit = Limits([Rate(3, MINUTE)], clock=clock)
    clock.now += timedelta(days=9)
    assert [wait_of(limit, "alice") is None for _ in range(4)] == [True] * 3 + [False]


def test_it_holds_somebody_steady_to_the_day_as_well(clock: Clock) -> None:
    limit = Limits([Rate(60, MINUTE), Rate(100, DAY)], clock=clock)
    taken = 0
    for _ in range(300):
        taken += wait_of(limit, "alice") is None
        clock.now += timedelta(seconds=1)
    assert taken == 100  # five minutes give back less than one of a day's hundred
    wait = wait_of(limit, "alice")
    assert wait is not None
    assert timedelta(minutes=9) < wait <= timedelta(days=1) / 100


def test_it_counts_nothing_that_it_refused(clock: Clock) -> None:
    limit = Limits([Rate(1, MINUTE), Rate(2, DAY)], clock=clock)
    limit.take("alice")
    for _ in range(10):
        assert wait_of(limit, "alice") is not None
    clock.now += MINUTE
    assert wait_of(limit, "alice") is None


def test_it_bears_a_clock_that_is_set_back(clock: Clock) -> None:
    limit = Limits([Rate(2, MINUTE)], clock=clock)
    limit.take("alice")
    clock.now -= timedelta(hours=1)
    assert wait_of(limit, "alice") is None
    assert wait_of(limit, "alice") is not None


def test_it_forgets_whoever_is_back_at_full(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PEOPLE_MAX", 3)
    limit = Limits([Rate(1, MINUTE)], clock=clock)
    for name in ("alice", "bob", "carol"):
        limit.take(name)
    clock.now += MINUTE
    limit.take("alice")
    limit.take("dave")
    # alice is not at full and so is not forgotten
    assert wait_of(limit, "alice") is not None
    assert wait_of(limit, "bob") is None


def test_it_stays_small_whoever_asks(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PEOPLE_MAX", 3)
    limit = Limits([Rate(1, MINUTE)], clock=clock)
    for number in range(50):
        limit.take(f"person {number}")
    assert wait_of(limit, "person 49") is not None
    assert wait_of(limit, "person 0") is None
