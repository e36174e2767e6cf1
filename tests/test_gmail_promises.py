"""The add-on can send nothing that the API does not name."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from backend.web.api.contract import SENDERS

API = (Path(__file__).parent / "js/gmail/api.mjs").read_text("utf-8")
# What may name a mail's text, under whatever word.
TEXTS = {"body", "content", "html", "snippet", "subject", "label"}


def paths_of(model: type[BaseModel] | None) -> set[str]:
    """Return the path of every key that a body may hold, nested ones too."""
    if model is None:
        return set()
    schema = TypeAdapter(model).json_schema()
    return set(_paths(schema, schema.get("$defs", {}), ""))


def _paths(
    schema: Mapping[str, Any], named: Mapping[str, Any], place: str
) -> Iterator[str]:
    if "$ref" in schema:
        schema = named[schema["$ref"].rsplit("/", 1)[1]]
    for choice in schema.get("anyOf", []):
        yield from _paths(choice, named, place)
    if "items" in schema:
        yield f"{place}[]"
        yield from _paths(schema["items"], named, f"{place}[]")
    for name, part in schema.get("properties", {}).items():
        path = f"{place}.{name}" if place else name
        yield path
        yield from _paths(part, named, path)


def api() -> dict[str, set[str]]:
    """Return the paths that each request may hold, as the server reads them."""
    return {
        f"{route.method} {re.sub('<[^>]+>', 'ID', route.path)}": paths_of(route.body)
        for route in SENDERS
    }


def addon() -> dict[str, set[str]]:
    """Return the paths that the harness lets through, over all of its cases."""
    table = API.split("const API = [")[1].split("\n];")[0]
    told: dict[str, set[str]] = {}
    for entry in re.findall(r"\[\s*/\^(.+?)\$/,\s*(\[(?:\[\]|[^\]])*\]|null)", table):
        path = entry[0].replace(r"[0-9a-f]{0,32}", "ID").replace("\\/", "/")
        path = path.partition("\\?")[0]
        choices = re.findall(r"\(([^)]+)\)", path)
        names = [path]
        for choice in choices:
            names = [
                name.replace(f"({choice})", one)
                for name in names
                for one in choice.split("|")
            ]
        for name in names:
            method, rest = name.split(" ")
            paths = set(re.findall(r'"([\w.\[\]]+)"', entry[1]))
            told.setdefault(f"{method} /api/v1{rest}", set()).update(paths)
    return told


def test_it_lets_through_only_requests_that_the_server_knows() -> None:
    assert set(addon()) <= set(api())
    assert len(addon()) == 12


def test_it_lets_through_only_fields_that_the_server_knows() -> None:
    server = api()
    beyond = {name: fields - server[name] for name, fields in addon().items()}
    assert {name: fields for name, fields in beyond.items() if fields} == {}


def test_it_knows_the_keys_within_the_keys() -> None:
    paths = api()["PATCH /api/v1/me"]
    assert {
        "preferences",
        "preferences.never_domains",
        "preferences.never_domains[]",
    } <= paths
    assert "label.subject" in api()["POST /api/v1/messages"]


def test_it_sends_no_field_that_could_hold_the_text_of_a_mail() -> None:
    paths = set[str]().union(*addon().values())
    sent = {name for path in paths for name in re.findall(r"\w+", path)}
    assert sent & TEXTS == set()
    # What a link is called is the one text, and the rep types it for this.
    assert addon()["POST /api/v1/messages/ID/links"] == {"target", "text"}
