"""Holds what the server answers to what its document says it may answer."""

import re
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import requests

from backend.web.api.openapi import document

DOCUMENT = document()


class Undescribed(AssertionError):
    """An answer that the document knows nothing of."""


def check(answer: requests.Response) -> None:
    """Raise Undescribed for an answer to a described method that is not described."""
    method = str(answer.request.method).lower()
    path = urlsplit(str(answer.request.url)).path
    template = _template(path)
    operation = DOCUMENT["paths"][template].get(method) if template else None
    if operation is None:
        if answer.status_code not in {HTTPStatus.NOT_FOUND, 405} and method != "head":
            raise Undescribed(f"{method} {path}: no such route")
        return
    told = operation["responses"].get(str(answer.status_code))
    if told is None:
        raise Undescribed(f"{method} {template}: {answer.status_code}")
    media = answer.headers.get("Content-Type", "").partition(";")[0]
    content = told.get("content", {})
    if bool(answer.content) != bool(content) or (content and media not in content):
        raise Undescribed(f"{method} {template}: {answer.status_code} as {media!r}")
    if media.endswith("json"):
        found = _validator(template, method, answer.status_code, media)
        for each in found.iter_errors(answer.json()):
            raise Undescribed(f"{method} {template}: {each}")


def wrong(method: str, path: str, status: int, body: object) -> list[str]:
    """Return what the document has against a JSON answer that nobody gave yet."""
    template, way = _template(urlsplit(path).path), method.lower()
    if str(status) not in DOCUMENT["paths"][template][way]["responses"]:
        return [f"no answer is {status}"]
    validator = _validator(template, way, status, "application/json")
    return [str(each) for each in validator.iter_errors(body)]


@cache
def _template(path: str) -> str:
    """Return the described path, the plainest that fits; empty for none."""
    for template in sorted(DOCUMENT["paths"], key=lambda text: text.count("{")):
        rest = ".*" if template.startswith(("/track/", "/addin/")) else "[^/]*"
        pattern = re.sub(r"\\{[a-z_]+\\}", rest, re.escape(template))
        if re.fullmatch(pattern, path):
            return str(template)
    return ""


@cache
def _validator(template: str, method: str, status: int, media: str) -> Any:
    operation = DOCUMENT["paths"][template][method]
    told = operation["responses"][str(status)]["content"][media]
    schema = told.get("schema", {}) | {"components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(schema)
