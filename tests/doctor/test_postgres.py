"""The doctor of an installation whose data and keys lie in PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from backend.cli.doctor import clock
from backend.cli.doctor.finding import Level
from backend.cli.init import create
from backend.config import Config
from backend.installation import now
from tests.doctor.told import told, worst
from tests.house.company import NORTH_SALES
from tests.house.postgres import Server
from tests.house.standby import followed

WORKING = ("database", "keys", "clock")


@pytest.fixture
def installed(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """Found an installation in two databases; take over its settings."""
    with server.database() as data, server.database() as keys:
        settle(tmp_path, monkeypatch, data, keys)
        yield server


def settle(
    directory: Path, monkeypatch: pytest.MonkeyPatch, data: str, keys: str
) -> None:
    environ = {
        "CANDOR_PUBLIC_URL": "http://127.0.0.1:1",
        "CANDOR_DATA_DIR": str(directory / "data"),
        "CANDOR_KEY_DIR": str(directory / "keys"),
        "CANDOR_ENTRA_CLIENT_IDS": "candor",
        "CANDOR_DATABASE_URL": data,
        "CANDOR_KEYS_URL": keys,
    }
    (directory / "data").mkdir(mode=0o700)
    create(Config.read(environ, {}), [NORTH_SALES])
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("installed")
def test_it_finds_postgresql_well() -> None:
    found = told()
    levels = {check: {level for level, _ in found[check]} for check in WORKING}
    assert levels == {check: {Level.OK} for check in WORKING}


def test_it_says_where_commits_do_not_wait(installed: Server) -> None:
    with installed.setting("synchronous_commit", "off"):
        for check in ("database", "keys"):
            found = worst(check)
            assert found[0] is Level.WARNING
            assert "set synchronous_commit = on" in found[1]


def test_it_says_what_a_standby_may_lose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with followed() as primary, primary.database() as data, primary.database() as keys:
        as_clerk = primary.clerk(data)
        settle(tmp_path, monkeypatch, data, keys)
        monkeypatch.setenv("CANDOR_DATABASE_URL", as_clerk)
        found = worst("database")
    assert found[0] is Level.WARNING
    assert "synchronous_standby_names" in found[1]


@pytest.mark.usefixtures("installed")
def test_it_compares_the_clock_with_the_database_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now() - timedelta(minutes=5))
    found = worst("clock")
    assert found[0] is Level.FAILURE
    assert "the database" in found[1]


def test_it_notices_a_database_that_takes_nothing(installed: Server) -> None:
    with installed.setting("default_transaction_read_only", "on"):
        assert worst("database")[0] is Level.FAILURE
