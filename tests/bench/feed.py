"""What it costs to look at the feed."""

import tempfile
from pathlib import Path

from tests.bench import calls
from tests.bench.office import office
from tests.bench.options import Options
from tests.bench.table import Table
from tests.bench.tool import tool
from tests.house.company import CHROME, pixel_of

MESSAGES = 50
OPENS = 4  # of each message
FEED = "/api/v1/feed"
NOTES = (
    "50 messages with 4 opens each; labels are opened for every answer",
    "alice's bearer and her labels' keys are in memory",
    "how fast a waiting pane wakes: see sidebar",
)


def measure(options: Options) -> list[Table]:
    """Measure a full page, nothing new, and nothing changed, both ways to connect."""
    tool("wrk")
    with tempfile.TemporaryDirectory() as made, office(Path(made)) as north:
        alice = north.sender("alice")
        for number in range(MESSAGES):
            answer = alice.write([f"dave{number}@customer.example"])
            for _ in range(OPENS):
                url = pixel_of(answer["html"])
                alice.http.get(url, headers={"User-Agent": CHROME}, timeout=30)
        cursor = alice.feed()["cursor"]
        kinds = {}
        for close, way in ((False, "keep-alive"), (True, "one-shot")):
            for name, path, tag in (
                ("the latest 50, 200", FEED, "W/none"),
                ("nothing since, 200", f"{FEED}?after={cursor}", "W/none"),
                ("nothing changed, 304", FEED, f'W/"{cursor}"'),
            ):
                request = calls.request(
                    "GET", path, alice.token, close=close, If_None_Match=tag
                )
                kinds[f"{name}, {way}"] = [[request]]
        found = calls.measured(kinds, north.target, Path(made), options)
    one_shot = [name for name in kinds if name.endswith("one-shot")]
    return [calls.table("Feed", found, NOTES, options, one_shot=one_shot)]
