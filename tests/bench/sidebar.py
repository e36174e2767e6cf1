"""From open to sidebar: how long until a waiting pane holds the open.

Through `candor demo`: real server process, real tokens, real commits. A pane waits on
the feed as the task pane does; the clock runs from the first byte of dave's fetch to
the last byte of the answer that shows it.
"""

import threading
import time
from typing import Any

from tests.bench.options import Options
from tests.bench.rounds import Rounds, percentile
from tests.bench.table import Table
from tests.desk.demo import ANY_PORTS, demo
from tests.house.company import CHROME, Person, pixel_of

OPENS = 40  # of one message a round: after 50 only a counter moves
NOTES = (
    "one pane waits at a time, through the client library: its own cost is in it",
    "alice's bearer and her label's keys are in memory after the first round",
)


def measure(options: Options) -> list[Table]:
    """Return median and 99th percentile over the rounds, in milliseconds."""
    with demo(*ANY_PORTS) as running:
        told = running.told
        alice = Person(told["url"], told["people"]["alice"]["token"])
        rounds = [_round(alice) for _ in range(options.rounds)]
    medians, nearly_all = zip(*rounds, strict=True)
    row = ("fetch to waiting pane", Rounds(medians), Rounds(nearly_all))
    columns = ("path", "p50 ms", "p99 ms")
    runs = f"{options.rounds} rounds of {OPENS} opens"
    return [Table("From open to sidebar", columns, [row], NOTES, runs)]


def _round(alice: Person) -> tuple[float, float]:
    html = alice.write(["dave@customer.example"])["html"]
    waits = [_one(alice, html) * 1000 for _ in range(OPENS)]
    return percentile(waits, 0.5), percentile(waits, 0.99)


def _one(alice: Person, html: str) -> float:
    """Return the seconds from one fetch to the pane that shows it."""
    cursor = alice.feed()["cursor"]
    shown: list[tuple[float, dict[str, Any]]] = []
    asking = threading.Event()

    def pane() -> None:
        asking.set()
        page = alice.feed(after=cursor, wait=25)
        shown.append((time.perf_counter(), page))

    waiting = threading.Thread(target=pane)
    waiting.start()
    asking.wait()
    time.sleep(0.02)  # the pane's request is under way by then; a late one waits less
    started = time.perf_counter()
    alice.http.get(pixel_of(html), headers={"User-Agent": CHROME}, timeout=30)
    waiting.join()
    moment, page = shown[0]
    if not page["messages"]:
        raise RuntimeError("the pane waited in vain")
    return moment - started
