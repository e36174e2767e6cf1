"""The add-on can send nothing that the API does not name."""

import re
from pathlib import Path

from pydantic import BaseModel

from backend.web.api.contract import SENDERS

API = (Path(__file__).parent / "js/gmail/api.mjs").read_text("utf-8")
# What may name a mail's text, under whatever word.
TEXTS = {"body", "content", "html", "snippet", "subject", "label"}


def fields_of(model: type[BaseModel] | None) -> set[str]:
    return set(model.model_fields) if model else set()


def api() -> dict[str, set[str]]:
    """Return the fields that each request may hold, as the server reads them."""
    return {
        f"{route.method} {re.sub('<[^>]+>', 'ID', route.path)}": fields_of(route.body)
        for route in SENDERS
    }


def addon() -> dict[str, set[str]]:
    """Return the fields that the harness lets through, over all of its cases."""
    table = API.split("const API = [")[1].split("\n];")[0]
    told: dict[str, set[str]] = {}
    for entry in re.findall(r"\[\s*/\^(.+?)\$/,\s*(\[[^\]]*\]|null)", table):
        path = entry[0].replace(r"[0-9a-f]{0,32}", "ID").replace("\\/", "/")
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
            told[f"{method} /api/v1{rest}"] = set(re.findall(r'"(\w+)"', entry[1]))
    return told


def test_it_lets_through_only_requests_that_the_server_knows() -> None:
    assert set(addon()) <= set(api())
    assert len(addon()) == 12


def test_it_lets_through_only_fields_that_the_server_knows() -> None:
    server = api()
    beyond = {name: fields - server[name] for name, fields in addon().items()}
    assert {name: fields for name, fields in beyond.items() if fields} == {}


def test_it_sends_no_field_that_could_hold_the_text_of_a_mail() -> None:
    sent = set[str]().union(*addon().values())
    assert sent & TEXTS == set()
    # What a link is called is the one text, and the rep types it for this.
    assert addon()["POST /api/v1/messages/ID/links"] == {"target", "text"}
