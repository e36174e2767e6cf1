"""The spans of time that rules and clients share, and the clock they are held to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.domain.judge import Context
from backend.domain.message import Message

Clock = Callable[[], datetime]  # aware, UTC
VIEWING = timedelta(seconds=20)  # the sender's look colours fetches this far around it


@dataclass(frozen=True, slots=True)
class Timing:
    """How long machines fetch after sending, and how long a Gmail draft stays one."""

    window: timedelta
    cooldown: timedelta
    _plain: Context = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Where the window was shortened, for a trial, the look shrinks with it.
        viewing = min(VIEWING, self.window)
        plain = Context(self.window, self.cooldown, viewing)
        object.__setattr__(self, "_plain", plain)

    def context(self, message: Message, *, marked: bool = False) -> Context:
        """Return what the judge may know of a message beside one fetch."""
        if message.viewing_at is None and not marked:
            return self._plain
        return self._plain._replace(viewing_at=message.viewing_at, user_marked=marked)
