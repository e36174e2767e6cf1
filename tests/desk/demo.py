"""Runs `candor demo` as somebody at a terminal would."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

END_SECONDS = 30


@dataclass
class Demo:
    process: "subprocess.Popen[str]"
    told: dict[str, Any]
    said: str = ""

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask for the end; return the exit code and keep what was said."""
        self.process.send_signal(number)
        _, self.said = self.process.communicate(timeout=END_SECONDS)
        return self.process.returncode


@contextmanager
def demo(*arguments: str) -> Iterator[Demo]:
    command = [sys.executable, "-m", "backend.cli", "demo", "--json", *arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Settings of an installation on this machine must not reach the demo.
        env=os.environ | {"CANDOR_PUBLIC_URL": "https://candor.example"},
        start_new_session=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise AssertionError(process.communicate(timeout=END_SECONDS)[1])
        yield Demo(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=END_SECONDS)


ANY_PORTS = ("--port", "0")
