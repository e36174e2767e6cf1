"""One state of one view of the pane."""

from dataclasses import dataclass, field
from typing import Any

from tests.browser.rep import Act


def nothing(_: object) -> None:
    """Leave the pane as it opens."""


@dataclass(frozen=True)
class State:
    """How a state comes about and what it says, by the name of the words."""

    says: str
    stand: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    do: Act = nothing
