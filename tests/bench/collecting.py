"""The server with Python's collector of garbage set in other ways, to compare.

Each is a factory an ASGI server can call.
"""

import gc

from backend.front import Front, create

USUAL = (700, 10, 10)  # what Python starts with


def usual() -> Front:
    """Leave the collector as Python sets it."""
    front = create()
    gc.unfreeze()
    gc.enable()
    gc.set_threshold(*USUAL)
    return front


def disabled() -> Front:
    """Never look: what refers to itself is never freed."""
    front = create()
    gc.disable()
    return front
