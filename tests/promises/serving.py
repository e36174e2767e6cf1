"""A real `candor serve`: a process of its own with all it writes in one directory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import requests

from backend.cli.init import create
from backend.config import Config
from backend.store import names
from backend.store.sqlite.engine import open_store
from tests.house.company import (
    NORTH_SALES,
    SOUTH_SALES,
    Person,
    environ_in,
    free_port,
)
from tests.house.papers import ROOT
from tests.identity.outside import outside_world

# Forty visitors write in one minute what a person writes in a week.
UNHURRIED = {
    "CANDOR_ISSUES_PER_MINUTE": "100000",
    "CANDOR_ISSUES_PER_DAY": "100000",
    "CANDOR_REQUESTS_PER_MINUTE": "100000",
}


@dataclass
class Served:
    """The running server, its two senders and the place of its files."""

    url: str
    directory: Path
    alice: Person
    carol: Person
    process: "subprocess.Popen[bytes]"

    @property
    def database(self) -> Path:
        return self.directory / "data/candor.db"

    @property
    def spool(self) -> Path:
        return self.directory / "data/spool.db"

    def stop(self) -> None:
        """Ask the server to end, as the system does."""
        self.process.terminate()
        assert self.process.wait(30) == 0


@contextmanager
def serving(directory: Path) -> Iterator[Served]:
    """Found both companies, the south keeping subjects too, and serve them."""
    with outside_world() as outside:
        outside.clock.now = datetime.now(UTC)  # the server goes by its own clock
        with free_port() as (_, port):
            environ = environ_in(directory, outside, port) | UNHURRIED
        config = Config.read(environ, {})
        create(config, [NORTH_SALES, SOUTH_SALES])
        _keep_subjects_of_the_south(config)
        process = _start(directory, environ)
        try:
            _until_ready(config.public_url)
            alice, carol = (
                Person(config.public_url, outside.issuer.token(name))
                for name in ("alice", "carol")
            )
            yield Served(config.public_url, directory, alice, carol, process)
        finally:
            # The whole group: the server's worker is a process of its own.
            with suppress(ProcessLookupError):  # it ended when asked to
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _keep_subjects_of_the_south(config: Config) -> None:
    store = open_store(config.data_dir)
    with store.read() as reader:
        (south,) = (org.id for org in reader.organisations() if org.name[0] == "S")
    value = "recipients+subject"
    store.write(lambda tx: tx.set_setting(south, names.LABEL, value)).result()
    store.close()


def _start(directory: Path, environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    for place in ("tmp", "home"):
        (directory / place).mkdir()
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "serve"],
            cwd=directory / "home",
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(ROOT),
                "HOME": str(directory / "home"),
                "TMPDIR": str(directory / "tmp"),
                **environ,
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if requests.get(f"{url}/readyz", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
        assert time.monotonic() < deadline, "the server did not start"
