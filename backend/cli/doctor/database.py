"""The database: whole, writable, not drowning in its log; who is set up in it."""

import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from backend.cli.doctor import clock, replication
from backend.cli.doctor.finding import Finding
from backend.config import Config
from backend.domain.errors import CandorError
from backend.services.orgs import is_erased
from backend.store.places import Place, open_store, postgres
from backend.store.sqlite.connection import connect
from backend.store.sqlite.engine import FILE_NAME
from backend.store.sqlite.session import SqliteSession
from backend.store.store import Store

CHECK = "database"
BUSY_SECONDS = 5.0
PATIENCE_SECONDS = 20.0  # while it is read through, its log cannot be emptied
STEPS = 10_000  # of SQLite's machine, between two looks at the clock
LOG_MAX = 256 * 1024 * 1024


def examine(config: Config) -> Generator[Finding, None, Store | None]:
    """Yield how the database is; return it opened beside the server."""
    if isinstance(config.data, Path):
        path = config.data / FILE_NAME
        if not path.exists():
            advice = "run 'candor init', or restore it from its backup"
            yield Finding.failure(CHECK, f"there is no {path}", advice)
            return None
        yield _whole(path)
        yield _log(path.with_name(f"{FILE_NAME}-wal"))
    try:
        store = open_store(config.data, exclusive=False)
    except CandorError as error:
        advice = "look for what holds it, and whether its server runs"
        yield Finding.failure(CHECK, str(error), advice)
        return None
    yield _takes(config.data)
    if isinstance(config.data, str):
        yield from replication.examine(CHECK, config.data)
        yield clock.of_database(config.data)
    return store


def organisations(store: Store) -> Iterator[Finding]:
    """Yield who is set up, and whose tracking is off."""
    check = "organisations"
    with store.read() as reader:
        there = [org for org in reader.organisations() if org.name]
        half = [org.name for org in there if is_erased(reader, org.id)]
        policies = {
            org.name: reader.policy(org.id) for org in there if org.name not in half
        }
    for name in half:
        yield Finding.failure(
            check,
            f"{name} is erased in part",
            f"run 'candor orgs erase {name!r}' again, to the end",
        )
    if not there:
        yield Finding.failure(check, "there is none", "run 'candor init'")
    for name, policy in policies.items():
        if policy.controller is None or not policy.controller.complete:
            yield Finding.warning(
                check,
                f"nobody answers for the tracking of {name}: it is off",
                "complete the controller with 'candor init'",
            )
        elif not policy.enabled:
            yield Finding.warning(check, f"the tracking of {name} is switched off")
        else:
            yield Finding.ok(check, f"{name} is set up")


def _takes(place: Place) -> Finding:
    """Write something through to the disk: a full one takes a change of nothing."""
    session = (
        SqliteSession(place / FILE_NAME, busy_seconds=BUSY_SECONDS)
        if isinstance(place, Path)
        else postgres("session").PostgresSession(
            place, origin="", lock_timeout=f"{BUSY_SECONDS:.0f}s"
        )
    )
    try:
        session.probe()
    except Exception as error:
        if not session.broken(error):
            raise
        advice = "make room on its disk, look for what holds it, and see the log"
        return Finding.failure(CHECK, f"it takes nothing: {error}", advice)
    finally:
        session.close()
    return Finding.ok(CHECK, "it takes changes")


def _whole(path: Path) -> Finding:
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        with closing(connect(path, busy_seconds=BUSY_SECONDS, read_only=True)) as found:
            found.set_progress_handler(lambda: time.monotonic() > until, STEPS)
            ((said,),) = found.execute("PRAGMA quick_check(1)")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return Finding.warning(
                CHECK,
                f"it is too large to be read through in {PATIENCE_SECONDS:.0f} s",
                "check a copy of it with 'PRAGMA integrity_check'",
            )
        said = str(error)
    if said != "ok":
        advice = "stop the server, keep the files, restore from the backup"
        return Finding.failure(CHECK, f"it is damaged: {said}", advice)
    return Finding.ok(CHECK, "it is whole")


def _log(path: Path) -> Finding:
    size = path.stat().st_size if path.exists() else 0
    if size > LOG_MAX:
        return Finding.warning(
            CHECK,
            f"its log has grown to {size // 2**20} MB",
            "look for a program that reads the database without end, as a backup",
        )
    return Finding.ok(CHECK, f"its log has {size // 2**10} KB")
