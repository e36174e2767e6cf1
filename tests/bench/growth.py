"""The same questions put to a small, a large and a very large database."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

from backend.domain.signals import Signals
from backend.installation import Installation, build, now, open_keys
from backend.store.sqlite.engine import FILE_NAME
from backend.web.forwarded import packed
from backend.web.pixel import PREFIX, token_of
from tests.bench import erasing
from tests.bench.erasing import Served, roomy
from tests.bench.fetches import address, agent
from tests.bench.options import Options
from tests.bench.rounds import percentile
from tests.bench.table import Cell, Table
from tests.bench.years import MESSAGES, Year, filled
from tests.house.shop import Shop

SIZES = (10_000, 1_000_000)
LARGE = 10_000_000
FEEDS = 500  # feeds looked at, each another sender's where there are so many
BATCHES = 50
TOGETHER = 64
COLUMNS = (
    *("opens", "file MB", "latest 50: p50 us", "p99 us", "nothing since: p50 us"),
    "64 fetches kept: p50 ms",
)
NOTES = (
    (
        "every organisation has 10 senders with 100 messages of 10 opens each, laid "
        "down in order of time"
    ),
    "through the services, without HTTP; pages of the file are in the system's cache",
    "no labels: what opening them costs does not depend on how many there are",
)


def measure(options: Options) -> list[Table]:
    """Measure feeds and batches, then what takes long, at each size."""
    asked: list[tuple[Cell, ...]] = []
    long: list[tuple[Cell, ...]] = []
    for opens in (*SIZES, LARGE) if options.large else SIZES:
        with (
            tempfile.TemporaryDirectory() as made,
            _after_a_year(Path(made), opens) as served,
        ):
            asked.append((opens, *_asked(served.installation, served.year)))
            if roomy(opens, options.rounds):
                found = erasing.rows(served, options.rounds)
                long += [(opens, *row) for row in found]
    rounds = f"{options.rounds} rounds, each with other organisations and hundredths"
    return [
        Table("Growth: feed and batch", COLUMNS, asked, NOTES),
        Table(
            *("Growth: purge and erase", erasing.COLUMNS, long),
            (rounds, *erasing.NOTES),
        ),
    ]


@contextmanager
def _after_a_year(directory: Path, opens: int) -> Iterator[Served]:
    shop = Shop(directory)
    config = shop.config
    keystore, keyring = open_keys(config)
    year = filled(config.data_dir, keyring, opens, now())
    keystore.close()
    installation = build(config)
    try:
        yield Served(installation, year, shop.environ)
    finally:
        installation.close()


def _asked(installation: Installation, year: Year) -> tuple[Cell, ...]:
    feed = installation.feed
    chance = Random(20261123)  # noqa: S311  # the same senders in every run
    senders = chance.choices(year.senders, k=FEEDS)
    for sender in senders:
        feed.latest(sender)  # so that all sizes are asked with warm caches
    latest = [_took(partial(feed.latest, sender)) for sender in senders]
    since = [_took(partial(feed.after, sender, MESSAGES)) for sender in senders]
    batches = [
        _took(partial(_keep, installation, chance.choices(year.paths, k=TOGETHER)))
        for _ in range(BATCHES)
    ]
    size = (installation.config.data_dir / FILE_NAME).stat().st_size / 1e6
    return (
        size,
        percentile(latest, 0.5) * 1e6,
        percentile(latest, 0.99) * 1e6,
        percentile(since, 0.5) * 1e6,
        percentile(batches, 0.5) * 1e3,
    )


def _keep(installation: Installation, paths: Sequence[str]) -> None:
    """Take so many fetches at once and wait until all are kept."""
    answers = [
        installation.collector.taken(
            token_of(path.removeprefix(PREFIX)),
            Signals(installation.clock(), packed(address(number)), agent(number), {}),
        )
        for number, path in enumerate(paths)
    ]
    for answer in answers:
        answer.result()


def _took(work: Callable[[], object]) -> float:
    """Return the seconds some work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
