"""The OpenAPI 3.1 document, made of the table of routes and the models that validate.

https://spec.openapis.org/oas/v3.1.1; its schemas are JSON Schema 2020-12.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.web.api import answers, render
from backend.web.api.contract import JSON, ROUTES, Route, Said
from backend.web.api.render import Json
from backend.web.problem import Kind

REF = "#/components/schemas/{model}"
PROBLEM_JSON = "application/problem+json"
_VARIABLE = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")


def routes() -> Blueprint:
    """Return the blueprint of /api/v1/openapi.json; the same for everybody."""
    blueprint = Blueprint("openapi", __name__)
    told = _told()

    @blueprint.get("/api/v1/openapi.json")
    def show() -> Response:
        return Response(told, mimetype=JSON)

    return blueprint


@cache
def _told() -> bytes:
    return render.dump(document())


def document() -> Json:
    """Return the whole document."""
    paths: dict[str, Json] = {}
    for route in ROUTES:
        path = _VARIABLE.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Candor",
            "version": version("candor-mail"),
            "description": "Tells a sender when a tracked mail was opened. No part of "
            "a mail's body is ever taken: a field that is not named here is refused.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An Entra access token for this server, or a "
                    "Google identity token",
                }
            },
        },
    }


def _schemas() -> Json:
    models: dict[type[BaseModel], None] = {answers.Problem: None}
    for route in ROUTES:
        if route.body is not None:
            models[route.body] = None
        models.update((model, None) for said in route.says for model in said.models)
    _, made = models_json_schema(
        [(model, "validation") for model in models], ref_template=REF
    )
    found: Json = made["$defs"]
    return found


def _operation(route: Route) -> Json:
    made: Json = {
        "summary": route.summary,
        "operationId": re.sub(r"\W+", "_", route.name.lower()).strip("_"),
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _responses(route),
        "security": [{"bearer": []}] if route.senders_only else [],
    }
    if route.body is not None:
        content = {JSON: {"schema": _ref(route.body)}}
        made["requestBody"] = {"required": True, "content": content}
    elif route.form:
        schema = {"type": "object", "properties": dict(route.form)}
        content = {"application/x-www-form-urlencoded": {"schema": schema}}
        made["requestBody"] = {"content": content}
    return made


def _path_parameters(route: Route) -> Iterable[Json]:
    for name in _VARIABLE.findall(route.path):
        # What is no id names nothing: it is answered with 404, not refused.
        schema = {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(route: Route) -> Iterable[Json]:
    if route.query is None:
        return
    for name, schema in route.query.model_json_schema()["properties"].items():
        # None stands for a parameter that was left out; no text spells it.
        (told,) = (
            each for each in schema.get("anyOf", [schema]) if each["type"] != "null"
        )
        yield {"name": name, "in": "query", "required": False, "schema": told}


def _responses(route: Route) -> Json:
    found: dict[str, Json] = {}
    for said in route.says:
        found[str(said.status)] = {"description": said.meaning} | _content(said)
    by_status: dict[int, list[Kind]] = {}
    for kind in route.all_problems():
        by_status.setdefault(kind.status, []).append(kind)
    for status, kinds in by_status.items():
        titles = "; or ".join(dict.fromkeys(kind.title for kind in kinds))
        answer = found.setdefault(str(status), {"description": titles})
        answer.setdefault("content", {})[PROBLEM_JSON] = {"schema": _problem(kinds)}
    return dict(sorted(found.items()))


def _content(said: Said) -> Json:
    schemas = [_ref(model) for model in said.models]
    schema: Json = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    described: Json = {"schema": schema} if schemas else {}
    return {"content": dict.fromkeys(said.media, described)} if said.media else {}


def _problem(kinds: Iterable[Kind]) -> Json:
    words = sorted({f"/problems/{kind.word}" for kind in kinds})
    return _ref(answers.Problem) | {"properties": {"type": {"enum": words}}}


def _ref(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": REF.format(model=model.__name__)}
