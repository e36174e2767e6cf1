"""A store that takes nothing, because another process holds it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLD = """
import sqlite3, sys
held = [sqlite3.connect(path, timeout=30) for path in sys.argv[1:]]
for connection in held:
    connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(*databases: Path) -> Iterator[None]:
    """Let another process hold databases until left."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, *map(str, databases)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate()  # the end of its input is its end
