"""The doctor says what still waits beside the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backend.cli.doctor.finding import Level
from tests.doctor.told import told, worst


def wait(path: Path, count: int) -> None:
    """Put rows into a spool that nobody drains."""
    with closing(sqlite3.connect(path)) as spool:
        rows = [(bytes(16), b"", b"sealed")] * count
        spool.executemany(
            "INSERT INTO spooled (event_id, previous, sealed) VALUES (?, ?, ?)", rows
        )
        spool.commit()


@pytest.mark.usefixtures("copy")
def test_it_finds_an_empty_spool_well() -> None:
    assert worst("spool") == (Level.OK, "nothing waits in it -> ")


def test_it_notices_what_was_not_brought_in(copy: Path) -> None:
    wait(copy / "data/spool.db", 3)
    found = worst("spool")
    assert found[0] is Level.WARNING
    assert "3 fetches and clicks wait" in found[1]
    assert "/readyz" in found[1]


def test_it_notices_a_file_that_was_put_aside(copy: Path) -> None:
    (copy / "data/spool.db").rename(copy / "data/spool-0123456789ab.db")
    found = worst("spool")
    assert found[0] is Level.WARNING
    assert "spool-0123456789ab.db" in found[1]


def test_it_notices_what_could_not_be_read(copy: Path) -> None:
    lost = copy / "data/spool-0123456789ab.damaged"
    lost.write_bytes(b"x")
    lost.chmod(0o600)
    found = worst("spool")
    assert found[0] is Level.WARNING
    assert "look at the disk" in found[1]
    assert {level for level, _ in told()["data files"]} == {Level.OK}


def test_it_notices_a_spool_that_cannot_be_read(copy: Path) -> None:
    for part in ("-wal", "-shm"):
        (copy / f"data/spool.db{part}").unlink(missing_ok=True)
    (copy / "data/spool.db").write_bytes(b"no database" * 999)
    assert worst("spool")[0] is Level.FAILURE
