"""A company that is being served, and a shell beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.office import Shell
from tests.house.company import Company, company


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path, CANDOR_ISSUES_PER_MINUTE="1000") as office:
        yield office


@pytest.fixture
def shell(running: Company) -> Shell:
    return Shell(running)
