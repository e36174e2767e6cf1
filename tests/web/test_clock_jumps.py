"""The clock jumps, as when a machine wakes: no fetch is lost by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.house.company import DOORS, Company, company
from tests.house.patience import until
from tests.promises.held import held

DAVE = "dave@customer.example"
JUMPS = {
    "two hours back": timedelta(hours=-2),
    "to before the mail was written": timedelta(days=-3650),
    "three hundred days on": timedelta(days=300),
}
every_jump = pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)


@pytest.fixture(scope="module", params=DOORS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor"), request.param) as running:
        yield running


@pytest.fixture
def start(office: Company) -> Iterator[datetime]:
    """Return when the test begins; the clock is right again after it."""
    at = office.clock.now
    yield at
    office.clock.now = at


def at(shown: str) -> datetime:
    return datetime.fromisoformat(shown).astimezone(UTC)


def opens(office: Company, mail: dict[str, Any]) -> list[datetime]:
    """Return when each kept fetch came, as alice is told."""
    message = office.alice.message(mail["message_id"])
    return sorted(at(each["at"]) for each in message["opens"])


@every_jump
def test_it_keeps_a_fetch_with_the_time_the_clock_had(
    office: Company, start: datetime, by: timedelta
) -> None:
    mail = office.alice.write([DAVE], another=True)
    for moment in (timedelta(hours=1), by, timedelta(hours=2)):
        office.clock.now = start + moment
        assert office.fetch(mail["html"]).status_code == 200
    office.clock.now = start + timedelta(hours=3)
    expected = sorted(
        [start + timedelta(hours=1), start + by, start + timedelta(hours=2)]
    )
    assert opens(office, mail) == expected


@every_jump
def test_it_keeps_a_fetch_that_waited_in_the_spool(
    office: Company, start: datetime, by: timedelta
) -> None:
    mail = office.alice.write([DAVE], another=True)
    with held(office.directory / "data/candor.db"):
        for moment in (timedelta(hours=1), by):
            office.clock.now = start + moment
            assert office.fetch(mail["html"]).status_code == 200
        office.clock.now = start + timedelta(hours=3)
    spool = office.installation.spool
    assert until(lambda: not spool.files_with_rows())
    assert opens(office, mail) == sorted([start + timedelta(hours=1), start + by])


def test_it_calls_nothing_an_open_that_seems_older_than_the_sending(
    office: Company, start: datetime
) -> None:
    mail = office.alice.write([DAVE], another=True)
    office.clock.now = start + timedelta(minutes=10)
    body = {"sent_at": office.clock.now.isoformat(), "recipients": [DAVE]}
    answer = office.alice.ask("POST", f"/messages/{mail['message_id']}/sent", json=body)
    assert answer.ok, answer.text
    office.clock.now = start - timedelta(hours=2)
    office.fetch(mail["html"])
    office.clock.now = start + timedelta(minutes=20)
    (early,) = office.alice.message(mail["message_id"])["opens"]
    assert early["class"] == "pre_send"
    office.fetch(mail["html"])
    summary = office.alice.message(mail["message_id"])["summary"]
    assert (summary["status"], summary["opens"]) == ("opened", 1)


@every_jump
def test_it_wakes_nobody_twice_and_hides_nothing_from_the_feed(
    office: Company, start: datetime, by: timedelta
) -> None:
    mail = office.alice.write([DAVE], another=True)
    office.clock.now = start + timedelta(hours=1)
    office.fetch(mail["html"])
    cursor = office.alice.feed()["cursor"]
    office.clock.now = start + by
    office.fetch(mail["html"])
    office.clock.now = start + timedelta(hours=2)
    news = office.alice.feed(after=cursor)
    assert [each["id"] for each in news["messages"]] == [mail["message_id"]]
    assert office.alice.feed(after=news["cursor"])["messages"] == []
