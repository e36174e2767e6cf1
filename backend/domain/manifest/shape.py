"""Elements and attributes: those there are, where, how often and in which order."""

import re
from collections.abc import Iterator
from uuid import UUID

from backend.domain.manifest import schema
from backend.domain.manifest.subject import Fault, Subject

VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")
_BLANK = re.compile(r"\{\{.*?\}\}")


def _vocabulary(subject: Subject) -> Iterator[Fault]:
    root = subject.root
    if (root.space, root.name, root.get("type")) != (
        *(schema.BASE, "OfficeApp"),
        "MailApp",
    ):
        yield root.line, "the outermost element is an OfficeApp of type MailApp"
    if subject.overrides is None:
        yield root.line, "there is no VersionOverrides of mailappversionoverrides/1.1"


def _order(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        order = schema.ORDER.get((element.space, element.name))
        if order is None:
            continue
        reached = 0
        for child in element.children:
            if child.name not in order:
                continue
            place = order.index(child.name)
            if place < reached:
                yield child.line, f"{child.name} comes before {order[reached]}"
            reached = max(reached, place)


def _belonging(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        known = schema.ORDER.get((element.space, element.name), ())
        for child in element.children:
            if child.name not in known:
                yield child.line, f"{child.name} does not belong in {element.name}"


def _presence(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        there = {child.name for child in element.children}
        for name in schema.REQUIRED.get((element.space, element.name), ()):
            if name not in there:
                yield element.line, f"{element.name} lacks {name}"


def _once(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        there: set[str] = set()
        for child in element.children:
            if child.name in there - schema.REPEATED:
                yield child.line, f"{element.name} has {child.name} once"
            there.add(child.name)


def _attributes(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        known = schema.ATTRIBUTES.get((element.space, element.name), ())
        for name in element.attributes:
            if name not in known:
                yield element.line, f"{element.name} takes no {name}"


def _blanks(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        for text in (element.text, *element.attributes.values()):
            if blank := _BLANK.search(text):
                yield element.line, f"{blank[0]} was not filled in"


def _identity(subject: Subject) -> Iterator[Fault]:
    element = subject.root.child("Id")
    if element is not None and not is_uuid(element.text):
        yield element.line, "Id is a UUID in lower case"


def _version(subject: Subject) -> Iterator[Fault]:
    element = subject.root.child("Version")
    if element is not None and not VERSION.fullmatch(element.text):
        yield element.line, "Version is one to four numbers of at most five digits"


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as Outlook spells it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


RULES = {
    "vocabulary": _vocabulary,
    "order": _order,
    "belonging": _belonging,
    "presence": _presence,
    "once": _once,
    "attribute": _attributes,
    "blank": _blanks,
    "id": _identity,
    "version": _version,
}
