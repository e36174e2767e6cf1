"""Texts and addresses: their lengths, their languages, and where they lead."""

from collections import Counter
from collections.abc import Iterator

from backend.domain.manifest import schema
from backend.domain.manifest.subject import HTTPS, Fault, Subject, value_of
from backend.domain.manifest.tree import Element


def _lengths(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        if len(element.text) > schema.TEXTS.get(element.name, 2048):
            yield element.line, f"{element.name} is too long"
        if element.space == schema.BASE and element.name in schema.VALUES:
            limit = schema.VALUES[element.name]
            values = [element, *element.each("Override")]
            for value in values:
                text = value_of(value)
                if len(text) > limit:
                    yield (
                        value.line,
                        f"{element.name} is longer than {limit} characters",
                    )
    for control in subject.within("Control"):
        if len(control.get("id")) > schema.CONTROL_MAX:
            yield control.line, "a control's id is longer than 125 characters"
    for group in subject.within("Resources"):
        for kind in group.children:
            limit = schema.RESOURCES.get(kind.name, 2048)
            for entry in kind.everything():
                text = value_of(entry)
                if len(text) > limit:
                    yield entry.line, f"a text of {kind.name} has at most {limit}"


def _languages(subject: Subject) -> Iterator[Fault]:
    texts = [
        *subject.root.each("DisplayName"),
        *(child for child in subject.root.children if child.name == "Description"),
        *(
            entry
            for kind in ("ShortStrings", "LongStrings")
            for group in subject.within(kind)
            for entry in group.children
        ),
    ]
    for text in texts:
        spoken = Counter(other.get("Locale") for other in text.each("Override"))
        for language in schema.LANGUAGES:
            if spoken[language] != 1:
                yield text.line, f"a text has {language} once, and only once"
        for value in (text, *text.each("Override")):
            if not value_of(value).strip():
                yield value.line, "a text is empty"


def _https(subject: Subject) -> Iterator[Fault]:
    for element, url in _addresses(subject):
        if not HTTPS.fullmatch(url):
            yield element.line, f"{element.name} is not an https address"


def _origin(subject: Subject) -> Iterator[Fault]:
    for element, url in _addresses(subject):
        match = HTTPS.fullmatch(url)
        if match and subject.origin and match[1] != subject.origin:
            yield element.line, f"{element.name} leaves {subject.origin}"


def _addresses(subject: Subject) -> Iterator[tuple[Element, str]]:
    for element in subject.root.everything():
        if element.name == "AppDomain":
            yield element, element.text
        elif "DefaultValue" in element.attributes and _is_address(element):
            for value in (element, *element.each("Override")):
                yield value, value_of(value)


def _is_address(element: Element) -> bool:
    if element.space == schema.BASE:
        return element.name.endswith("Url") or element.name == "SourceLocation"
    return element.space == schema.TYPES and element.name in {"Url", "Image"}


RULES = {
    "length": _lengths,
    "language": _languages,
    "https": _https,
    "origin": _origin,
}
