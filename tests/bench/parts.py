"""What each part of the way of a fetch costs in processor time.

The parts are called as the collector calls them, on the same 10,000 tokens, agents and
addresses as in the measurement of the pixel.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.domain import token
from backend.domain.agents import read
from backend.domain.judge import judge
from backend.domain.message import Message
from backend.domain.mode import Mode
from backend.domain.observe import Observation, observe
from backend.domain.opens import retain
from backend.domain.token import Purpose
from backend.installation import build
from tests.bench.inside import Inside
from tests.bench.options import Options
from tests.bench.rounds import Rounds
from tests.bench.table import Table
from tests.house.shop import Shop

if TYPE_CHECKING:
    from backend.domain.signals import Signals

TOKENS = 10_000
BATCHES = (1, 8, 64)
NOTES = (
    (
        "processor time; the whole is 64 fetches at once through the front without a "
        "server: what the server adds is the pixel's CPU less that"
    ),
    (
        "keep and commit: all statements of a batch, SQLite with synchronous FULL, "
        "every fetch another message, in the order of their issue"
    ),
    "an agent's reading is remembered only where the row says so, and in the whole",
)
Part = tuple[str, Callable[[], float]]  # a name, and what returns seconds per fetch


def measure(options: Options) -> list[Table]:
    """Return the microseconds of each part."""
    with tempfile.TemporaryDirectory() as made:
        shop = Shop(Path(made), CANDOR_TRUSTED_PROXIES="127.0.0.1/32")
        paths = list(shop.stock(TOKENS))
        installation = build(shop.config)
        try:
            inside = Inside(installation, paths)
            parts = [*_before(inside), *_writing(inside)]
            found: dict[str, list[float]] = {name: [] for name, _ in parts}
            for _ in range(options.rounds):
                for name, seconds in parts:
                    found[name].append(seconds() * 1e6)
        finally:
            installation.close()
    rows = [(name, Rounds(tuple(figures))) for name, figures in found.items()]
    columns, runs = ("part", "us per fetch"), f"{options.rounds} rounds"
    return [Table("Parts of a fetch", columns, rows, NOTES, runs)]


def _before(inside: Inside) -> Iterator[Part]:
    """Return what happens before the writer, and what it decides."""
    keys, networks, timing = inside.keys, inside.networks, inside.installation.timing

    def verify(text: str) -> bytes | None:
        return token.verify(keys, Purpose.OPEN, text)

    def look_up(identity: bytes) -> bytes:
        return token.lookup(keys, Purpose.OPEN, identity)

    def decide(pair: tuple[Observation, Message]) -> None:
        seen, message = pair
        verdict = judge(seen, message, timing.context(message))
        retain(Mode.DETAILED, verdict, seen, b"", message)

    def part(name: str, do: Callable[[Any], object], over: Sequence[Any]) -> Part:
        return name, partial(_each, do, over)

    signals: Sequence[Signals] = inside.signals
    observations = [observe(each, networks) for each in signals]
    judged = list(zip(observations, inside.messages(), strict=True))
    yield part("verify a token", verify, inside.texts)
    yield part("refuse a forged one", verify, [text[::-1] for text in inside.texts])
    yield part("its look-up", look_up, inside.identities)
    yield part("kind of network", lambda one: networks.kind(one.address), signals)
    yield part("read an agent", lambda one: read(one.agent, None), signals)
    yield part(
        "observe, agent remembered",
        lambda one: observe(one, networks, inside.agents.read),
        signals,
    )
    yield part("judge and retain", decide, judged)


def _writing(inside: Inside) -> Iterator[Part]:
    """Return the writer's work at several batch sizes, and everything together."""
    for size in BATCHES:
        name = f"keep and commit, {size} together"
        yield name, partial(inside.seconds_to_keep, size, remembered=True)
    name = f"the same {size}, their messages not seen lately"
    yield name, partial(inside.seconds_to_keep, size, remembered=False)
    yield "everything, through the front", inside.seconds_through_the_front


def _each(do: Callable[[Any], object], over: Sequence[Any]) -> float:
    """Return the seconds of one call."""
    started = time.process_time()
    for one in over:
        do(one)
    return (time.process_time() - started) / len(over)
