"""Judges a manifest as Outlook, the admin center and Candor's own promises do.

Every rule has a name, by which a finding can be looked up and a test can break it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.domain import manifest_schema as schema
from backend.domain.manifest_tree import Element, ManifestUnreadable, read

_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")
_HTTPS = re.compile(r"(https://[A-Za-z0-9.\[\]:_-]+)(/[^\s\"<>]*)?")
_BLANK = re.compile(r"\{\{.*?\}\}")

Fault = tuple[int, str]  # line, what is wrong there


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a manifest breaks."""

    rule: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A manifest, and the scripts that its origin's well-known file lists."""

    root: Element
    allowed: Sequence[str]

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
        match = _HTTPS.fullmatch("" if pane is None else pane.get("DefaultValue"))
        return match[1] if match else ""


def check(data: bytes, *, allowed: Sequence[str]) -> list[Finding]:
    """Return what is wrong with a manifest, in the order of its lines.

    `allowed` are the scripts that /.well-known/microsoft-officeaddins-allowed.json
    lists.
    """
    try:
        subject = Subject(read(data), allowed)
    except ManifestUnreadable as error:
        return [Finding("readable", error.line, str(error))]
    found = [
        Finding(name, line, text)
        for name, rule in RULES.items()
        for line, text in rule(subject)
    ]
    return sorted(found, key=lambda each: each.line)


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
        order = schema.ORDER.get((element.space, element.name))
        for child in element.children if order else ():
            if child.name not in (order or ()):
                yield child.line, f"{child.name} does not belong in {element.name}"


def _presence(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        there = {child.name for child in element.children}
        for name in schema.REQUIRED.get((element.space, element.name), ()):
            if name not in there:
                yield element.line, f"{element.name} lacks {name}"


def _blanks(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        for text in (element.text, *element.attributes.values()):
            if blank := _BLANK.search(text):
                yield element.line, f"{blank[0]} was not filled in"


def _identity(subject: Subject) -> Iterator[Fault]:
    element = subject.root.child("Id")
    if element is not None and not _is_uuid(element.text):
        yield element.line, "Id is a UUID in lower case"


def _version(subject: Subject) -> Iterator[Fault]:
    element = subject.root.child("Version")
    if element is not None and not _VERSION.fullmatch(element.text):
        yield element.line, "Version is one to four numbers of at most five digits"


def _lengths(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.everything():
        if len(element.text) > schema.TEXTS.get(element.name, 2048):
            yield element.line, f"{element.name} is too long"
        if element.space == schema.BASE and element.name in schema.VALUES:
            limit = schema.VALUES[element.name]
            values = [element, *element.each("Override")]
            for value in values:
                text = value.get("DefaultValue") or value.get("Value")
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
                text = entry.get("DefaultValue") or entry.get("Value")
                if len(text) > limit:
                    yield entry.line, f"a text of {kind.name} has at most {limit}"


def _permission(subject: Subject) -> Iterator[Fault]:
    for element in subject.root.each("Permissions"):
        if element.text != schema.PERMISSION:
            yield element.line, f"Candor asks for {schema.PERMISSION} and no other"


def _extended_permission(subject: Subject) -> Iterator[Fault]:
    for element in subject.within("ExtendedPermissions"):
        asked = tuple(each.text for each in element.children)
        if asked != schema.EXTENDED:
            yield element.line, "Candor asks for AppendOnSend and nothing else"


def _scopes(subject: Subject) -> Iterator[Fault]:
    for element in subject.within("Scopes"):
        if tuple(each.text for each in element.children) != schema.SCOPES:
            yield element.line, "Candor asks for openid and profile, and no more"


def _https(subject: Subject) -> Iterator[Fault]:
    for element, url in _addresses(subject):
        if not _HTTPS.fullmatch(url):
            yield element.line, f"{element.name} is not an https address"


def _origin(subject: Subject) -> Iterator[Fault]:
    for element, url in _addresses(subject):
        match = _HTTPS.fullmatch(url)
        if match and subject.origin and match[1] != subject.origin:
            yield element.line, f"{element.name} leaves {subject.origin}"


def _icons(subject: Subject) -> Iterator[Fault]:
    for icon in subject.within("Icon"):
        sizes = [image.get("size") for image in icon.each("Image")]
        for needed in schema.ICON_SIZES_NEEDED:
            if needed not in sizes:
                yield icon.line, f"a button's icon lacks the size {needed}"
        for image in icon.each("Image"):
            if image.get("size") not in schema.ICON_SIZES:
                yield image.line, "a button's icon is of no size Outlook takes"
        for size, times in Counter(sizes).items():
            if times > 1:
                yield icon.line, f"a button's icon has the size {size} twice"


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
    for picture in pictures:
        if not picture.get("DefaultValue").lower().endswith(schema.IMAGE_TYPES):
            yield picture.line, "a picture is PNG, GIF, JPEG, EXIF, TIFF or BMP"


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
        spoken = [other.get("Locale") for other in text.each("Override")]
        for language in schema.LANGUAGES:
            if language not in spoken:
                yield text.line, f"a text lacks {language}"


def _requirements(subject: Subject) -> Iterator[Fault]:
    sets = next(subject.within("Set"), None)
    needed = max(
        (
            schema.EVENTS.get(e.get("Type"), (1, 1))
            for e in subject.within("LaunchEvent")
        ),
        default=(1, 1),
    )
    if sets is None or sets.get("Name") != "Mailbox":
        line = (
            subject.root.line if subject.overrides is None else subject.overrides.line
        )
        yield line, "the part for current Outlook requires a set of Mailbox"
        return
    default = next(subject.within("Sets")).get("DefaultMinVersion")
    given = sets.get("MinVersion") or default
    if _set_number(given) < needed:
        wanted = ".".join(map(str, needed))
        yield sets.line, f"the events came with Mailbox {wanted}"


def _events(subject: Subject) -> Iterator[Fault]:
    for event in subject.within("LaunchEvent"):
        if event.get("Type") not in schema.EVENTS:
            yield event.line, f"{event.get('Type') or 'nothing'} is no event of Outlook"
        if not event.get("FunctionName"):
            yield event.line, "an event names no function"


def _frozen_events(subject: Subject) -> Iterator[Fault]:
    for events in subject.within("LaunchEvents"):
        listed = tuple(event.get("Type") for event in events.each("LaunchEvent"))
        if listed != schema.FROZEN_EVENTS:
            yield events.line, f"Candor runs on {' and '.join(schema.FROZEN_EVENTS)}"


def _runtime(subject: Subject) -> Iterator[Fault]:
    runtimes = list(subject.within("Runtime"))
    if len(runtimes) != 1:
        line = runtimes[1].line if runtimes else subject.root.line
        yield line, "there is exactly one Runtime"
        return
    runtime = runtimes[0]
    scripts = [each for each in runtime.children if each.get("type") == "javascript"]
    if len(scripts) != 1 or len(runtime.children) != 1:
        yield runtime.line, "the Runtime has one Override, of type javascript"
    for point in subject.within("ExtensionPoint"):
        if point.get("type") == "LaunchEvent":
            place = point.child("SourceLocation")
            if place is None or place.get("resid") != runtime.get("resid"):
                yield point.line, "the events run at another place than the Runtime"


def _listed_script(subject: Subject) -> Iterator[Fault]:
    for runtime in subject.within("Runtime"):
        for script in runtime.each("Override"):
            url = subject.url(script.get("resid"))
            if url not in subject.allowed:
                yield script.line, "the well-known file does not list the event script"


def _controls(subject: Subject) -> Iterator[Fault]:
    seen: set[str] = set()
    for control in subject.within("Control"):
        name = control.get("id")
        if not name or name in seen:
            yield control.line, "a control has an id of its own"
        seen.add(name)
        action = control.child("Action")
        needed = schema.ACTIONS.get("" if action is None else action.get("type"))
        if action is not None and (needed is None or action.child(needed) is None):
            yield action.line, "a button runs a function or shows the task pane"


def _pinning(subject: Subject) -> Iterator[Fault]:
    for action in subject.within("Action"):
        if action.get("type") == "ShowTaskpane":
            pinned = action.child("SupportsPinning")
            if pinned is None or pinned.text != "true":
                yield action.line, "the task pane can be pinned, or looks are missed"


def _application(subject: Subject) -> Iterator[Fault]:
    for element in subject.within("WebApplicationInfo"):
        client, resource = element.child("Id"), element.child("Resource")
        if client is None or resource is None:
            continue
        if not _is_uuid(client.text):
            yield client.line, "the client id is a UUID in lower case"
        host = subject.origin.removeprefix("https://")
        if resource.text != f"api://{host}/{client.text}":
            yield (
                resource.line,
                "Resource is api://HOST/CLIENT-ID with the add-in's host",
            )


def _everything(element: Element | None) -> Iterator[Element]:
    if element is not None:
        yield from element.everything()


def _addresses(subject: Subject) -> Iterator[tuple[Element, str]]:
    for element in subject.root.everything():
        if element.name == "AppDomain":
            yield element, element.text
        elif "DefaultValue" in element.attributes and _is_address(element):
            yield element, element.get("DefaultValue")


def _is_address(element: Element) -> bool:
    if element.space == schema.BASE:
        return element.name.endswith("Url") or element.name == "SourceLocation"
    return element.space == schema.TYPES and element.name in {"Url", "Image"}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _set_number(text: str) -> tuple[int, ...]:
    if not _VERSION.fullmatch(text):
        return (1, 1)
    return tuple(int(part) for part in text.split("."))


RULES: dict[str, Callable[[Subject], Iterator[Fault]]] = {
    "vocabulary": _vocabulary,
    "order": _order,
    "belonging": _belonging,
    "presence": _presence,
    "blank": _blanks,
    "id": _identity,
    "version": _version,
    "length": _lengths,
    "permission": _permission,
    "extended-permission": _extended_permission,
    "scope": _scopes,
    "https": _https,
    "origin": _origin,
    "icon-size": _icons,
    "picture-type": _pictures,
    "resource-id": _names,
    "resource-use": _references,
    "language": _languages,
    "requirement-set": _requirements,
    "event-name": _events,
    "event-list": _frozen_events,
    "runtime": _runtime,
    "script-listed": _listed_script,
    "control": _controls,
    "pinning": _pinning,
    "application": _application,
}
