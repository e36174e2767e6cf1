"""North Sales leaves, and takes everything with it but what people refused."""

import json
import os
import sqlite3
from contextlib import closing
from typing import Any

import pytest
import requests

from backend.services.orgs import found
from backend.store import names
from tests.cli.office import Shell
from tests.house.company import NORTH_SALES, Company, pixel_of, privacy_link_of
from tests.promises.answers import answer, path_of

DAVE, GIL = "dave@customer.example", "gil@customer.example"
ERASE = ("orgs", "erase", "North Sales")


def mail(office: Company, who: str, to: str, **more: Any) -> dict[str, Any]:
    person = getattr(office, who)
    sent: dict[str, Any] = person.write([to], **more)
    sent["link"] = person.link(sent["message_id"], "https://shop.example/offer")
    office.fetch(sent["html"])
    office.fetch(sent["link"])
    return sent


def refuse(sent: dict[str, Any]) -> None:
    link = privacy_link_of(sent["html"])
    assert requests.post(link, data={"action": "no"}, timeout=20).ok


def left(office: Company) -> dict[str, int]:
    """Return how many rows and keys there are of the erased organisation."""
    with (
        closing(sqlite3.connect(office.directory / "data/candor.db")) as data,
        closing(sqlite3.connect(office.directory / "keys/keys.db")) as keys,
    ):
        ((org_id,),) = data.execute("SELECT org_id FROM organisation WHERE name = ''")
        tables = [
            row[0]
            for row in data.execute(
                "SELECT DISTINCT tables.name FROM sqlite_schema AS tables"
                " JOIN pragma_table_info(tables.name) AS columns"
                " WHERE tables.type = 'table' AND columns.name = 'org_id'"
            )
        ]
        found = {
            table: data.execute(
                f'SELECT count(*) FROM "{table}" WHERE org_id = ?',  # noqa: S608  # from the schema
                (org_id,),
            ).fetchone()[0]
            for table in tables
        }
        found["wrapped_key"] = keys.execute(
            "SELECT count(*) FROM wrapped_key WHERE org_id = ?", (org_id,)
        ).fetchone()[0]
    return {table: count for table, count in found.items() if count}


def test_it_erases_north_and_leaves_south(running: Company, shell: Shell) -> None:
    norths = mail(running, "alice", DAVE)
    souths = mail(running, "carol", DAVE, channel="gmail")
    refuse(mail(running, "bob", GIL))
    done = shell.run(*ERASE, "--yes", "--json")
    assert json.loads(done.stdout) == {
        "organisation": "North Sales",
        "messages": 2,
        "log_emptied": True,
    }
    assert left(running) == {
        "organisation": 1,
        "directory": 1,
        "setting": 1,
        "refusal": 1,
        "audit": 1,
    }
    assert running.fetch(norths["link"]).status_code == 404
    assert running.fetch(souths["link"]).status_code == 302
    assert running.carol.message(souths["message_id"])["label"] == {
        "recipients": [DAVE]
    }


def test_it_answers_a_pixel_of_north_as_any_other(
    running: Company, shell: Shell
) -> None:
    norths = mail(running, "alice", DAVE)
    souths = mail(running, "carol", DAVE, channel="gmail")
    assert shell.run(*ERASE, "--yes").exit_code == 0
    assert pixel_of(norths["html"]) != pixel_of(souths["html"])
    answers = {answer(running.url, path_of(each["html"])) for each in (norths, souths)}
    assert len(answers) == 1


def test_it_lets_nobody_of_north_in_any_more(running: Company, shell: Shell) -> None:
    mail(running, "alice", DAVE)
    assert shell.run(*ERASE, "--yes").exit_code == 0
    assert running.alice.write([DAVE])["tracked"] is False  # remembered for a minute
    running.clock.move(seconds=61)
    for person in (running.alice, running.bob):
        assert person.ask("GET", "/feed").status_code == 403
    assert running.carol.ask("GET", "/feed").status_code == 200
    assert "principal" not in left(running)


def test_it_lets_nobody_of_north_in_while_it_is_being_erased(
    running: Company,
) -> None:
    mail(running, "alice", DAVE)
    being_erased(running)
    running.clock.move(seconds=61)
    for person in (running.alice, running.bob):  # who was here before, and who was not
        assert person.ask("GET", "/feed").status_code == 403


def being_erased(office: Company) -> None:
    """Leave north as a command that was killed at once leaves it."""
    store = office.installation.store
    with store.read() as reader:
        (north,) = [o for o in reader.organisations() if o.name == "North Sales"]
    store.write(lambda tx: tx.set_setting(north.id, names.ERASED, names.YES)).result()


def test_it_honours_gil_s_no_when_north_comes_back(
    running: Company, shell: Shell
) -> None:
    refuse(mail(running, "alice", GIL))
    mail(running, "alice", DAVE)
    assert shell.run(*ERASE, "--yes").exit_code == 0
    running.clock.move(seconds=61)
    running.installation.keyring.forget_destroyed()
    create_again(running)
    assert running.alice.feed()["messages"] == []
    assert running.alice.write([GIL])["reason"] == "refused"
    again = running.alice.write([DAVE])
    label = running.alice.message(again["message_id"])["label"]
    assert label == {"recipients": [DAVE]}


def create_again(office: Company) -> None:
    """Found north anew, as `candor init` does, beside the server."""
    found(
        office.installation.store,
        NORTH_SALES,
        clock=office.clock,
        entropy=os.urandom,
    )


def test_it_asks_first(running: Company, shell: Shell) -> None:
    sent = mail(running, "alice", DAVE)
    declined = shell.run(*ERASE, answers="n\n")
    assert declined.exit_code == 1
    assert "Erase North Sales for good" in declined.stderr
    assert running.alice.message(sent["message_id"])["summary"]["opens"] == 1


def test_it_names_those_there_are(running: Company, shell: Shell) -> None:
    refused = shell.run("orgs", "erase", "West Sales", "--yes")
    assert refused.exit_code == 1
    assert "there are: 'North Sales'" in refused.stderr
    number = refused.stderr.split("'North Sales' (")[1][:32]
    assert shell.run("orgs", "erase", number, "--yes").exit_code == 0
    again = shell.run(*ERASE, "--yes")
    assert "there are: 'South Sales'" in again.stderr
    assert running.carol.ask("GET", "/feed").status_code == 200


@pytest.mark.parametrize("half", [True, False])
def test_it_is_named_by_the_doctor_while_half_done(
    running: Company, shell: Shell, half: bool
) -> None:
    if half:
        being_erased(running)
    else:
        assert shell.run(*ERASE, "--yes").exit_code == 0
    seen = shell.run("doctor", "--json")
    said = [
        each["said"]
        for each in json.loads(seen.stdout)["findings"]
        if each["check"] == "organisations"
    ]
    assert ("North Sales is erased in part" in said) is half
    assert "South Sales is set up" in said
    assert len(said) == (2 if half else 1)
