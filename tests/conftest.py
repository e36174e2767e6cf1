"""What holds for every test."""

from collections.abc import Iterator

import pytest

from tests.house import loopback


@pytest.fixture(scope="session", autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    with loopback.only():
        yield
