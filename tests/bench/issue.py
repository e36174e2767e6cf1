"""What it costs to issue a token: POST /api/v1/messages."""

import json
import tempfile
from pathlib import Path

from tests.bench import calls
from tests.bench.office import office
from tests.bench.options import Options
from tests.bench.table import Table
from tests.bench.tool import tool
from tests.house.company import draft

A_SECOND = 1500  # calls on offer: more than a server takes
NOTES = (
    (
        "judged, sealed, stored in two durable writes for somebody new (key first, "
        "then the message), one for somebody known"
    ),
    "alice's bearer is remembered for a minute, a known recipient's key for longer",
)


def measure(options: Options) -> list[Table]:
    """Measure messages to people never written to, and to one written to before."""
    tool("wrk")
    with tempfile.TemporaryDirectory() as made, office(Path(made)) as north:
        bearer, count = north.bearer("alice"), A_SECOND * options.seconds

        def request(recipient: str) -> bytes:
            body = json.dumps(draft([recipient]))
            return calls.request("POST", "/api/v1/messages", bearer, body=body)

        new, known = (
            [
                [request(name.format(n=count * each + n)) for n in range(count)]
                for each in range(options.rounds)
            ]
            for name in ("dave{n}@customer.example", "dave@customer.example")
        )
        kinds = {"to somebody new": new, "to somebody known": known}
        found = calls.measured(kinds, north.target, Path(made), options)
    most = max(load.requests for loads in found.values() for load in loads)
    if most > count:
        raise RuntimeError(f"{most} calls, but only {count} on offer: some were twice")
    return [calls.table("Issuing", found, NOTES, options)]
