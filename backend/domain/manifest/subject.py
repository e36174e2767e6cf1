"""A manifest with what it is judged beside, and the few questions all rules ask."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.domain.manifest import schema
from backend.domain.manifest.tree import Element

HTTPS = re.compile(r"(https://[A-Za-z0-9.\[\]:_-]+)(/[^\s\"<>]*)?")

Fault = tuple[int, str]  # line, what is wrong there


@dataclass(frozen=True, slots=True)
class Subject:
    """A manifest, and what is served for it.

    `allowed` are the scripts its origin's well-known file lists, `handlers` the
    functions the event script offers.
    """

    root: Element
    allowed: Sequence[str]
    handlers: frozenset[str]

    @property
    def overrides(self) -> Element | None:
        """Return the part for current Outlook, VersionOverrides 1.1."""
        return next(
            (
                element
                for element in self.root.each("VersionOverrides")
                if element.space == schema.OVERRIDES_1_1
            ),
            None,
        )

    def within(self, name: str) -> Iterator[Element]:
        """Yield the elements of that name in the part for current Outlook."""
        if self.overrides is not None:
            yield from self.overrides.each(name)

    @property
    def resources(self) -> dict[str, Element]:
        """Return each resource by its id; the first of two with the same."""
        found: dict[str, Element] = {}
        for group in self.within("Resources"):
            for entry in group.everything():
                if entry.space == schema.TYPES and "id" in entry.attributes:
                    found.setdefault(entry.get("id"), entry)
        return found

    def url(self, name: str) -> str:
        """Return the address that a resource stands for."""
        entry = self.resources.get(name)
        return "" if entry is None else entry.get("DefaultValue")

    @property
    def origin(self) -> str:
        """Return the origin of the task pane; the others are compared with it."""
        pane = next(self.root.each("SourceLocation"), None)
        match = HTTPS.fullmatch("" if pane is None else pane.get("DefaultValue"))
        return match[1] if match else ""


def value_of(element: Element) -> str:
    """Return the text of a value, or of a translation that overrides one."""
    return element.get("DefaultValue") or element.get("Value")
