from collections.abc import Iterator

import pytest

from backend.desk.desk import Desk
from backend.desk.settings import Settings
from tests.desk.standin import StandIn, standin

TENANT = "3f0a9d5e-52a5-4c25-9a51-0d6f1f0c1a11"


@pytest.fixture(scope="package")
def shared_candor() -> Iterator[StandIn]:
    with standin() as candor:
        yield candor


@pytest.fixture
def candor(shared_candor: StandIn) -> StandIn:
    shared_candor.asked.clear()
    return shared_candor


@pytest.fixture(scope="package")
def desk(shared_candor: StandIn) -> Iterator[Desk]:
    desk = Desk(Settings(candor_url=shared_candor.url, tenant=TENANT))
    desk.start()
    yield desk
    desk.stop()
