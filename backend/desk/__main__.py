"""Run the desk: settings as one JSON line on stdin, what came of it on stdout.

The desk ends when its standard input does, so it never outlives who started it.
"""

import json
import logging
import signal
import sys

from backend.desk.desk import Desk
from backend.desk.settings import SettingsInvalid, read


def main() -> int:
    """Serve until standard input ends."""
    logging.disable(logging.WARNING)
    # The terminal's Ctrl-C goes to everybody; the one who started the desk ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        desk = Desk(read(sys.stdin.readline()))
    except SettingsInvalid as error:
        sys.stderr.write(f"desk: {error}\n")
        return 2
    desk.start()
    sys.stdout.write(json.dumps(desk.told) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    desk.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
