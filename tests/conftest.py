"""What holds for every test."""

from collections.abc import Iterable, Iterator

import hypothesis
import pytest

from tests.house import loopback, postgres

# How long an example takes depends on who else is at work on the machine.
hypothesis.settings.register_profile("candor", deadline=None)
hypothesis.settings.load_profile("candor")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Stay in one process where files or tests are named: it starts at once."""
    said = config.invocation_params.args
    if all(".py" in arg for arg in config.args) and not _asks_for_processes(said):
        config.option.numprocesses = 0


def _asks_for_processes(said: Iterable[object]) -> bool:
    return any(str(word).startswith(("-n", "--numprocesses")) for word in said)


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
