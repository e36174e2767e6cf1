"""Run a `candor` command that ends when its standard input does.

Whoever starts it holds the other end: however that one goes, a kill included, the
pipe closes and nothing is left running.
"""

import os
import signal
import threading

from backend.cli import main


def _end_with_input() -> None:
    # Not through sys.stdin: a worker is forked meanwhile, and would wait for ever for
    # the lock that reading holds there.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_input, name="attached", daemon=True).start()
    main(prog_name="candor")
