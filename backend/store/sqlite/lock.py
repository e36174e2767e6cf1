"""Who may work on a data directory: one server, and one opener at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.domain.errors import StoreInUse

FILE_NAME = "server.lock"


class ServerLock:
    """Held by the one server of a data directory; the system frees it with the process.

    Raises StoreInUse when another server holds it.
    """

    def __init__(self, data_dir: Path, name: str = FILE_NAME) -> None:
        flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
        self._handle: int | None = os.open(data_dir / name, flags, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._handle, 20).decode("ascii", "replace").strip()
            self.release()
            raise StoreInUse(
                f"A server (process {holder or 'unknown'}) already works on {data_dir}."
                " Stop it first, or give this one a data directory of its own."
            ) from None
        os.ftruncate(self._handle, 0)
        os.write(self._handle, str(os.getpid()).encode())

    def release(self) -> None:
        """Let another server in; idempotent."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


@contextmanager
def opening(data_dir: Path) -> Iterator[None]:
    """Let one process at a time create or migrate the database."""
    # Turning on the write-ahead log fails at once when another process is at it, the
    # timeout notwithstanding (https://sqlite.org/wal.html): starts take turns.
    handle = os.open(data_dir, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
