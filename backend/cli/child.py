"""A program that `candor demo` starts, holds by a pipe and ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import IO

# A client that dawdles may hold the server for longer than this; what it has answered
# is on disk by then, and nothing else is lost when it is ended for good.
END_SECONDS = 3


class ChildFailed(Exception):
    """A program did not come up, or went away by itself."""


class Child:
    """Start a Python module in a process group of its own.

    Its standard input stays open as long as this process lives; the module takes the
    end of it for its own. What it writes goes to our standard error, except what is
    only for information; one that `speaks` is heard on its standard output instead.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        env: Mapping[str, str],
        speaks: bool = False,
    ) -> None:
        self.name = module
        self._process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if speaks else subprocess.STDOUT,
            text=True,
            env=dict(env),
            # Ctrl-C reaches a whole group: only this process is to act on it.
            start_new_session=True,
        )
        passed_on = self._process.stderr if speaks else self._process.stdout
        self._passing = threading.Thread(
            target=_pass_on, args=(passed_on,), daemon=True
        )
        self._passing.start()

    @property
    def is_running(self) -> bool:
        """Say whether it still runs."""
        return self._process.poll() is None

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        if self._process.stdin is None or not self.is_running:
            raise ChildFailed(f"{self.name} did not start")
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Wait for a line of its standard output. Raises ChildFailed if it ends."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise ChildFailed(f"{self.name} ended before it was ready")
        return line

    def wait(self) -> None:
        """Wait until it ends by itself."""
        self._process.wait()

    def end(self) -> None:
        """Ask it to end, then insist; its whole group is gone afterwards."""
        if self.is_running:
            self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal_group(signal.SIGKILL)
            self._process.wait()
        # A worker whose starter was killed may be left in the group.
        self._signal_group(signal.SIGKILL)
        self._passing.join(END_SECONDS)
        for stream in (
            self._process.stdin,
            self._process.stdout,
            self._process.stderr,
        ):
            if stream is not None:
                stream.close()

    def _signal_group(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            return  # nobody is left


def _pass_on(lines: IO[str]) -> None:
    for line in lines:
        if not line.startswith("[INFO]"):
            sys.stderr.write(line)
