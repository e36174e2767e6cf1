"""What time demands is done until it is told to end."""

import threading

from backend.services.ticker import Ticker


def test_it_ends_without_being_waited_for() -> None:
    ticking, go_on, ticks = threading.Event(), threading.Event(), []

    def job() -> None:
        ticks.append(1)
        ticking.set()
        go_on.wait(30)

    ticker = Ticker(job, seconds=0.001)
    assert ticking.wait(30)
    ticker.end()  # returns although a tick is under way
    assert ticker._thread.is_alive()
    go_on.set()
    ticker.stop()
    assert ticks == [1]
