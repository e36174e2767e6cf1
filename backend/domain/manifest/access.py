"""What the add-in asks for: permissions, scopes, and as which application."""

from collections.abc import Iterator

from backend.domain.manifest import schema
from backend.domain.manifest.shape import is_uuid
from backend.domain.manifest.subject import Fault, Subject


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


def _application(subject: Subject) -> Iterator[Fault]:
    for element in subject.within("WebApplicationInfo"):
        client, resource = element.child("Id"), element.child("Resource")
        if client is None or resource is None:
            continue
        if not is_uuid(client.text):
            yield client.line, "the client id is a UUID in lower case"
        host = subject.origin.removeprefix("https://")
        if resource.text != f"api://{host}/{client.text}":
            yield (
                resource.line,
                "Resource is api://HOST/CLIENT-ID with the add-in's host",
            )


RULES = {
    "permission": _permission,
    "extended-permission": _extended_permission,
    "scope": _scopes,
    "application": _application,
}
