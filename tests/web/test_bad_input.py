"""Whatever a client sends: the problem that names it, and nothing stored."""

import http.client
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.desk.people import SENDERS
from backend.identity.claims import LEEWAY_SECONDS
from tests.house.company import DOORS, Company, company, draft

DAVE = "dave@customer.example"
NOBODY = "0" * 32

# Every route that takes a body, with a body it would take.
BODIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "issue": ("POST", "/messages", draft([DAVE])),
    "match": (
        "POST",
        "/messages/match",
        {
            "channel": "gmail",
            "sent_at": "2026-11-23T19:00:00Z",
            "recipients": [DAVE],
        },
    ),
    "withdraw": ("POST", "/messages/withdraw", {"draft_ref": "draft-0001"}),
    "sent": ("POST", f"/messages/{NOBODY}/sent", {}),
    "viewing": ("POST", f"/messages/{NOBODY}/viewing", {}),
    "stop": ("POST", f"/messages/{NOBODY}/stop", {}),
    "privacy link": ("POST", f"/messages/{NOBODY}/privacy-link", {}),
    "links": (
        "POST",
        f"/messages/{NOBODY}/links",
        {"target": "https://shop.example/", "text": "Shop"},
    ),
    "mine": ("POST", f"/opens/{NOBODY}/mine", {}),
    "me": ("PATCH", "/me", {"preferences": {}}),
}
# Every route of the API that needs a signed-in sender.
GUARDED = [
    *((method, path) for method, path, _ in BODIES.values()),
    ("GET", "/messages"),
    ("GET", f"/messages/{NOBODY}"),
    ("DELETE", f"/messages/{NOBODY}"),
    ("GET", "/feed"),
    ("GET", "/me"),
]

every_body = pytest.mark.parametrize("route", BODIES)


@pytest.fixture(scope="module", params=DOORS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """Return one company for all: bad input must leave no trace to trip over."""
    with company(tmp_path_factory.mktemp("candor"), request.param) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_is_stored(office: Company) -> Iterator[None]:
    office.alice.ask("GET", "/me")  # the first sign-in makes the principal
    before = rows(office)
    yield
    assert rows(office) == before


def rows(office: Company) -> list[str]:
    with office.installation.store.read() as reader:
        return [
            repr((message.id, message.state))
            for org in reader.organisations()
            for message in reader.due(office.clock.now.replace(year=9998), 1000)
            if message.org_id == org.id
        ]


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"].removeprefix("/problems/")


def send(office: Company, route: str, body: bytes, **headers: str) -> Any:
    method, path, _ = BODIES[route]
    headers = {"Content-Type": "application/json"} | headers
    return office.alice.ask(method, path, data=body, headers=headers)


@every_body
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "malformed")),
        (b"{", (400, "malformed")),
        (b"{}}", (400, "malformed")),
        (b'{"a": "\xff"}', (400, "malformed")),
        (b"[" * 5000, (400, "malformed")),
        (b"[]", (422, "invalid")),
        (b'"text"', (422, "invalid")),
        (b"null", (422, "invalid")),
        (b'{"body": "Dear Dave"}', (422, "invalid")),
        (b'{"html": "<p>Dear Dave</p>", "attachments": []}', (422, "invalid")),
    ],
    ids=[
        "nothing",
        "half an object",
        "more than an object",
        "bytes that are not UTF-8",
        "very deep",
        "a list",
        "a text",
        "null",
        "the mail's body",
        "the mail's HTML",
    ],
)
def test_it_names_what_is_wrong_with_a_body(
    office: Company, route: str, body: bytes, expected: tuple[int, str]
) -> None:
    assert problem(send(office, route, body)) == expected


@every_body
def test_it_refuses_an_unknown_field_beside_good_ones(
    office: Company, route: str
) -> None:
    _, _, good = BODIES[route]
    answer = send(office, route, json.dumps(good | {"content": "x"}).encode())
    assert problem(answer) == (422, "invalid")
    assert [each["field"] for each in answer.json()["errors"]] == ["content"]


@every_body
def test_it_wants_json(office: Company, route: str) -> None:
    answer = send(office, route, b"a=b", **{"Content-Type": "text/plain"})
    assert problem(answer) == (415, "unsupported-media-type")


@every_body
def test_it_takes_no_more_than_16_kib(office: Company, route: str) -> None:
    _, _, good = BODIES[route]
    padded = json.dumps(good).encode() + b" " * 16 * 1024
    assert problem(send(office, route, padded)) == (413, "too-large")


@every_body
@pytest.mark.parametrize("chunked", [False, True], ids=["plain", "chunked"])
def test_it_reads_no_ten_megabytes(
    office: Company, route: str, *, chunked: bool
) -> None:
    assert flood(office, route, chunked=chunked) == 413


def flood(office: Company, route: str, *, chunked: bool) -> int:
    """Send 10 MB as a client that never looks up; return the status."""
    method, path, _ = BODIES[route]
    parts = urlsplit(office.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    piece = b"x" * 65536
    headers = {
        "Authorization": f"Bearer {office.alice.token}",
        "Content-Type": "application/json",
    }
    if not chunked:
        headers["Content-Length"] = str(160 * len(piece))
    # The server says no before it has heard all: the answer is there to read.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(
            method,
            f"/api/v1{path}",
            body=(piece for _ in range(160)),
            headers=headers,
            encode_chunked=chunked,
        )
    try:
        return connection.getresponse().status
    finally:
        connection.close()


ISSUE = draft([DAVE])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipients": [DAVE] * 101}, "recipients"),
        ({"recipients": ["not an address"]}, "recipients.0"),
        ({"recipients": ["dave@customer.example\x00"]}, "recipients.0"),
        ({"recipients": ["Dave <dave@customer.example>"]}, "recipients.0"),
        ({"recipients": [7]}, "recipients.0"),
        ({"recipients": DAVE}, "recipients"),
        ({"channel": "thunderbird"}, "channel"),
        ({"channel": 1}, "channel"),
        ({"draft_ref": "short"}, "draft_ref"),
        ({"draft_ref": "x" * 65}, "draft_ref"),
        ({"draft_ref": "has a space"}, "draft_ref"),
        ({"compose_type": "draft"}, "compose_type"),
        ({"format": "rtf"}, "format"),
        ({"mode": "totals"}, "mode"),
        ({"mode": "everything"}, "mode"),
        ({"label": {"subject": "x" * 256}}, "label.subject"),
        ({"label": {"subject": "a\x00b"}}, "label.subject"),
        ({"label": {"body": "Dear Dave"}}, "label.subject"),
        ({"label": "Offer"}, "label"),
        ({"thread_ref": ""}, "thread_ref"),
        ({"thread_ref": "x" * 256}, "thread_ref"),
        ({"another": "yes"}, "another"),
    ],
    ids=str,
)
def test_it_names_the_field_that_is_wrong(
    office: Company, change: dict[str, Any], field: str
) -> None:
    answer = send(office, "issue", json.dumps(ISSUE | change).encode())
    assert problem(answer) == (422, "invalid")
    assert field in [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize("missing", ["channel", "draft_ref", "recipients", "format"])
def test_it_names_the_field_that_is_missing(office: Company, missing: str) -> None:
    body = {name: value for name, value in ISSUE.items() if name != missing}
    answer = send(office, "issue", json.dumps(body).encode())
    assert answer.json()["errors"][0]["field"] == missing


def test_it_never_repeats_an_address_it_refused(office: Company) -> None:
    answer = send(
        office, "issue", json.dumps(ISSUE | {"recipients": ["mallory@@x"]}).encode()
    )
    assert "mallory" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        *("after=x", "after=-1", "before=x", "before=-1", "after=1&before=1"),
        *("wait=26", "wait=-1", "wait=1&wait=2", "body=x"),
    ],
)
def test_it_names_a_wrong_feed_query(office: Company, query: str) -> None:
    assert problem(office.alice.ask("GET", f"/feed?{query}")) == (422, "invalid")


@pytest.mark.parametrize("query", ["before=x", "limit=0", "limit=101", "q=dave"])
def test_it_names_a_wrong_list_query(office: Company, query: str) -> None:
    assert problem(office.alice.ask("GET", f"/messages?{query}")) == (422, "invalid")


@pytest.mark.parametrize("method_and_path", GUARDED, ids=" ".join)
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": None},
        {"Authorization": "Basic YWxpY2U6"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer not.a.token"},
        {"Authorization": "Bearer " + "x" * 9000},
    ],
    ids=["none", "basic", "empty", "junk", "too long"],
)
def test_it_lets_nobody_in_unknown(
    office: Company, method_and_path: tuple[str, str], headers: dict[str, str | None]
) -> None:
    method, path = method_and_path
    answer = office.alice.ask(method, path, headers=headers)
    assert problem(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("method_and_path", GUARDED, ids=" ".join)
def test_it_lets_nobody_in_with_an_expired_token(
    office: Company, method_and_path: tuple[str, str]
) -> None:
    method, path = method_and_path
    issuer = office.outside.issuer
    then = int(office.clock.now.timestamp()) - 7200
    old = issuer.entra_token(SENDERS["alice"], iat=then, nbf=then, exp=then + 3600)
    headers = {"Authorization": f"Bearer {old}"}
    answer = office.alice.ask(method, path, headers=headers)
    assert problem(answer) == (401, "unauthenticated")


def test_it_lets_alice_in_no_longer_than_her_token_lasts(office: Company) -> None:
    alice, issuer = office.alice, office.outside.issuer
    ends = int(office.clock.now.timestamp()) + 30
    short = issuer.entra_token(SENDERS["alice"], exp=ends)
    headers = {"Authorization": f"Bearer {short}"}
    office.clock.move(seconds=30 + LEEWAY_SECONDS - 2)
    assert alice.ask("GET", "/me", headers=headers).ok
    # She was let in two seconds ago; that is no reason to let her in now.
    office.clock.move(seconds=2)
    assert problem(alice.ask("GET", "/me", headers=headers)) == (401, "unauthenticated")


@pytest.mark.parametrize("odd", ["7", "g" * 32, "0" * 31, "0" * 33, "A" * 32, "%00"])
@pytest.mark.parametrize("action", ["", "/sent", "/viewing", "/stop"])
def test_it_finds_no_message_by_an_odd_id(
    office: Company, odd: str, action: str
) -> None:
    method = "POST" if action else "GET"
    answer = office.alice.ask(
        method, f"/messages/{odd}{action}", json={} if action else None
    )
    assert problem(answer) == (404, "not-found")


def test_it_says_which_methods_a_route_takes(office: Company) -> None:
    answer = office.alice.ask("PUT", "/messages")
    assert problem(answer) == (405, "method-not-allowed")
    assert "POST" in answer.headers["Allow"]
