"""The two companies, and the two doors to them."""

from collections.abc import Iterator

import pytest

from tests.house.alone import served_alone
from tests.house.company import ALONE, DOORS, Company, company, free_port


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, office: Company) -> Iterator[str]:
    if request.param != ALONE:
        yield office.url
        return
    with (
        free_port() as (listener, port),
        served_alone(office.installation, listener),
    ):
        yield f"http://127.0.0.1:{port}"
