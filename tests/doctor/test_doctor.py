"""What the doctor sees beside a running server, and what it says to do."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from backend.cli.doctor.finding import Level
from backend.store.sqlite import engine
from tests.doctor.proxy import PLACE, Forward, appends, hands_on, proxy, sets
from tests.doctor.told import settle, told, worst
from tests.house.company import free_port
from tests.house.papers import ROOT
from tests.serving.program import Program, program

GIGABYTE = 2**30
LOG_BYTES = 64 * 1024  # more than its index, which must fit below the limit, too
Usage = namedtuple("Usage", "total used free")


def test_it_finds_nothing_to_do_and_says_so(candor: Program) -> None:
    environ = {
        name: value for name, value in os.environ.items() if name.startswith("CANDOR_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli", "doctor", "--json"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environ},
    )
    said = json.loads(done.stdout)
    assert (done.returncode, said["ok"], done.stderr) == (0, True, "")
    assert {each["level"] for each in said["findings"]} == {"ok"}
    assert candor.process.poll() is None


def test_it_ends_with_1_when_something_fails() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli", "doctor"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "FAILURE" in done.stdout
    assert "run 'candor init'" in done.stdout


# an open


def test_it_sends_an_open_and_leaves_none_behind(candor: Program) -> None:
    assert worst("open", probes=True)[0] is Level.OK
    with closing(sqlite3.connect(candor.config.data_dir / "candor.db")) as database:
        for table in ("message", "token", "open"):
            rows = database.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert rows.fetchone() == (0,), table


def test_it_notices_that_nobody_answers(
    candor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with free_port() as (_, port):
        settle(candor, monkeypatch, CANDOR_PUBLIC_URL=f"http://127.0.0.1:{port}")
        found = told(probes=True)
    assert found["public address"][0][0] is Level.FAILURE
    assert found["open"][0][0] is Level.FAILURE


@pytest.mark.parametrize(
    ("forward", "level"),
    [(sets, Level.OK), (appends, Level.OK), (hands_on, Level.FAILURE)],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_it_notices_a_proxy_that_hands_on_what_clients_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forward: Forward, level: Level
) -> None:
    with free_port() as (_, port):
        settings = {
            "CANDOR_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CANDOR_TRUSTED_PROXIES": f"{PLACE}/32",
        }
    with (
        program(tmp_path, **settings) as candor,
        proxy(port, candor.config.port, forward),
    ):
        settle(candor, monkeypatch, **settings)
        assert worst("proxy headers", probes=True)[0] is level


# settings


@pytest.mark.parametrize(
    ("settings", "level", "words"),
    [
        ({"CANDOR_TRUSTED_PROXIES": "0.0.0.0/0"}, Level.FAILURE, "claim any address"),
        (
            {"CANDOR_TRUSTED_PROXIES": "", "CANDOR_PUBLIC_URL": "https://c.example"},
            Level.FAILURE,
            "names none",
        ),
        (
            {
                "CANDOR_TRUSTED_PROXIES": "10.0.0.0/8",
                "CANDOR_PUBLIC_URL": "https://c.example",
            },
            Level.FAILURE,
            "add 127.0.0.1/32",
        ),
        (
            {"CANDOR_HOST": "0.0.0.0", "CANDOR_PUBLIC_URL": "https://c.example"},  # noqa: S104
            Level.WARNING,
            "plain http",
        ),
        (
            {"CANDOR_ENTRA_CLIENT_IDS": "", "CANDOR_GOOGLE_CLIENT_IDS": ""},
            Level.FAILURE,
            "nobody can sign in",
        ),
        ({"CANDOR_WINDOW_SECONDS": "5"}, Level.WARNING, "those of a trial"),
        ({"CANDOR_TLS_CERT": "/no", "CANDOR_TLS_KEY": "/no"}, Level.FAILURE, "/no"),
        ({"CANDOR_PORT": "eighty"}, Level.FAILURE, "is not a number"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_it_notices_settings_that_make_no_sense(
    candor: Program,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    level: Level,
    words: str,
) -> None:
    settle(candor, monkeypatch, **settings)
    found = worst("settings")
    assert found[0] is level
    assert words in found[1]


# files, keys, disk, database: on a copy, with nobody else at it


@pytest.mark.usefixtures("copy")
def test_it_finds_the_copy_well() -> None:
    levels = {level for found in told().values() for level, _ in found}
    assert levels == {Level.OK}


@pytest.mark.parametrize(
    ("path", "check"),
    [
        ("keys/master.key", "keys"),
        ("keys/master.key", "keys files"),
        ("keys/keys.db", "keys files"),
        ("keys", "keys files"),
        ("data/candor.db", "data files"),
        ("data", "data files"),
    ],
)
def test_it_notices_who_else_can_read(copy: Path, path: str, check: str) -> None:
    (copy / path).chmod((copy / path).stat().st_mode | 0o040)
    found = worst(check)
    assert found[0] is Level.FAILURE
    assert "chmod" in found[1]


def test_it_notices_a_key_that_is_another_s(copy: Path) -> None:
    (copy / "keys/master.key").write_bytes(os.urandom(32))
    assert worst("keys")[0] is Level.FAILURE


@pytest.mark.parametrize("name", ["keys/keys.db", "keys/master.key"])
def test_it_notices_a_key_that_is_gone_and_makes_none_up(copy: Path, name: str) -> None:
    (copy / name).unlink()
    found = worst("keys")
    assert found[0] is Level.FAILURE
    assert "restore it" in found[1]
    assert not (copy / name).exists()


def test_it_does_not_touch_another_user_s_files(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(copy.rglob("*"))
    monkeypatch.setattr(os, "geteuid", lambda: (copy / "data").stat().st_uid + 1)
    found = told()
    assert "as the service's user" in found["files"][0][1]
    assert "database" not in found
    assert sorted(copy.rglob("*")) == before


@pytest.mark.usefixtures("copy")
@pytest.mark.parametrize(
    ("free", "level"),
    [(3 * GIGABYTE, Level.OK), (GIGABYTE, Level.WARNING), (2**20, Level.FAILURE)],
)
def test_it_notices_a_disk_that_fills(
    monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))
    assert worst("data disk")[0] is level


def test_it_notices_a_damaged_database(copy: Path) -> None:
    with (copy / "data/candor.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    found = worst("database")
    assert found[0] is Level.FAILURE
    assert "damaged" in found[1]


def test_it_notices_a_database_that_takes_nothing(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "OPENING_SECONDS", 0.1)
    with closing(sqlite3.connect(copy / "data/candor.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        found = worst("database")
    assert found[0] is Level.FAILURE
    assert "locked" in found[1]


def test_it_notices_a_full_disk_that_still_takes_an_empty_change(copy: Path) -> None:
    path = copy / "data/candor.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        log = path.with_name("candor.db-wal")
        while not log.exists() or log.stat().st_size < LOG_BYTES:
            other.execute("PRAGMA user_version = 0")
        size = log.stat().st_size
        # No file may grow beyond that: writing says EFBIG, as a full disk ENOSPC.
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("COMMIT")
            found = worst("database")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert found[0] is Level.FAILURE
    assert "it takes nothing" in found[1]
    assert "make room" in found[1]


def test_it_notices_a_database_that_is_gone_and_makes_none_up(copy: Path) -> None:
    (copy / "data/candor.db").unlink()
    assert worst("database")[0] is Level.FAILURE
    assert not (copy / "data/candor.db").exists()


def test_it_notices_an_organisation_nobody_answers_for(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "data/candor.db")) as other:
        other.execute("UPDATE setting SET value = '' WHERE name LIKE 'controller%'")
        other.commit()
    assert worst("organisations")[0] is Level.WARNING
