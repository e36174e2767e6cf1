"""The API's own description: valid, complete, and true of every answer."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import requests

from backend.web.api.contract import ROUTES
from backend.web.problem import Kind
from tests.house.company import DAVE_ADDRESS, Company, company
from tests.house.described import DOCUMENT, Undescribed, check

SCHEMAS = DOCUMENT["components"]["schemas"]


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running


def test_it_serves_its_description_to_everybody(office: Company) -> None:
    answer = requests.get(f"{office.url}/api/v1/openapi.json", timeout=20)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == DOCUMENT
    assert DAVE_ADDRESS not in answer.text


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_describes_shapes_in_valid_json_schema(name: str) -> None:
    jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    )
    assert jsonschema_rs.meta.is_valid(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_has_no_field_beside_the_named_ones(name: str) -> None:
    if SCHEMAS[name]["type"] == "object":
        assert SCHEMAS[name]["additionalProperties"] is False


def test_it_names_every_problem_there_is() -> None:
    told = {kind for route in ROUTES for kind in route.all_problems()}
    # A method nobody described, and what no route answers yet.
    assert set(Kind) - told == {Kind.METHOD_NOT_ALLOWED}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "read"},
        {"html": "<p>Dear Dave</p>"},
        {"issued_at": "yesterday"},
        {"recipient_count": None},
        {"summary": {}},
    ],
    ids=str,
)
def test_it_would_notice_an_answer_it_does_not_describe(
    office: Company, change: dict[str, Any]
) -> None:
    written = office.alice.write(["dave@customer.example"])
    answer = office.alice.ask("GET", f"/messages/{written['message_id']}")
    answer._content = json.dumps(answer.json() | change).encode()
    with pytest.raises(Undescribed):
        check(answer)


def test_it_would_notice_a_status_it_does_not_describe(office: Company) -> None:
    answer = office.alice.ask("GET", "/me")
    answer.status_code = 402
    with pytest.raises(Undescribed):
        check(answer)
