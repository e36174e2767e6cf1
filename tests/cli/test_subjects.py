"""Dave asks to be erased, and IT does it beside the running server."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.domain.consent import Consent, ConsentState
from backend.domain.recipient import blind_index, normalize
from backend.store.store import Transaction
from tests.cli.office import Shell
from tests.cli.rows import rows
from tests.house.company import Company, company, privacy_link_of
from tests.house.patience import until
from tests.house.postgres import Server

DAVE, ERIN, DAN = (
    "dave@customer.example",
    "erin@client.example",
    "dan@customer.example",
)
OFFERS = "dave+offers@customer.example"
NORTH = ("--org", "North Sales")


def mail(office: Company, *to: str) -> dict[str, Any]:
    """Have alice send a mail with a link, and somebody open and follow it."""
    sent = office.alice.write(list(to))
    sent["link"] = office.alice.link(sent["message_id"], "https://shop.example/offer")
    office.fetch(sent["html"])
    office.fetch(sent["link"])
    return sent


def seen(office: Company, sent: dict[str, Any]) -> int:
    return office.alice.ask("GET", f"/messages/{sent['message_id']}").status_code


def test_it_erases_dave_beside_the_server(running: Company, shell: Shell) -> None:
    daves, dans = mail(running, DAVE), mail(running, DAN)
    done = shell.run("subjects", "erase", DAVE, *NORTH, "--yes")
    assert (done.exit_code, done.stdout) == (
        0,
        "Erased at North Sales: 1 messages.\n",
    )
    assert (seen(running, daves), seen(running, dans)) == (404, 200)
    assert running.fetch(daves["link"]).status_code == 404
    for again in (daves, dans):
        running.fetch(again["html"])
    assert [each["id"] for each in running.alice.feed()["messages"]] == [
        dans["message_id"]
    ]
    opened = rows(running, "SELECT hex(message_id) FROM open")
    assert {message.lower() for (message,) in opened} == {dans["message_id"]}


def test_it_leaves_no_byte_of_dave_in_database_keys_and_log(
    running: Company, shell: Shell
) -> None:
    mail(running, DAVE)
    ((label,),) = rows(running, "SELECT label_sealed FROM recipient")
    ((target, text),) = rows(running, "SELECT target_sealed, text_sealed FROM link")
    kept = "SELECT id FROM open UNION ALL SELECT id FROM click"
    ids = [row[0] for row in rows(running, kept)]
    with closing(sqlite3.connect(running.directory / "keys/keys.db")) as keys:
        wrapped = [
            row[0]
            for row in keys.execute(
                "SELECT wrapped FROM wrapped_key WHERE scope IN ('subject', 'message')"
            )
        ]
    secrets = [label, target, *filter(None, [text]), *ids, *wrapped]

    def found() -> list[bytes]:
        files = [
            *(running.directory / "data").iterdir(),
            *(running.directory / "keys").iterdir(),
        ]
        stored = b"".join(file.read_bytes() for file in files)
        return [each for each in secrets if each in stored]

    assert len(ids) == 2
    assert len(wrapped) == 2
    assert found() == secrets
    assert shell.run("subjects", "erase", DAVE, *NORTH, "--yes").exit_code == 0
    assert found() == []


def test_it_leaves_the_server_no_key_of_dave_s(running: Company, shell: Shell) -> None:
    mail(running, DAVE)
    keyring = running.installation.keyring
    north = running.installation.signin.principal(running.alice.token).org_id
    exact = blind_index(keyring.blind_key(north), normalize(DAVE)).exact

    def held() -> bool:
        return any(key.owner == exact for key in keyring._cache._all())

    assert held()
    assert shell.run("subjects", "erase", DAVE, *NORTH, "--yes").exit_code == 0
    assert until(lambda: not held())


def test_it_lets_alice_track_new_mail_to_dave(running: Company, shell: Shell) -> None:
    mail(running, DAVE)
    assert shell.run("subjects", "erase", DAVE, *NORTH, "--yes").exit_code == 0
    running.installation.keyring.forget_destroyed()
    again = mail(running, DAVE)
    message = running.alice.message(again["message_id"])
    assert message["label"] == {"recipients": [DAVE]}


def test_it_asks_first(running: Company, shell: Shell) -> None:
    sent = mail(running, DAVE)
    declined = shell.run("subjects", "erase", DAVE, *NORTH, answers="n\n")
    assert declined.exit_code == 1
    assert "Erase for good what North Sales keeps" in declined.stderr
    assert seen(running, sent) == 200
    assert shell.run("subjects", "erase", DAVE, *NORTH, answers="y\n").exit_code == 0
    assert seen(running, sent) == 404


def test_it_asks_for_the_address_that_is_left_out(
    running: Company, shell: Shell
) -> None:
    sent = mail(running, DAVE)
    done = shell.run("subjects", "erase", *NORTH, answers=f"{DAVE}\ny\n")
    assert done.exit_code == 0
    assert seen(running, sent) == 404


def test_it_tells_scripts_what_it_did(running: Company, shell: Shell) -> None:
    mail(running, DAVE)
    mail(running, DAVE, DAN)
    mail(running, OFFERS)
    done = shell.run("subjects", "erase", DAVE, *NORTH, "--yes", "--json")
    assert json.loads(done.stdout) == {
        "organisation": "North Sales",
        "messages": 2,
        "alike": 1,
        "log_emptied": True,
    }


def test_it_names_the_spellings_it_left(running: Company, shell: Shell) -> None:
    mail(running, OFFERS)
    done = shell.run("subjects", "erase", DAVE, *NORTH, "--yes")
    assert "1 more went to spellings" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((DAVE,), "which organisation"),
        ((DAVE, "--org", "West Sales"), "there are: 'North Sales'"),
        (("dave at customer", *NORTH), "not a mail address"),
    ],
    ids=["none named", "not there", "no address"],
)
def test_it_says_what_it_cannot_do(
    running: Company, shell: Shell, words: tuple[str, ...], said: str
) -> None:
    sent = mail(running, DAVE)
    refused = shell.run("subjects", "erase", *words, "--yes")
    assert refused.exit_code != 0
    assert said in refused.stderr
    assert words[0] not in refused.stderr  # an address is for no log
    assert seen(running, sent) == 200


def test_it_makes_no_installation_where_there_is_none(
    shell: Shell, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    shell.environ["CANDOR_DATA_DIR"] = str(nowhere)
    refused = shell.run("subjects", "erase", DAVE, "--yes")
    assert refused.exit_code == 1
    assert "no data are there" in refused.stderr
    assert not nowhere.exists()


def test_it_says_that_a_backup_holds_the_log(running: Company, shell: Shell) -> None:
    mail(running, DAVE)
    written = 0
    reader = sqlite3.connect(running.directory / "data/candor.db", isolation_level=None)
    with closing(reader), ThreadPoolExecutor() as threads:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM open").fetchone()
        command = threads.submit(shell.run, "subjects", "erase", DAVE, *NORTH, "--yes")
        # It waits for the reader; nobody waits for it, or is refused.
        while not wait([command], timeout=0.05).done:
            running.alice.write([DAN])
            written += 1
        held = command.result()
    assert held.exit_code == 1
    assert "run the same command again" in held.stderr
    assert written > 9
    assert shell.run("subjects", "erase", DAVE, *NORTH, "--yes").exit_code == 0


def test_it_goes_on_after_a_kill(running: Company, shell: Shell) -> None:
    sent = [running.alice.write([DAVE])["message_id"] for _ in range(120)]
    environ = {name: text for name, text in shell.environ.items() if text is not None}
    words = ["subjects", "erase", DAVE, *NORTH, "--yes"]
    with subprocess.Popen(
        [sys.executable, "-m", "backend.cli", *words], env=os.environ | environ
    ) as command:
        deadline = time.monotonic() + 30
        query = "SELECT count(*) FROM message WHERE state = 'erased'"
        while rows(running, query) == [(0,)] and command.poll() is None:
            assert time.monotonic() < deadline
        command.send_signal(signal.SIGKILL)
    ((before,),) = rows(running, query)
    assert 0 < before < len(sent), "not killed half way"
    done = shell.run(*words, "--json")
    assert json.loads(done.stdout)["messages"] == len(sent) - before
    assert rows(running, query) == [(len(sent),)]


# the right to know


def exported(shell: Shell, *words: str) -> dict[str, Any]:
    done = shell.run("subjects", "export", DAVE, *NORTH, *words)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_tells_dave_what_is_kept_of_his_mail(running: Company, shell: Shell) -> None:
    sent = mail(running, DAVE)
    found = exported(shell)
    assert (found["organisation"], found["address"]) == ("North Sales", DAVE)
    (message,) = found["messages"]
    assert message["id"] == sent["message_id"]
    assert (message["address"], message["links"]) == (
        DAVE,
        ["https://shop.example/offer"],
    )
    (opened,), (followed,) = message["opens"], message["clicks"]
    assert (opened["class"], opened["os"]) == ("direct", "windows")
    assert followed["target"] == "https://shop.example/offer"
    assert message["mailbox"] == "unknown"


def test_it_tells_nothing_of_the_others(running: Company, shell: Shell) -> None:
    mail(running, DAN)
    mail(running, OFFERS)
    mail(running, DAVE, DAN)
    found = exported(shell)
    (group,) = found["messages"]
    assert group["recipients"] == 2
    assert {"opens", "clicks", "mailbox"}.isdisjoint(group)
    senders = [row[0].hex() for row in rows(running, "SELECT id FROM principal")]
    for untold in (DAN, OFFERS, "alice", *senders):
        assert untold not in json.dumps(found)


def test_it_tells_what_dave_answered(running: Company, shell: Shell) -> None:
    sent = mail(running, OFFERS)
    link = privacy_link_of(sent["html"])
    assert requests.post(link, data={"action": "no"}, timeout=20).ok
    store, keyring = running.installation.store, running.installation.keyring
    north = running.installation.signin.principal(running.alice.token).org_id
    exact = blind_index(keyring.blind_key(north), normalize(DAVE)).exact
    now = running.clock.now
    yes = Consent(ConsentState.GRANTED, now, "form", "words 1", "alice")
    no = Consent(ConsentState.DENIED, now, None, None, None)

    def job(tx: Transaction) -> None:
        tx.add_consent(north, exact, yes)
        tx.add_consent(north, exact, no)
        tx.map_address_region(north, exact, "FR")

    store.write(job).result()
    found = exported(shell)
    (refusal,) = found["refusals"]
    assert (refusal["source"], refusal["of_this_spelling"]) == ("privacy_page", False)
    states = [answer["state"] for answer in found["consents"]]
    assert states == ["denied", "granted"]
    assert found["consents"][1]["wording"] == "words 1"
    assert found["country"] == "FR"
    assert "alice" not in json.dumps(found)


def test_it_has_nothing_to_tell_once_dave_is_erased(
    running: Company, shell: Shell
) -> None:
    mail(running, DAVE)
    assert shell.run("subjects", "erase", DAVE, *NORTH, "--yes").exit_code == 0
    (message,) = exported(shell)["messages"]
    assert (message["state"], message["address"], message["links"]) == (
        "erased",
        None,
        [],
    )
    assert (message["opens"], message["clicks"], message["fetches"]) == ([], [], 0)


def test_it_writes_a_file_for_its_owner_alone(
    running: Company, shell: Shell, tmp_path: Path
) -> None:
    mail(running, DAVE)
    file = tmp_path / "dave.json"
    file.touch(0o644)
    done = shell.run("subjects", "export", DAVE, *NORTH, "-o", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(file.read_text())["messages"]) == 1
    logged = rows(running, "SELECT action, actor FROM audit")
    assert ("export_of_person", "cli") in logged


# beside replicas over PostgreSQL


def test_it_erases_dave_beside_a_replica(tmp_path: Path, server: Server) -> None:
    with (
        server.database() as data,
        server.database() as keys,
        company(tmp_path, CANDOR_DATABASE_URL=data, CANDOR_KEYS_URL=keys) as office,
    ):
        shell = Shell(office)
        shell.environ |= {"CANDOR_DATABASE_URL": data, "CANDOR_KEYS_URL": keys}
        sent, dans = mail(office, DAVE), mail(office, DAN)
        assert len(exported(shell)["messages"][0]["opens"]) == 1
        done = shell.run("subjects", "erase", DAVE, *NORTH, "--yes", "--json")
        assert json.loads(done.stdout)["messages"] == 1
        assert (seen(office, sent), seen(office, dans)) == (404, 200)
        assert office.fetch(sent["link"]).status_code == 404
        done = shell.run("orgs", "erase", "North Sales", "--yes", "--json")
        assert json.loads(done.stdout)["messages"] == 2
        assert office.fetch(dans["link"]).status_code == 404
