"""Buttons: their icons, and what they do."""

from collections import Counter
from collections.abc import Iterator

from backend.domain.manifest import schema
from backend.domain.manifest.subject import Fault, Subject


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


RULES = {
    "icon-size": _icons,
    "control": _controls,
    "pinning": _pinning,
}
