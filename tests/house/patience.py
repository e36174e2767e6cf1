"""Waiting for what happens soon, and no longer than a test may hang."""

import time
from collections.abc import Callable

SECONDS = 30.0


def until(true: Callable[[], bool]) -> bool:
    """Wait until something is so; return whether it came to be."""
    deadline = time.monotonic() + SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
