"""Who takes too long for a head, or is silent, is hung up on."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from backend.cli.serve import HEAD_MILLISECONDS
from tests.serving.program import PATIENCE_SECONDS, Program, program

LIMIT_SECONDS = 1.0
# As `candor serve` does, with less patience than its 30 seconds.
IMPATIENT = f"""
from importlib import import_module
from backend.config import Config
serve = import_module("backend.cli.serve")
if __name__ == "__main__":
    serve.HEAD_MILLISECONDS = {LIMIT_SECONDS * 1000:.0f}
    serve.run(Config.from_environ())
"""
GOOD = b"GET /healthz HTTP/1.1\r\nHost: candor\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    directory = tmp_path_factory.mktemp("candor")
    script = directory / "impatient.py"
    script.write_text(IMPATIENT)
    with program(directory, (sys.executable, str(script))) as running:
        yield running


def until_hung_up(connection: socket.socket, *, drip: bytes = b"") -> float:
    """Return the seconds until the server ends a connection; drip bytes meanwhile."""
    began = time.monotonic()
    connection.settimeout(0.05)
    while time.monotonic() - began < PATIENCE_SECONDS:
        try:
            if drip:
                connection.sendall(drip)
            if not connection.recv(4096):
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("said", "drip"),
    [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\nHost: candor\r\nA: ", b"a"),
        (GOOD, b""),
        (GOOD + b"GET /hea", b"l"),
    ],
    ids=["silent", "a drop at a time", "silent after one", "slow after one"],
)
def test_it_hangs_up_on_who_takes_too_long(
    server: Program, said: bytes, drip: bytes
) -> None:
    with closing(socket.create_connection(server.place, PATIENCE_SECONDS)) as slow:
        slow.sendall(said)
        waited = until_hung_up(slow, drip=drip)
    assert LIMIT_SECONDS * 0.8 < waited < PATIENCE_SECONDS


def test_it_is_as_patient_as_the_papers_say() -> None:
    assert HEAD_MILLISECONDS == 30_000
