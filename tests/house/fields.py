"""What a request holds, name by name, and what the API's models know of it."""

import re
from collections.abc import Iterator
from typing import Any

from backend.web.api.contract import SENDERS

PREFIX = "/api/v1/"


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Yield the name of every field, however deep; one in a list as `name[].other`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield at + name
            yield from paths(inner, f"{at}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at.removesuffix('.')}[].")


def known(method: str, path: str) -> set[str]:
    """Return the fields that the API's model of a request has; `path` as it was asked.

    Raises LookupError for what is no request of the API's.
    """
    asked = PREFIX + path.partition("?")[0]
    for route in SENDERS:
        spelt = re.sub(r"<\w+>", "[0-9a-f]{32}", route.path)
        if route.method == method and re.fullmatch(spelt, asked):
            schema = route.body.model_json_schema() if route.body else {}
            return set(_fields(schema, schema.get("$defs", {})))
    raise LookupError(f"{method} {path}")


def _fields(schema: Any, shared: dict[str, Any], at: str = "") -> Iterator[str]:
    if "$ref" in schema:
        yield from _fields(shared[schema["$ref"].rpartition("/")[2]], shared, at)
    for branch in schema.get("anyOf", ()):
        yield from _fields(branch, shared, at)
    if "items" in schema:
        yield from _fields(schema["items"], shared, f"{at.removesuffix('.')}[].")
    for name, inner in schema.get("properties", {}).items():
        yield at + name
        yield from _fields(inner, shared, f"{at}{name}.")
