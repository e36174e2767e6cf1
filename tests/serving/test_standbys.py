"""A start says what a failover would lose, also to a role that may only change rows."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.house.postgres import Server
from tests.house.standby import NAME, followed
from tests.serving.program import SERVE, program

WARNINGS = ("standbys_asynchronous", "synchronous_commit_local")


@dataclass
class Pair:
    """A server that is followed by another; the addresses of its owner and clerk."""

    primary: Server
    owner: dict[str, str]
    clerk: dict[str, str]

    def said(self, directory: Path) -> list[str]:
        """Found an installation as the owner, start it as the clerk; what is warned."""
        serve = ["env", *(f"{name}={url}" for name, url in self.clerk.items()), *SERVE]
        with program(directory, serve, **self.owner) as candor:
            ready = requests.get(f"{candor.config.public_url}/readyz", timeout=30)
            assert ready.ok, ready.text
            log = candor.log.read_text()
        return [word for word in WARNINGS if word in log]


@pytest.fixture(scope="module")
def primary() -> Iterator[Server]:
    with followed() as primary:
        yield primary


@pytest.fixture
def pair(primary: Server) -> Iterator[Pair]:
    names = ("CANDOR_DATABASE_URL", "CANDOR_KEYS_URL")
    with ExitStack() as ending:
        owner = {name: ending.enter_context(primary.database()) for name in names}
        clerk = {name: primary.clerk(url) for name, url in owner.items()}
        yield Pair(primary, owner, clerk)


def test_it_warns_of_a_standby_that_may_lag_behind(pair: Pair, tmp_path: Path) -> None:
    assert pair.said(tmp_path) == ["standbys_asynchronous"]


def test_it_is_content_with_a_standby_that_is_waited_for(
    pair: Pair, tmp_path: Path
) -> None:
    with pair.primary.setting("synchronous_standby_names", NAME):
        assert pair.said(tmp_path) == []


def test_it_warns_of_a_standby_that_no_commit_waits_for(
    pair: Pair, tmp_path: Path
) -> None:
    with (
        pair.primary.setting("synchronous_standby_names", NAME),
        pair.primary.setting("synchronous_commit", "local"),
    ):
        assert pair.said(tmp_path) == ["synchronous_commit_local"]
