"""The doctor looks who else can read what must stay secret."""

import os
from pathlib import Path

import pytest

from backend.cli.doctor.finding import Level
from tests.doctor.told import told, worst
from tests.serving.certificate import certificate

PLAIN = "port = 8000\n"
WITH_PASSWORD = 'database_url = "postgresql://candor:hemlig@127.0.0.1/candor"\n'
IN_THE_QUERY = 'keys_url = "postgresql:///keys?user=candor&password=hemlig"\n'
NOT_OURS = 65533


@pytest.fixture(autouse=True)
def _in_no_other_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getgroups", list)


@pytest.mark.parametrize(
    ("text", "mode", "level"),
    [
        (PLAIN, 0o644, Level.OK),
        (PLAIN, 0o646, Level.FAILURE),
        (WITH_PASSWORD, 0o600, Level.OK),
        (WITH_PASSWORD, 0o604, Level.FAILURE),
        (IN_THE_QUERY, 0o604, Level.FAILURE),
        (WITH_PASSWORD, 0o640, Level.OK),
    ],
)
@pytest.mark.usefixtures("copy")
def test_it_notices_a_settings_file_that_others_can_get_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    mode: int,
    level: Level,
) -> None:
    settings = tmp_path / "candor.toml"
    settings.write_text(text)
    settings.chmod(mode)
    monkeypatch.setenv("CANDOR_CONFIG", str(settings))
    # the database is the copy's all the same: the environment beats the file
    monkeypatch.setenv("CANDOR_DATABASE_URL", "")
    monkeypatch.setenv("CANDOR_KEYS_URL", "")
    found = worst("settings file")
    assert found[0] is level
    assert ("chmod" in found[1]) is (level is Level.FAILURE)
    assert "hemlig" not in str(told())


@pytest.mark.parametrize(
    ("mode", "level"),
    [(0o600, Level.OK), (0o640, Level.OK), (0o604, Level.FAILURE)],
)
@pytest.mark.usefixtures("copy")
def test_it_notices_a_tls_key_that_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, level: Level
) -> None:
    made = certificate(tmp_path)
    made.key.chmod(mode)
    for name, value in made.settings().items():
        monkeypatch.setenv(name, value)
    assert worst("TLS key")[0] is level


@pytest.mark.usefixtures("copy")
def test_it_lends_a_file_to_no_group_that_the_service_is_not_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path)
    made.key.chmod(0o640)
    for name, value in made.settings().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "getegid", lambda: NOT_OURS)
    assert worst("TLS key")[0] is Level.FAILURE
