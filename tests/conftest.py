"""What holds for every test."""

from collections.abc import Iterator

import pytest

from tests.house import loopback, postgres


@pytest.fixture(scope="session", autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    with loopback.only():
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """Return the run's PostgreSQL server, started by the first who asks."""
    with postgres.server() as server:
        yield server


@pytest.fixture
def database(server: postgres.Server) -> Iterator[str]:
    """Return the address of a database for one test."""
    with server.database() as url:
        yield url
