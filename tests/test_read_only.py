"""A data directory that may not be written to: nothing answered is lost by it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest

from tests.house.ledger import Ledger, load, until_served
from tests.house.shop import Shop
from tests.serving.program import SERVE

pytestmark = pytest.mark.xdist_group("load")  # one after the other: it fills a core
HUMBLE = (sys.executable, "-m", "tests.house.humble")  # root may write everywhere
EACH = 500  # fetches before and while
START_SECONDS = 60


@contextmanager
def read_only(directory: Path) -> Iterator[None]:
    """Let nobody write to a directory or anything in it."""
    modes = {path: path.stat().st_mode for path in (*directory.iterdir(), directory)}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        directory.chmod(0o700)
        for path, mode in modes.items():
            if path.exists():
                path.chmod(mode)


async def fetch_before_and_while(shop: Shop, paths: Iterator[str]) -> Ledger:
    """Fetch, then make the directory read-only under the server and fetch on."""
    ledger = Ledger()
    with shop.life(*HUMBLE):
        await until_served(shop.config.public_url)
        await load(shop, islice(paths, EACH), ledger)
        before = len(ledger.acknowledged)
        with read_only(shop.config.data_dir):
            await load(shop, islice(paths, EACH), ledger)
        assert before == EACH
    return ledger


def test_it_loses_nothing_it_answered_when_its_directory_becomes_read_only(
    tmp_path: Path,
) -> None:
    shop = Shop(tmp_path)
    messages = shop.stock(2 * EACH)
    ledger = asyncio.run(fetch_before_and_while(shop, iter(messages)))
    shop.drain()
    stored = shop.stored(messages)
    kept = {path for path, rows in stored.items() if rows}
    assert len(ledger.requested) == 2 * EACH, "somebody was left without an answer"
    assert ledger.acknowledged - kept == set()
    assert kept - ledger.requested == set()
    assert max(stored.values()) == 1


def test_it_does_not_begin_where_it_may_not_write_and_says_where(
    tmp_path: Path,
) -> None:
    shop = Shop(tmp_path)
    messages = shop.stock(1)
    with read_only(shop.config.data_dir):
        told = subprocess.run(
            [*HUMBLE, *SERVE],
            env=os.environ | shop.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=START_SECONDS,
        )
    assert told.returncode != 0
    assert str(shop.config.data_dir) in told.stdout
    assert "Permission denied" in told.stdout
    assert "Traceback" not in told.stdout
    ledger = asyncio.run(fetched(shop, iter(messages)))
    assert ledger.acknowledged == set(messages)


async def fetched(shop: Shop, paths: Iterator[str]) -> Ledger:
    ledger = Ledger()
    with shop.life(*HUMBLE):
        await until_served(shop.config.public_url)
        await load(shop, paths, ledger)
    return ledger
