"""Events: which, run by what, and from which Outlook on."""

from collections.abc import Iterator

from backend.domain.manifest import schema
from backend.domain.manifest.shape import VERSION
from backend.domain.manifest.subject import Fault, Subject
from backend.domain.manifest.tree import Element

Number = tuple[int, ...]  # of a requirement set


def _requirements(subject: Subject) -> Iterator[Fault]:
    overrides = subject.overrides
    if overrides is None:
        return
    needed = max(
        (
            schema.EVENTS.get(e.get("Type"), schema.OLDEST)
            for e in subject.within("LaunchEvent")
        ),
        default=schema.OLDEST,
    )
    yield from _set_of(overrides, least=needed, most=schema.NEWEST)
    # Outlook that knows no more is offered the pane for reading; asked for more, the
    # base part would keep the add-in from everybody who can run its events.
    yield from _set_of(subject.root, least=schema.OLDEST, most=schema.BASE_MOST)


def _set_of(part: Element, *, least: Number, most: Number) -> Iterator[Fault]:
    requirements = part.child("Requirements")
    sets = None if requirements is None else requirements.child("Sets")
    listed = [] if sets is None else [e for e in sets.children if e.name == "Set"]
    if sets is None or [each.get("Name") for each in listed] != ["Mailbox"]:
        line = part.line if requirements is None else requirements.line
        yield line, "the one requirement is a set of Mailbox"
        return
    (only,) = listed
    given = _number(only.get("MinVersion") or sets.get("DefaultMinVersion"))
    if given is None or not least <= given <= most:
        wanted = " to ".join(".".join(map(str, each)) for each in (least, most))
        yield only.line, f"Mailbox {wanted} is to be required here"


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


def _handlers(subject: Subject) -> Iterator[Fault]:
    named = [(each, each.get("FunctionName")) for each in subject.within("LaunchEvent")]
    named += [(each, each.text) for each in subject.within("FunctionName")]
    for element, name in named:
        if name not in subject.handlers:
            yield element.line, f"the event script offers no {name or 'such'} function"


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


def _number(text: str) -> Number | None:
    if not VERSION.fullmatch(text):
        return None
    return tuple(int(part) for part in text.split("."))


RULES = {
    "requirement-set": _requirements,
    "event-name": _events,
    "event-list": _frozen_events,
    "handler": _handlers,
    "runtime": _runtime,
    "script-listed": _listed_script,
}
