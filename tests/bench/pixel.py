"""One fetch of the pixel against nginx answering an image from memory.

Candor authenticates, judges and stores each fetch, and answers after the commit;
nginx does none of it. Beside them the same server answering without any work, and with
the least that is durable, to show what the shell and the commit alone cost.
"""

import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench import wrk
from tests.bench.comparison import comparison, interleaved
from tests.bench.fetches import fetches
from tests.bench.nginx import nginx
from tests.bench.options import Options
from tests.bench.table import Table
from tests.bench.target import candor, granian
from tests.bench.tool import tool
from tests.house.shop import Shop

TOKENS = 10_000
NOTES = (
    "ratio, CPU ratio: within the same round, 1 is nginx, higher is better",
    (
        "10,000 tokens, agents and addresses in turn; what an agent says and which "
        "message a token leads to is remembered after its first fetch (16,384 of "
        "each), nothing else is"
    ),
    "SQLite, synchronous FULL, one commit per batch before its answers",
    (
        "the least work: an HMAC, six substrings of the agent, one row of four columns "
        "in a table without an index; committed and gathered as Candor does"
    ),
)


def measure(options: Options) -> list[Table]:
    """Measure one connection per fetch, as real opens come, and kept connections."""
    tool("wrk")
    with tempfile.TemporaryDirectory() as made, ExitStack() as ending:
        directory = Path(made)
        shop = Shop(directory, CANDOR_TRUSTED_PROXIES="127.0.0.1/32")
        paths = list(shop.stock(2 * TOKENS))
        bare = Shop(directory / "bare", "tests.bench.bare:create")
        least = Shop(directory / "least", "tests.bench.least:create")
        targets = [
            ending.enter_context(nginx(directory / "nginx")),
            ending.enter_context(candor(shop)),
            ending.enter_context(granian(bare, "granian without any work")),
            ending.enter_context(granian(least, "granian with the least work")),
        ]

        def compared(kind: str, tokens: list[str], *, close: bool) -> Table:
            ready = wrk.prepared(fetches(tokens, close=close), directory / kind)
            before = counted(shop)
            loads = interleaved(dict.fromkeys(targets, ready), options)
            kept = counted(shop) - before
            answered = sum(load.requests for load in loads["candor"])
            surplus = f"answered {answered:,}, stored {kept:,}"
            return comparison(
                f"Pixel, {kind}", loads, (*NOTES, surplus), options, one_shot=close
            )

        return [
            compared("one-shot", paths[:TOKENS], close=True),
            compared("keep-alive", paths[TOKENS:], close=False),
        ]


def counted(shop: Shop) -> int:
    """Return the fetches in the database, counted from outside the server."""
    with closing(sqlite3.connect(shop.config.data_dir / "candor.db")) as database:
        (count,) = database.execute(
            "SELECT sum(surplus) + (SELECT count(*) FROM open) FROM message"
        ).fetchone()
    return int(count)
