"""The two companies, served: by the front, and by the Flask application alone."""

from collections.abc import Iterator

import pytest

from tests.house.company import DOORS, Company, company


@pytest.fixture(params=DOORS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor"), request.param) as running:
        yield running
