"""Candor as its operator starts it: a program of its own, with its own log."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backend.cli.init import create
from backend.config import Config
from backend.domain.errors import StoreInUse
from backend.store.sqlite.engine import open_store
from tests.house.company import (
    NORTH_SALES,
    SOUTH_SALES,
    Person,
    environ_in,
    free_port,
)
from tests.house.papers import ROOT
from tests.identity.outside import Outside, outside_world

PATIENCE_SECONDS = 30
PYTHON = sys.executable
SERVE = (PYTHON, "-m", "backend.cli", "serve")
UVICORN = (
    *(PYTHON, "-m", "uvicorn", "--factory", "backend.front:create"),
    *("--host", "127.0.0.1", "--port", "{port}", "--backlog", "4096"),
    *("--no-access-log", "--log-level", "error", "--no-proxy-headers"),
    *("--timeout-graceful-shutdown", "9"),
)


@dataclass
class Program:
    """A running server and the people who ask it."""

    config: Config
    environ: dict[str, str]
    outside: Outside
    command: Sequence[str]
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def place(self) -> tuple[str, int]:
        """Return address and port."""
        return self.config.host, self.config.port

    def person(self, name: str) -> Person:
        """Return somebody, signed in."""
        return Person(self.config.public_url, self.outside.issuer.token(name))

    def stop(self) -> int:
        """Ask it to end as the system does; return how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)

    def until_closed(self) -> None:
        """Wait until it lets nobody in any more."""
        while self._lets_in():
            time.sleep(0.01)

    def until_open(self) -> None:
        """Wait until it lets somebody in."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._lets_in():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def _lets_in(self) -> bool:
        try:
            socket.create_connection(self.place, timeout=5).close()
        except OSError:
            return False
        return True

    def until_gone(self) -> None:
        """Wait until no process of it works on the data any more."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                open_store(self.config.data_dir).close()
            except StoreInUse:
                assert time.monotonic() < deadline, "a worker was left behind"
                time.sleep(0.02)
            else:
                return


@contextmanager
def program(
    directory: Path, command: Sequence[str] = SERVE, **settings: str
) -> Iterator[Program]:
    """Found both companies in a directory and start a server over them."""
    with outside_world() as outside:
        outside.clock.now = datetime.now(UTC)  # a server goes by its own clock
        with free_port() as (_, port):
            environ = environ_in(directory, outside, port) | settings
        config = Config.read(environ, {})
        create(config, [NORTH_SALES, SOUTH_SALES])
        with _started(config, environ, outside, command, directory / "log") as running:
            yield running


@contextmanager
def again(server: Program) -> Iterator[Program]:
    """Start a server that has ended once more, over what it left behind."""
    parts = (server.config, server.environ, server.outside, server.command)
    with _started(*parts, server.log.with_name("log of the second")) as running:
        yield running


@contextmanager
def _started(
    config: Config,
    environ: dict[str, str],
    outside: Outside,
    command: Sequence[str],
    log: Path,
) -> Iterator[Program]:
    with log.open("wb") as written:
        process = subprocess.Popen(
            [word.format(port=config.port) for word in command],
            cwd=log.parent,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environ},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Program(config, environ, outside, command, process, log)
    try:
        running.until_open()
        yield running
    finally:
        # The whole group: a worker is a process of its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def exchange(place: tuple[str, int], said: bytes) -> bytes:
    """Say something and return all that is answered."""
    with closing(socket.create_connection(place, PATIENCE_SECONDS)) as connection:
        connection.sendall(said)
        answered = b""
        while piece := connection.recv(65536):
            answered += piece
    return answered
