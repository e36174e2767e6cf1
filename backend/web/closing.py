"""What happens between the word to stop and the end: waits end, then time runs out."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from backend.config import END_SECONDS

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Closing:
    """Hears the signals that ask a server to stop, beside the server itself.

    A server waits for what it has accepted, and a sidebar may wait for longer than the
    server may: it is answered at once instead, and asks its next server again.
    """

    def __init__(self) -> None:
        self.asked = False
        self._waits: set[Callable[[], object]] = set()

    def listen(self) -> None:
        """Act on the signals from now on; from the running event loop."""
        if threading.current_thread() is not threading.main_thread():
            return  # signals are another's business: a server within a program
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            self._beside(number, signal.getsignal(number), loop)

    def _beside(
        self, number: int, before: object, loop: asyncio.AbstractEventLoop
    ) -> None:
        def hear(heard: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._end)
            if callable(before):
                before(heard, frame)

        signal.signal(number, hear)

    def _end(self) -> None:
        if self.asked:
            return
        self.asked = True
        # Unhandled, SIGALRM ends the process. What was not answered by then is not
        # recorded either, or it is and the client may ask again: nothing is lost.
        signal.setitimer(signal.ITIMER_REAL, END_SECONDS)
        for wake in list(self._waits):
            wake()

    @contextmanager
    def ends(self, wake: Callable[[], object]) -> Iterator[None]:
        """Call `wake` when the end is asked for within the block."""
        self._waits.add(wake)
        try:
            yield
        finally:
            self._waits.discard(wake)
