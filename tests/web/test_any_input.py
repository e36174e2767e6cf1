"""Whatever fits the API's description, and whatever does not: described answers only.

Schemathesis makes the requests from the served document. It is used through its Python
API; as a plugin it would collect, and change, the tests of others.
"""

import copy
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.house.company import Company, company, pixel_of, privacy_link_of
from tests.house.described import DOCUMENT

DAVE = "dave@customer.example"
EXAMPLES = 20
DESCRIBED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REFUSALS = {"expected-statuses": ["400", "404", "413", "422"]}
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": REFUSALS}}
)
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
# Those that take something that can be wrong.
TAKING = [
    name
    for name, operation in OPERATIONS.items()
    if "requestBody" in operation
    or any(each["in"] == "query" for each in operation["parameters"])
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    # All the requests of all the tests are alice's, more than one person may make.
    without_limit = {
        "CANDOR_ISSUES_PER_MINUTE": "1000000",
        "CANDOR_REQUESTS_PER_MINUTE": "1000000",
    }
    with company(tmp_path_factory.mktemp("candor"), **without_limit) as running:
        for _ in range(7):  # so that a waiting feed has news for whatever cursor
            running.fetch(running.alice.write([DAVE])["html"])
        yield running


def real(office: Company) -> dict[str, str]:
    """Return what exists for each name a path may hold, made anew."""
    # Somebody new each time: one of these requests says no for good.
    mail = office.alice.write([f"{os.urandom(4).hex()}@customer.example"])
    office.fetch(mail["html"])
    (row,) = office.alice.message(mail["message_id"])["opens"]
    return {
        "message_id": mail["message_id"],
        "open_id": row["id"],
        "token": privacy_link_of(mail["html"]).rsplit("/", 1)[1],
        "name": pixel_of(mail["html"]).rsplit("/", 1)[1],
        "filename": "privacy.css",
    }


def ask(office: Company, document: dict[str, Any], name: str, **how: Any) -> None:
    """Make requests for one operation and hold the answers to the checks."""
    method, path = name.split(" ")
    operation = schemathesis.openapi.from_dict(document, config=CONFIG)[path][method]
    checks = how.pop("checks")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(**how), known=st.booleans())
    def run(case: Any, *, known: bool) -> None:
        if known and case.path_parameters:
            found = real(office)
            case.path_parameters |= {n: found[n] for n in case.path_parameters}
        case.call_and_validate(
            base_url=office.url,
            session=office.alice.http,
            checks=checks,
            allow_redirects=False,
            timeout=60,
        )

    run()


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_answers_as_described(office: Company, name: str) -> None:
    checks = [*DESCRIBED, unsupported_method, ignored_auth]
    ask(office, DOCUMENT, name, generation_mode=GenerationMode.POSITIVE, checks=checks)


@pytest.mark.parametrize("name", TAKING)
def test_it_refuses_what_does_not_fit(office: Company, name: str) -> None:
    checks = [*DESCRIBED, negative_data_rejection]
    # Without the bearer, which would be what does not fit most of the time.
    operations = copy.deepcopy(DOCUMENT)
    for methods in operations["paths"].values():
        for operation in methods.values():
            operation["security"] = []
    ask(
        office, operations, name, generation_mode=GenerationMode.NEGATIVE, checks=checks
    )
