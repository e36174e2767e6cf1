"""A thread that does what time demands, until it is told to stop."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("candor.ticker")


class Ticker:
    """Calls a job every second; one that fails is tried again with the next tick."""

    def __init__(self, job: Callable[[], None], *, seconds: float = 1.0) -> None:
        self._job = job
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Begin no further tick; returns at once."""
        self._stopped.set()

    def stop(self) -> None:
        """Finish the tick that runs and end the thread."""
        self.end()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._job()
            except Exception as error:
                # The type alone: a traceback may quote a stored value.
                log.error("tick_failed type=%s", type(error).__name__)  # noqa: TRY400
