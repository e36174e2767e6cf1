"""XML read into elements that know their line; no entity, no document type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from backend.domain.errors import CandorError

SIZE_MAX = 256 * 1024  # bytes; more is refused by the admin center


class ManifestUnreadable(CandorError):
    """A file is not XML as a manifest may be; says what and in which line."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


@dataclass(slots=True)
class Element:
    """One element; `name` is local, `space` the address of its vocabulary."""

    space: str
    name: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    content: str = ""

    @property
    def text(self) -> str:
        """Return what it holds, without the blanks around it."""
        return self.content.strip()

    def each(self, name: str) -> Iterator["Element"]:
        """Yield every element below of that name, in the order of the file."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.each(name)

    def everything(self) -> Iterator["Element"]:
        """Yield this element and all below it."""
        yield self
        for child in self.children:
            yield from child.everything()

    def child(self, name: str) -> "Element | None":
        """Return the first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def get(self, name: str) -> str:
        """Return an attribute, by its local name; "" when it is not there."""
        return self.attributes.get(name, "")


def read(data: bytes) -> Element:
    """Read a manifest; raises ManifestUnreadable."""
    if len(data) > SIZE_MAX:
        raise ManifestUnreadable(1, f"is longer than {SIZE_MAX} bytes")
    return _Reader().read(data)


class _Reader:
    def __init__(self) -> None:
        self._root: Element | None = None
        self._open: list[Element] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        # Where entities can be defined, a short file can become a long one.
        self._parser.StartDoctypeDeclHandler = self._document_type

    def read(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise ManifestUnreadable(error.lineno, f"is not XML: {reason}") from None
        if self._root is None:
            raise ManifestUnreadable(1, "holds no element")
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        element = Element(
            space,
            local,
            self._parser.CurrentLineNumber,
            {re.sub(r"^.* ", "", each): value for each, value in attributes.items()},
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].content += text

    def _document_type(self, *_: object) -> None:
        raise ManifestUnreadable(
            self._parser.CurrentLineNumber, "has a document type, which may hide text"
        )
