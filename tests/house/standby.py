"""A second PostgreSQL server that follows the first and can take its place."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.patience import until
from tests.house.postgres import NOBODY, Server, server

NAME = "standby"  # as the first server knows it


@contextmanager
def standby(primary: Server) -> Iterator[Server]:
    """Copy the first server while it runs, and follow it from there."""
    base = Path(tempfile.mkdtemp(prefix="pgs-"))
    base.chmod(0o755)
    made = Server(base, primary.binaries, primary.run_as)
    try:
        for directory in (made.data, made.sockets):
            directory.mkdir(mode=0o700)
            if made.run_as:
                os.chown(directory, NOBODY, NOBODY)
        source = f"host={primary.sockets} user=postgres application_name={NAME}"
        primary.run(
            "pg_basebackup",
            *("--dbname", source, "--pgdata", made.data, "--write-recovery-conf"),
            *("--wal-method", "stream", "--checkpoint", "fast", "--no-sync"),
        )
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def followed() -> Iterator[Server]:
    """Start a server that another one follows."""
    with server() as primary, standby(primary):
        query = "SELECT state FROM pg_stat_replication"
        assert until(lambda: primary.execute(query) == [("streaming",)])
        yield primary


def promote(made: Server) -> None:
    """Let a standby take writes from now on."""
    made.run("pg_ctl", "-D", made.data, "-w", "promote")
