"""A server under load and how to start one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.program import running
from tests.house.shop import Shop


@dataclass(frozen=True, slots=True)
class Target:
    """A running server."""

    name: str
    port: int
    pid: int


@contextmanager
def candor(shop: Shop, name: str = "candor") -> Iterator[Target]:
    """Serve a shop as `candor serve` does."""
    command = [sys.executable, "-m", "backend.cli", "serve"]
    with running(command, shop.port, environ=shop.environ) as pid:
        yield Target(name, shop.port, pid)


@contextmanager
def granian(shop: Shop, name: str) -> Iterator[Target]:
    """Serve whatever application the shop names, by the same server."""
    with running(shop.command(), shop.port, environ=shop.environ) as pid:
        yield Target(name, shop.port, pid)
