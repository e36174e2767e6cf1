"""Resources: their ids, who names them, and the pictures among them."""

import re
from collections.abc import Iterator

from backend.domain.manifest import schema
from backend.domain.manifest.subject import Fault, Subject, value_of
from backend.domain.manifest.tree import Element

_SIZE_IN_NAME = re.compile(r"[^/]*?([0-9]+)\.[a-z]+$", re.IGNORECASE)


def _names(subject: Subject) -> Iterator[Fault]:
    seen: set[str] = set()
    for group in subject.within("Resources"):
        for entry in group.everything():
            name = entry.get("id")
            if not name:
                continue
            if len(name) > schema.NAME_MAX:
                yield entry.line, f"the id {name} is longer than 32 characters"
            if name in seen:
                yield entry.line, f"the id {name} is used twice"
            seen.add(name)


def _references(subject: Subject) -> Iterator[Fault]:
    groups = {
        entry.get("id"): kind.name
        for group in subject.within("Resources")
        for kind in group.children
        for entry in kind.children
    }
    used: set[str] = set()
    for element in _everything(subject.overrides):
        if "resid" not in element.attributes:
            continue
        name = element.get("resid")
        used.add(name)
        wanted = schema.NAMES.get(element.name)
        if name not in groups:
            yield element.line, f"{element.name} names {name}, which is not there"
        elif wanted and groups[name] != wanted:
            yield element.line, f"{name} is not among the {wanted}"
    for name, entry in subject.resources.items():
        if name not in used:
            yield entry.line, f"nothing uses {name}"


def _pictures(subject: Subject) -> Iterator[Fault]:
    pictures = [
        *subject.root.each("IconUrl"),
        *subject.root.each("HighResolutionIconUrl"),
        *(
            entry
            for group in subject.within("Images")
            for entry in group.children
            if entry.space == schema.TYPES
        ),
    ]
    for picture in (each for one in pictures for each in (one, *one.each("Override"))):
        if not value_of(picture).lower().endswith(schema.IMAGE_TYPES):
            yield picture.line, "a picture is PNG, GIF, JPEG, EXIF, TIFF or BMP"


def _sizes(subject: Subject) -> Iterator[Fault]:
    # Outlook scales a picture of another size, and blurs it.
    for name, size in schema.APP_ICONS.items():
        for picture in subject.root.each(name):
            yield from _named_for(picture, picture, size)
    for image in subject.within("Image"):
        entry = subject.resources.get(image.get("resid"))
        if entry is not None:
            yield from _named_for(image, entry, image.get("size"))


def _named_for(element: Element, picture: Element, size: str) -> Iterator[Fault]:
    for value in (picture, *picture.each("Override")):
        named = _SIZE_IN_NAME.search(value_of(value))
        if named is None or named[1] != size:
            yield element.line, f"a picture of the size {size} is not named for it"


def _everything(element: Element | None) -> Iterator[Element]:
    if element is not None:
        yield from element.everything()


RULES = {
    "resource-id": _names,
    "resource-use": _references,
    "picture-type": _pictures,
    "picture-size": _sizes,
}
