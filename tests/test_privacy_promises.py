"""The twelve promises of backend/docs/privacy.md, a test for each.

Their corners are in tests/promises; what other files hold in full is named there.
"""

import shutil
import sqlite3
import struct
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from pydantic import BaseModel

from backend.crypto import masterkey
from backend.domain.errors import KeyMissing
from backend.installation import MASTER_KEY, open_keys
from backend.web.api import requests as bodies
from tests.house import canary
from tests.house.canary import Search
from tests.house.company import (
    GMAIL_PROXY,
    GOOGLE_ADDRESS,
    Company,
    company,
    draft,
    pixel_of,
    privacy_link_of,
)
from tests.house.papers import DOCS, text
from tests.promises.answers import answer, pass_time, path_of, paths
from tests.promises.held import held
from tests.promises.serving import serving
from tests.promises.tour import ADDRESSES, all_ways

DAVE, DAN, ERIN = (
    "dave@customer.example",
    "dan@customer.example",
    "erin@client.example",
)


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("candor")) as running:
        yield running


def rows(office: Company, query: str, *values: object) -> list[Any]:
    """Ask the database past the server, as a second program."""
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        return other.execute(query, values).fetchall()


# 1. The body of a mail cannot reach the server.

# Every field there is, by the model; a new one needs a line and a thought.
FIELDS = {
    "IssueBody": {
        *("channel", "draft_ref", "recipients", "compose_type", "format"),
        *("label", "mode", "thread_ref", "another", "earlier"),
    },
    "LabelBody": {"subject"},
    "MatchBody": {"channel", "sent_at", "recipients", "thread_ref"},
    "LinkBody": {"target", "text"},
    "SentBody": {"sent_at", "recipients", "thread_ref"},
    "EmptyBody": set(),
    "MeBody": {"preferences"},
    "PreferencesBody": {"auto_track", "never_domains", "always_disclose"},
    "FeedQuery": {"after", "before", "wait"},
    "ListQuery": {"before", "limit"},
}
TEXT_MAX = 320  # the longest text a field may take: an address
LONGER = {"target": 8192}  # refused unless it is one https address of 2,048


def models() -> dict[str, type[BaseModel]]:
    return {
        name: found
        for name, found in vars(bodies).items()
        if isinstance(found, type)
        and issubclass(found, BaseModel)
        and found.__module__ == bodies.__name__
        and not found.__subclasses__()
    }


def texts(schema: Any) -> Iterator[dict[str, Any]]:
    """Return the schema of every text in a model, however deep."""
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            yield schema
        for part in schema.values():
            yield from texts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from texts(part)


def test_it_has_no_route_that_takes_a_body() -> None:
    found = models()
    assert {name: set(each.model_fields) for name, each in found.items()} == FIELDS
    for name, each in found.items():
        assert each.model_config.get("extra") == "forbid", name
        for field, schema in each.model_json_schema().get("properties", {}).items():
            for found_text in texts(schema):
                most = LONGER.get(field, TEXT_MAX)
                short = found_text.get("maxLength", most + 1) <= most
                closed = {"enum", "pattern", "format"} & found_text.keys()
                assert short or closed, (name, field)


# 2. An address or an agent never reaches disk or log.


# What must have been kept, or the search of the database proves little.
KEPT = (
    *(("open", "id"), ("click", "id"), ("link", "target_sealed")),
    *(("recipient", "label_sealed"), ("message", "subject_sealed")),
)


def test_it_keeps_no_address_and_no_agent(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        visitors = all_ways(served)
        marks = [mark for each in visitors for mark in each.marks.values()]
        marks.append(canary.word("alice's address", "alice@north.example"))
        search = Search(marks)
        assert search.files(tmp_path).certain == set()
        served.stop()
    assert search.files(tmp_path).certain == set()
    # The visit was worth the name: all addresses, all kinds of answers, kept rows.
    assert len({each.address for each in visitors}) == len(ADDRESSES) == 40
    answered = sum((each.answered for each in visitors), Counter[int]())
    expected = {200, 201, 204, 302, 304, 400, 401, 404, 405, 413, 415, 422, 500, 503}
    assert expected <= set(answered)
    assert {len(each.pixels) for each in visitors} == {3}  # GET, HEAD, and 503
    assert len(set().union(*(each.pixels for each in visitors))) == 3
    with closing(sqlite3.connect(tmp_path / "data/candor.db")) as kept:
        for table, column in KEPT:
            query = f"SELECT count({column}) FROM {table}"  # noqa: S608  # from above
            assert kept.execute(query).fetchone()[0] >= 40, table
    assert (tmp_path / "log").read_text().count("fetch_not_kept") >= 40


# 3. An open is durable before it is answered, and none is counted twice.


def test_it_keeps_an_open_before_it_answers(office: Company) -> None:
    mails = [office.alice.write([DAVE]) for _ in range(3)]
    for number, mail in enumerate(mails * 5, start=1):
        assert office.fetch(mail["html"]).status_code == 200
        # What another connection sees was committed.
        assert rows(office, "SELECT count(*) FROM open") == [(number,)]
    # Nobody is told of a fetch before it is kept either.
    office.fetch(mails[0]["html"], method="HEAD")
    assert rows(office, "SELECT count(*) FROM open") == [(15,)]
    assert rows(office, "SELECT sum(surplus) FROM message") == [(0,)]


# 4. Every fetch gets the same answer.


def test_it_answers_every_fetch_alike(office: Company) -> None:
    told = {name: answer(office.url, path) for name, path in paths(office).items()}
    assert told["good"].startswith(b"HTTP/1.1 200 ")
    assert {name for name in told if told[name] != told["good"]} == set()


# 5. No message is tracked when one of its recipients has said no, or was not asked.


def test_it_tracks_nobody_who_refused(office: Company) -> None:
    say_no(office.bob.write([DAVE]))
    for channel in ("outlook", "gmail"):
        for recipients, reason in (
            ([DAVE], "refused"),
            ([DAN, DAVE], "refused"),
            ([ERIN], "consent_needed"),
            ([DAN, ERIN], "consent_needed"),
            ([DAN, ERIN, DAVE], "refused"),
        ):
            told = office.alice.write(recipients, channel=channel)
            assert (told["tracked"], told["reason"]) == (False, reason)
            assert "html" not in told
    assert rows(office, "SELECT count(*) FROM message") == [(1,)]


def say_no(mail: dict[str, Any]) -> None:
    link = privacy_link_of(mail["html"])
    assert requests.post(link, data={"action": "no"}, timeout=20).ok


# 6. A no works backwards.


def test_it_lets_a_no_work_backwards(office: Company) -> None:
    mails = [office.alice.write([DAVE]), office.alice.write([DAVE, DAN])]
    for mail in mails:
        office.fetch(mail["html"])
    say_no(office.bob.write([DAVE]))
    for mail in mails:
        office.fetch(mail["html"])
    assert rows(office, "SELECT count(*) FROM open") == [(len(mails),)]
    states = [office.alice.message(mail["message_id"])["state"] for mail in mails]
    assert states == ["stopped", "stopped"]


# 7. Nobody but the sender sees the sender's feed.


def test_it_shows_a_feed_to_its_sender_alone(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"])
    for stranger in (office.bob, office.carol):
        assert stranger.feed()["messages"] == []
        foreign = stranger.ask("GET", f"/messages/{mail['message_id']}")
        missing = stranger.ask("GET", f"/messages/{'0' * 32}")
        assert foreign.status_code == 404
        assert foreign.content == missing.content
    assert [each["id"] for each in office.alice.feed()["messages"]] == [
        mail["message_id"]
    ]


# 8. Tracking data expire and can be erased; a no never expires.


def test_it_lets_tracking_data_expire(office: Company) -> None:
    office.installation.tickers[0].stop()  # time passes by hand
    mail, gone = office.alice.write([DAVE]), office.alice.write([DAN])
    for each in (mail, gone):
        office.fetch(each["html"])
    say_no(gone)
    pass_time(office, days=364)
    office.clock.move(days=1)
    office.fetch(mail["html"])  # over, though not deleted yet
    assert rows(office, "SELECT count(*) FROM open") == [(2,)]
    pass_time(office)
    for table in ("message", "recipient", "token", "open"):
        query = f"SELECT count(*) FROM {table}"  # noqa: S608  # from the line above
        assert rows(office, query) == [(0,)], table
    assert rows(office, "SELECT count(*) FROM refusal") == [(1,)]


# 9. Tracking never holds up a mail.


def test_it_never_holds_up_a_mail(office: Company) -> None:
    mail = office.alice.write([DAVE])
    with held(office.directory / "data/candor.db"):
        path = f"/messages/{mail['message_id']}"
        for method, asked, body in (
            ("POST", "/messages", draft([DAVE])),
            ("POST", f"{path}/sent", {}),
            ("DELETE", path, None),
        ):
            refused = office.alice.ask(method, asked, json=body)
            # A document the add-ins know: they let the mail go, untracked.
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert refused.json()["type"] == "/problems/store-unavailable"
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        # The mail that is out stays whole: its image is one, its link leads somewhere.
        assert office.fetch(mail["html"]).headers["Content-Type"] == "image/png"
        assert requests.get(privacy_link_of(mail["html"]), timeout=20).ok
    assert office.alice.write([DAVE])["tracked"]


# 10. The sidebar never says more than is known.


@pytest.mark.parametrize(
    ("fetch", "said"),
    [
        (None, "not_seen"),
        ({}, "opened"),
        ({"agent": GMAIL_PROXY, "address": GOOGLE_ADDRESS}, "opened_via"),
        ({"agent": "SeznamEmailProxy/2.0.110"}, "maybe"),
        ({"agent": None}, "not_seen"),
        ({"agent": "curl/8.5.0"}, "not_seen"),
        ({"Sec-Purpose": "prefetch"}, "cannot_tell"),
        ({"agent": "Something/1.0"}, "cannot_tell"),
        ({"address": "nobody knows"}, "opened"),
        ({"address": "3.5.140.1"}, "cannot_tell"),
    ],
    ids=[
        "no fetch",
        "a browser at home",
        "Gmail's proxy",
        "somebody's proxy",
        "no agent",
        "a program",
        "loaded ahead",
        "an unknown program",
        "an address that is none",
        "a data centre",
    ],
)
def test_it_says_opened_only_of_a_person(
    office: Company, fetch: dict[str, Any] | None, said: str
) -> None:
    mail = office.alice.write([DAVE])
    office.alice.ask("POST", f"/messages/{mail['message_id']}/sent", json={})
    office.clock.move(minutes=10)
    if fetch is not None:
        office.fetch(mail["html"], **fetch)
    summary = office.alice.message(mail["message_id"])["summary"]
    assert summary["status"] == said
    assert summary["opens"] == said.startswith("opened")


# 11. A stolen database reveals no address and no label, and forges no open.


def test_it_keeps_keys_apart_from_data(office: Company, tmp_path: Path) -> None:
    mails = [office.alice.write([DAVE]), office.carol.write([DAVE])]
    stolen = tmp_path / "data"
    shutil.copytree(office.directory / "data", stolen)
    tokens = [path_of(mail["html"]).rsplit("/", 1)[1][:32] for mail in mails]
    marks = [canary.word(each, each) for each in (DAVE, *tokens)]
    assert Search(marks).files(stolen).certain == set()

    masterkey.create(tmp_path / "other" / MASTER_KEY)
    for keys in (tmp_path / "none", tmp_path / "other"):
        config = replace(office.installation.config, data_dir=stolen, key_dir=keys)
        with pytest.raises(KeyMissing):
            open_keys(config)
    for secret in stored_bytes(stolen / "candor.db"):
        forged = urlsafe_b64encode((secret * 2)[:24]).decode()
        assert office.fetch(f"{office.url}/track/open/{forged}.png").status_code == 200
    assert rows(office, "SELECT count(*) FROM open") == [(0,)]


def stored_bytes(database: Path) -> set[bytes]:
    """Return every value of the database that could be part of a token."""
    with closing(sqlite3.connect(database)) as stolen:
        tables = stolen.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        found = {
            value
            for (table,) in tables.fetchall()
            for row in stolen.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for value in row
            if isinstance(value, bytes) and len(value) >= 16
        }
    assert len(found) > 10
    return found


# 12. The pixel can be blocked.


class Snippet(HTMLParser):
    """What is put into a mail: its elements, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


@pytest.mark.parametrize("channel", ["outlook", "gmail"])
def test_it_can_be_blocked(office: Company, channel: str) -> None:
    mail = office.alice.write([DAVE], channel=channel)
    elements = Snippet(mail["html"]).elements
    pixel, link = pixel_of(mail["html"]), privacy_link_of(mail["html"])
    # A line, its link, one image: no style that hides, no second way to be loaded.
    assert elements == [
        ("p", {}),
        ("small", {}),
        ("a", {"href": link}),
        ("img", {"src": pixel, "width": "1", "height": "1", "alt": ""}),
    ]
    parts = urlsplit(pixel)
    assert f"{parts.scheme}://{parts.netloc}" == office.url
    assert parts.path.startswith("/track/open/")
    assert (parts.query, parts.fragment) == ("", "")
    # As large as it says it is (PNG section 11.2.1).
    image = office.fetch(pixel).content
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">4sII", image[12:24]) == (b"IHDR", 1, 1)


def test_it_publishes_the_path_to_block() -> None:
    told = text(DOCS / "privacy.md").split("## What a recipient can do")[1]
    assert "`/track/open/`" in told
