"""`python -m tests.bench`: a table, or JSON for a script."""

import argparse
import json
import sys

from tests.bench import sidebar

MEASUREMENTS = {"sidebar": sidebar.measure}


def main() -> int:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure Candor on this machine, on loopback only.",
        epilog="Example: python -m tests.bench sidebar --json",
    )
    parser.add_argument("which", nargs="*", choices=[*MEASUREMENTS, []], default=[])
    parser.add_argument("--json", action="store_true", help="print JSON, one line")
    asked = parser.parse_args()
    found = [
        rounds
        for name in asked.which or MEASUREMENTS
        for rounds in MEASUREMENTS[name]()
    ]
    if asked.json:
        sys.stdout.write(json.dumps([rounds.json() for rounds in found]) + "\n")
    else:
        sys.stdout.writelines(f"{rounds.row()}\n" for rounds in found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
