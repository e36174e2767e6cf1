"""Spool files that are written to no more: emptied into the store, then deleted."""

import os
from pathlib import Path

_PATTERN = "spool-*.db"
_DAMAGED = ".damaged"
_PARTS = ("-wal", "-shm", "")  # the log first: without it the file is older than itself


def aside(directory: Path) -> list[Path]:
    """Return the files that were put aside."""
    return sorted(directory.glob(_PATTERN))


def buried(directory: Path) -> list[Path]:
    """Return the files that could not be read."""
    return sorted(directory.glob(f"*{_DAMAGED}"))


def put_aside(path: Path) -> Path:
    """Give a file and its log another name; return it."""
    name = path.with_name(f"spool-{os.urandom(6).hex()}.db")
    _rename(path, name)
    return name


def finish(path: Path) -> None:
    """Put the file aside whose log alone was, when the process died in between."""
    for log in path.parent.glob(_PATTERN + "-wal"):
        name = log.with_name(log.name.removesuffix("-wal"))
        if path.exists() and not name.exists():
            _rename(path, name)


def discard(path: Path) -> None:
    """Delete a file with its log."""
    for part in _PARTS:
        Path(f"{path}{part}").unlink(missing_ok=True)


def bury(path: Path) -> Path:
    """Give an unreadable file a name under which nothing looks for it; return it."""
    name = path.with_suffix(_DAMAGED)
    _rename(path, name)
    return name


def _rename(path: Path, name: Path) -> None:
    for part in _PARTS:
        old = Path(f"{path}{part}")
        if old.exists():
            old.rename(f"{name}{part}")
