"""The two companies, served."""

from collections.abc import Iterator

import pytest

from tests.house.company import Company, company


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running
