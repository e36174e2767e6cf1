"""What a batch of fetches adds to a message."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.domain.message import Message, State
from backend.domain.opens import Open

Feed = tuple[bytes, bytes]  # organisation and sender


@dataclass(slots=True)
class Tally:
    """What a batch of fetches adds to one message; grows while the batch is judged."""

    message: Message
    state: State  # as the fetches leave it
    fetches: int = 0
    opens: list[Open] = field(default_factory=list)
    kept: int = 0  # opens that had a row before
    looked: bool = False  # the message lost the mark of its sender's look

    @property
    def feed(self) -> Feed:
        """Whose feed it belongs to: organisation and sender."""
        return self.message.org_id, self.message.sender_id

    @property
    def shown(self) -> bool:
        """Whether the sender's feed moves: something new is listed."""
        return bool(self.opens) and self.state is not State.PREPARED

    @property
    def surplus(self) -> int:
        """Fetches that leave no row."""
        return self.fetches - len(self.opens)

    @property
    def touches_message(self) -> bool:
        """Whether the message's own row changes."""
        return self.state is not self.message.state or self.surplus > 0 or self.looked


def numbered(
    tallies: Sequence[Tally], numbers: Mapping[Feed, Iterator[int]]
) -> Iterator[tuple[Message, Open, int]]:
    """Yield each open with the change number it has in its sender's feed, or 0.

    A message that is shown takes one of its feed's numbers, borne by its last open.
    """
    for tally in tallies:
        last = len(tally.opens) - 1
        for place, row in enumerate(tally.opens):
            listed = place == last and tally.shown
            yield tally.message, row, next(numbers[tally.feed]) if listed else 0
