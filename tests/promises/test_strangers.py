"""Promise 7: what is alice's does not exist for bob beside her, nor for carol."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from tests.house.company import Company, company

DAVE = "dave@customer.example"
NOBODY = "0" * 32

# Everything a sender can ask of a message or an open: method, path, body.
ASKED: dict[str, tuple[str, str, Any]] = {
    "look": ("GET", "/messages/{message}", None),
    "erase": ("DELETE", "/messages/{message}", None),
    "confirm": ("POST", "/messages/{message}/sent", {}),
    "confirm for erin": (
        "POST",
        "/messages/{message}/sent",
        {"recipients": ["erin@client.example"]},
    ),
    "mark as looked at": ("POST", "/messages/{message}/viewing", {}),
    "insert a link": (
        "POST",
        "/messages/{message}/links",
        {"target": "https://north.example/offer"},
    ),
    "have its privacy link": ("POST", "/messages/{message}/privacy-link", {}),
    "stop": ("POST", "/messages/{message}/stop", {}),
    "claim the open": ("POST", "/opens/{open}/mine", {}),
}


@dataclass
class Mail:
    """A mail of alice's that dave opened."""

    office: Company
    message: str
    open: str


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    with company(tmp_path_factory.mktemp("candor")) as office:
        for person in (office.alice, office.bob, office.carol):
            person.ask("GET", "/me")  # the first sign-in makes the principal
        written = office.alice.write([DAVE], thread_ref="thread-1")
        office.fetch(written["html"])
        (row,) = office.alice.message(written["message_id"])["opens"]
        yield Mail(office, written["message_id"], row["id"])


def everything(office: Company) -> str:
    """Return a digest of all rows in the database."""
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        return hashlib.sha256("\n".join(other.iterdump()).encode()).hexdigest()


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("stranger", ["bob", "carol"])
def test_it_answers_a_stranger_as_if_there_were_none(
    mail: Mail, stranger: str, asked: str
) -> None:
    method, path, body = ASKED[asked]
    person = getattr(mail.office, stranger)
    before = everything(mail.office)
    foreign, missing = (
        person.ask(method, path.format(**ids), json=body)
        for ids in (
            {"message": mail.message, "open": mail.open},
            {"message": NOBODY, "open": NOBODY},
        )
    )
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert undated(foreign) == undated(missing)
    assert everything(mail.office) == before


def undated(answer: Any) -> list[tuple[str, str]]:
    return [each for each in answer.headers.items() if each[0].lower() != "date"]


@pytest.mark.parametrize("stranger", ["bob", "carol"])
def test_it_lists_nothing_of_alice_s_to(mail: Mail, stranger: str) -> None:
    person = getattr(mail.office, stranger)
    assert person.feed()["messages"] == person.feed(after=0)["messages"] == []
    assert person.ask("GET", "/messages").json() == {"messages": [], "before": None}


@pytest.mark.parametrize("stranger", ["bob", "carol"])
def test_it_matches_no_mail_of_alice_s_for(mail: Mail, stranger: str) -> None:
    before = everything(mail.office)
    copy = {
        "channel": "outlook",
        "sent_at": mail.office.clock.now.isoformat(),
        "recipients": [DAVE],
        "thread_ref": "thread-1",
    }
    answer = getattr(mail.office, stranger).ask("POST", "/messages/match", json=copy)
    assert answer.json() == {"message": None, "candidates": []}
    assert everything(mail.office) == before


def test_it_pages_from_no_place_in_alice_s_list_for_bob(mail: Mail) -> None:
    at = int(mail.office.clock.now.timestamp()) + 1
    answer = mail.office.bob.ask("GET", f"/messages?before={at}-{mail.message}")
    assert answer.json()["messages"] == []


@pytest.mark.parametrize("stranger", ["bob", "carol"])
def test_it_keeps_drafts_of_one_name_apart(mail: Mail, stranger: str) -> None:
    office = mail.office
    mine = office.alice.write(["dan@customer.example"], draft_ref="draft-0001")
    theirs = getattr(office, stranger).write([DAVE], draft_ref="draft-0001")
    assert theirs["message_id"] != mine["message_id"]
    assert office.alice.message(mine["message_id"])["state"] == "prepared"


def test_it_names_dave_differently_in_each_company(mail: Mail) -> None:
    office = mail.office
    carols = office.carol.write([DAVE], channel="gmail")["message_id"]
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        rows = [
            other.execute(
                "SELECT exact, family FROM recipient WHERE message_id = ?",
                (bytes.fromhex(message_id),),
            ).fetchall()
            for message_id in (mail.message, carols)
        ]
    assert [len(row) for row in rows] == [1, 1]
    assert len({index for row in rows for index in row[0]}) == 4


def test_it_opens_no_label_copied_into_another_company(mail: Mail) -> None:
    office = mail.office
    carols = office.carol.write([DAVE])
    office.fetch(carols["html"])
    there, here = (bytes.fromhex(each) for each in (carols["message_id"], mail.message))
    assert office.carol.message(carols["message_id"])["label"] == {"recipients": [DAVE]}
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as other:
        # A hand in the database lays alice's label into carol's row.
        other.execute(
            "UPDATE recipient SET label_sealed ="
            " (SELECT label_sealed FROM recipient WHERE message_id = ?)"
            " WHERE message_id = ?",
            (here, there),
        )
        other.commit()
    assert office.carol.message(carols["message_id"])["label"] is None
    assert office.alice.message(mail.message)["label"] == {"recipients": [DAVE]}
