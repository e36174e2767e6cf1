"""The part of JSON Schema that our own schemas use; anything else in one is an error.

https://json-schema.org/draft/2020-12/json-schema-validation
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str}
_KNOWN = {
    *("$schema", "title", "description", "type", "const", "enum", "pattern"),
    *("required", "properties", "additionalProperties"),
    *("items", "prefixItems", "minItems", "maxItems", "maxLength"),
}


def problems(
    schema: Mapping[str, Any], value: object, place: str = ""
) -> Iterator[str]:
    """Yield what the schema refuses about a value, each with its place in it."""
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"{place or 'schema'}: does not know {sorted(unknown)}")
    here = place or "the top"
    if "type" in schema and not isinstance(value, _TYPES[schema["type"]]):
        yield f"{here}: must be of type {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{here}: must be {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{here}: must be one of {schema['enum']!r}"
    if isinstance(value, str):
        yield from _of_text(schema, value, here)
    elif isinstance(value, list):
        yield from _of_list(schema, value, place, here)
    elif isinstance(value, dict):
        yield from _of_object(schema, value, place, here)


def _of_text(schema: Mapping[str, Any], value: str, here: str) -> Iterator[str]:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{here}: {value!r} does not look as it should"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{here}: longer than {schema['maxLength']} characters"


def _of_list(
    schema: Mapping[str, Any], value: list[object], place: str, here: str
) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 1000):
        yield f"{here}: has {len(value)} entries"
    first = schema.get("prefixItems", [])
    for at, item in enumerate(value):
        of_item = first[at] if at < len(first) else schema.get("items", {})
        yield from problems(of_item, item, f"{place}[{at}]")


def _of_object(
    schema: Mapping[str, Any], value: dict[str, object], place: str, here: str
) -> Iterator[str]:
    fields = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{here}: {name} is missing"
    for name, part in value.items():
        if name in fields:
            yield from problems(fields[name], part, f"{place}.{name}".strip("."))
        elif schema.get("additionalProperties") is False:
            yield f"{here}: nobody decided on {name}"
