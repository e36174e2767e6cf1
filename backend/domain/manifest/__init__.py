"""Judges a manifest as Outlook, the admin center and Candor's own promises do.

Every rule has a name, by which a finding can be looked up and a test can break it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from backend.domain.manifest import access, buttons, events, resources, shape, texts
from backend.domain.manifest.subject import Fault, Subject
from backend.domain.manifest.tree import ManifestUnreadable, read


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a manifest breaks."""

    rule: str
    line: int
    text: str


RULES: dict[str, Callable[[Subject], Iterator[Fault]]] = {
    **shape.RULES,
    **texts.RULES,
    **access.RULES,
    **resources.RULES,
    **events.RULES,
    **buttons.RULES,
}


def check(
    data: bytes, *, allowed: Sequence[str], handlers: frozenset[str]
) -> list[Finding]:
    """Return what is wrong with a manifest, in the order of its lines.

    `allowed` are the scripts that /.well-known/microsoft-officeaddins-allowed.json
    lists, `handlers` the functions that the event script offers to Outlook.
    """
    try:
        subject = Subject(read(data), allowed, handlers)
    except ManifestUnreadable as error:
        return [Finding("readable", error.line, str(error))]
    found = [
        Finding(name, line, text)
        for name, rule in RULES.items()
        for line, text in rule(subject)
    ]
    return sorted(found, key=lambda each: each.line)
