"""`python -m tests.bench`: a table, or JSON for a script."""

import argparse
import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from tests.bench import (
    failover,
    feed,
    flood,
    growth,
    injections,
    issue,
    kills,
    machine,
    outage,
    paper,
    parts,
    peers,
    pixel,
    proxies,
    replicas,
    sidebar,
    sidebars,
)
from tests.bench.options import Options
from tests.bench.panes import FilesShort
from tests.bench.peer import InstallFailed
from tests.bench.program import ProgramFailed
from tests.bench.table import Table
from tests.bench.tool import ToolMissing
from tests.house import postgres

MEASUREMENTS: dict[str, Callable[[Options], list[Table]]] = {
    "pixel": pixel.measure,
    "parts": parts.measure,
    "issue": issue.measure,
    "feed": feed.measure,
    "sidebar": sidebar.measure,
    "sidebars": sidebars.measure,
    "growth": growth.measure,
    "peers": peers.measure,
    "kills": kills.measure,
    "failover": failover.measure,
    "injections": injections.measure,
    "flood": flood.measure,
    "outage": outage.measure,
    "postgres": replicas.measure,
    "proxies": proxies.measure,
}
# what one asks for together, the parts of it in turn
GROUPS = {"faults": ("injections", "outage", "failover", "flood")}
# A measurement says what it lacks; it is never left out in silence.
NOT_POSSIBLE = (
    *(FilesShort, InstallFailed, ProgramFailed),
    *(ToolMissing, postgres.ToolMissing),
)


def main() -> int:
    """Run what was asked for and print it."""
    asked = _parser().parse_args()
    logging.getLogger("werkzeug").disabled = True  # the stand-in issuer's access log
    options = Options(
        rounds=asked.rounds,
        seconds=asked.seconds,
        kills=asked.kills,
        injections=asked.injections,
        panes=asked.panes,
        large=asked.large,
        outage_seconds=asked.outage_seconds,
    )
    for name in _names(asked.which):
        where = f"{machine.described()}; {datetime.now(UTC):%Y-%m-%d}"
        try:
            tables = MEASUREMENTS[name](options)
        except NOT_POSSIBLE as error:
            sys.stderr.write(f"{name}: {error}\n")
            return 1
        text = "\n".join([f"{where}.\n", *(table.markdown() for table in tables)])
        if asked.write:
            paper.put(name, text)
        if asked.json:
            found = [table.json() for table in tables]
            said = {"measurement": name, "machine": where, "tables": found}
            text = json.dumps(said)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    return 0


def _names(which: list[str]) -> list[str]:
    """Return the measurements asked for; all where nothing was named."""
    asked = which or [*MEASUREMENTS]
    return [name for word in asked for name in GROUPS.get(word, (word,))]


def _parser() -> argparse.ArgumentParser:
    usual = Options()
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure Candor on this machine, on loopback only.",
        epilog="Example: python -m tests.bench pixel kills --kills 20 --json",
    )
    parser.add_argument(
        "which",
        nargs="*",
        metavar="WHICH",
        choices=[*MEASUREMENTS, *GROUPS, []],
        default=[],
        help=f"all, or some of: {', '.join([*MEASUREMENTS, *GROUPS])}",
    )
    add = parser.add_argument
    add("--json", action="store_true", help="print JSON, one line per measurement")
    add("--write", action="store_true", help="put it into backend/docs/operations.md")
    add("--large", action="store_true", help="growth: 10,000,000 opens too")
    for name, default, help_ in (
        ("rounds", usual.rounds, "rounds of everything that is compared"),
        ("seconds", usual.seconds, "seconds of load of each round"),
        ("kills", usual.kills, "kills: how often the server is killed"),
        ("injections", usual.injections, "injections: lives for one system call"),
        ("panes", usual.panes, "sidebars: how many wait"),
        ("outage-seconds", usual.outage_seconds, "faults: length of the outage"),
    ):
        add(f"--{name}", type=int, default=default, help=f"{help_} ({default})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
