"""A place in the person's cache directory for what is fetched once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def directory() -> Path:
    """Return Candor's cache directory, made on first use."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    place = Path(base) / "candor"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Let one process at a time do the named work."""
    with (directory() / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
