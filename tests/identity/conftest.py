"""The issuers as tests meet them: fresh where they change, shared where not."""

from collections.abc import Iterator

import pytest

from backend.identity.verifier import Verifier
from tests.identity.outside import NORTH, Forger, Outside, outside_world


@pytest.fixture
def outside() -> Iterator[Outside]:
    with outside_world() as outside:
        yield outside


@pytest.fixture(scope="session")
def settled() -> Iterator[Outside]:
    """Return issuers that no test may change: making keys is slow."""
    with outside_world() as outside:
        yield outside


@pytest.fixture(scope="session")
def verifier(settled: Outside) -> Verifier:
    return settled.verifier(directories=[NORTH])


@pytest.fixture(scope="session")
def forger(settled: Outside) -> Forger:
    return Forger(settled.issuer)
