"""A server under measurement, started here and ended here."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

START_SECONDS = 30
END_SECONDS = 15


class ProgramFailed(Exception):
    """A server did not start; the text holds the last it said."""


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    *,
    environ: Mapping[str, str] | None = None,
    directory: str | None = None,
) -> Iterator[int]:
    """Run a server in a process group of its own; yields its process id."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command,
            env=os.environ | dict(environ or {}),
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            _until_served(process, port, said)
            yield process.pid
        finally:
            _end(process)


def _until_served(process: "subprocess.Popen[bytes]", port: int, said: IO[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                said.seek(0)
                last = "".join(said.readlines()[-20:])
                raise ProgramFailed(f"{process.args!r}: {last}") from error
            time.sleep(0.05)
        else:
            return


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask for the end, then see to it; the whole group goes."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
