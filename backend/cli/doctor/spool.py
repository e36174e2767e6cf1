"""What still waits beside the database, and what of it could not be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from backend.cli.doctor.finding import Finding
from backend.config import Config
from backend.store.spool.aside import aside, buried
from backend.store.spool.spool import FILE_NAME
from backend.store.sqlite.connection import connect

CHECK = "spool"
BUSY_SECONDS = 5.0
DRAINED = "a running server brings them in: look at /readyz; if none runs, start it"


def examine(config: Config) -> Iterator[Finding]:
    """Yield what lies in the spool; one good word if nothing does."""
    found = [*_waiting(config.data_dir / FILE_NAME), *_aside(config.data_dir)]
    yield from found or [Finding.ok(CHECK, "nothing waits in it")]


def _waiting(path: Path) -> Iterator[Finding]:
    if not path.exists():
        return
    try:
        with closing(connect(path, busy_seconds=BUSY_SECONDS, read_only=True)) as found:
            ((count,),) = found.execute("SELECT count(*) FROM spooled")
    except sqlite3.Error as error:
        advice = "look at the disk; the server puts it aside and begins a new one"
        yield Finding.failure(CHECK, f"it cannot be read: {error}", advice)
        return
    if count:
        said = f"{count:,} fetches and clicks wait for the database"
        yield Finding.warning(CHECK, said, DRAINED)


def _aside(directory: Path) -> Iterator[Finding]:
    if waiting := aside(directory):
        said = f"put aside and not emptied: {_names(waiting)}"
        yield Finding.warning(CHECK, said, DRAINED)
    if lost := buried(directory):
        yield Finding.warning(
            CHECK,
            f"what is in {_names(lost)} could not be read and is not in the database",
            "look at the disk; delete it when nobody is to try to save something",
        )


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)
