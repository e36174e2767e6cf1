"""A store full of sent messages, and a server over it that may be killed."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from backend.cli.init import create
from backend.config import Config
from backend.domain.errors import StoreInUse
from backend.installation import build, open_keys
from backend.services.orgs import found
from backend.store.places import open_store
from backend.store.store import PrincipalRow, Store
from tests.house.company import NORTH_SALES, free_port
from tests.house.mailing import mailing
from tests.house.patience import until

FRONT = "backend.front:create"


class Shop:
    """An installation of its own in a directory; the target is what is served."""

    def __init__(self, directory: Path, target: str = FRONT, **settings: str) -> None:
        with free_port() as (_, port):
            self.port = port
        self.environ = {
            "CANDOR_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CANDOR_PORT": str(port),
            "CANDOR_DATA_DIR": str(directory / "data"),
            "CANDOR_KEY_DIR": str(directory / "keys"),
        } | settings
        self.config = Config.read(self.environ, {})
        self.log = directory / "log"  # of the latest life
        self._target = target
        create(self.config, [NORTH_SALES])

    def stock(self, count: int) -> dict[str, bytes]:
        """Keep that many messages; return their pixels' paths."""
        keystore, keyring = open_keys(self.config)
        store = open_store(self.config.data)
        at = datetime.now(UTC)
        org_id = found(store, NORTH_SALES, clock=lambda: at, entropy=os.urandom)
        alice = PrincipalRow(
            org_id, os.urandom(16), "entra", "tid", "alice", "sender", at
        )
        store.write(lambda tx: tx.add_principal(alice)).result()
        try:
            return mailing(store, keyring, org_id, alice.id, at=at, count=count)
        finally:
            store.close()
            keystore.close()

    def drain(self) -> None:
        """Let what this server left in its spool reach the store."""
        self._opened().close()
        installation = build(self.config)
        try:
            assert until(lambda: not installation.spool.files_with_rows())
        finally:
            installation.close()

    def stored(self, messages: dict[str, bytes]) -> Counter[str]:
        """Return how many opens are stored for each path."""
        store = self._opened()
        try:
            with store.read() as reader:
                (org,) = reader.organisations()
                opens = reader.opens(org.id, list(messages.values()))
        finally:
            store.close()
        return Counter(
            {path: len(opens.get(message, [])) for path, message in messages.items()}
        )

    def _opened(self) -> Store:
        """Open the store as soon as the killed server's lock is gone with it."""
        deadline = time.monotonic() + 10
        while True:
            try:
                return open_store(self.config.data)
            except StoreInUse:
                assert time.monotonic() < deadline, "the server outlived SIGKILL"
                time.sleep(0.01)

    def command(self) -> list[str]:
        """Return the command line of the server."""
        return [
            *(sys.executable, "-m", "granian"),
            *("--interface", "asgi", "--factory", "--workers", "1"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--no-ws"),
            *("--backlog", "4096", "--backpressure", "20000"),
            self._target,
        ]

    @contextmanager
    def life(self, *before: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Run the server in a process group of its own; kill the whole of it.

        What is given stands before the command line: a program that runs it.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as written:
            server = subprocess.Popen(
                [*before, *self.command()],
                env=os.environ | self.environ,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield server
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            self._opened().close()
