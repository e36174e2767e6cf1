"""IT says where dave and erin are, beside the running server."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from backend.domain.recipient import blind_index, normalize
from tests.cli.office import Shell
from tests.cli.rows import rows
from tests.house.company import Company, company
from tests.house.postgres import Server

DAVE, DAN, ERIN = (
    "dave@customer.example",
    "dan@customer.example",
    "erin@client.example",
)
NORTH = ("--org", "North Sales")
WHY = ("--reason", "the firm left France")


def regions(shell: Shell, *words: str, answers: str = "") -> dict[str, Any]:
    """Run a command of IT's about north; returns what it told."""
    done = shell.run("regions", *words, *NORTH, "--json", answers=answers)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    assert told.pop("organisation") == "North Sales"
    return told


def refused(shell: Shell, *words: str) -> Result:
    done = shell.run("regions", *words, *NORTH)
    assert done.exit_code != 0
    return done


def opened_mail(office: Company, *to: str) -> dict[str, Any]:
    sent = office.alice.write(list(to))
    assert sent["tracked"], sent
    office.fetch(sent["html"])
    return sent


def opens(office: Company, sent: dict[str, Any]) -> int:
    """Fetch it once more; returns how many opens are kept then."""
    office.fetch(sent["html"])
    return len(office.alice.message(sent["message_id"])["opens"])


def audit(office: Company) -> list[tuple[str, dict[str, str]]]:
    found = rows(office, "SELECT actor, action, object FROM audit ORDER BY number")
    assert {actor for actor, _, _ in found} <= {"cli"}
    return [(action, json.loads(said)) for _, action, said in found]


def exact(office: Company, address: str) -> str:
    org_id = office.installation.signin.principal(office.alice.token).org_id
    key = office.installation.keyring.blind_key(org_id)
    return blind_index(key, normalize(address)).exact.hex()


# a domain


def test_it_stops_mail_to_dave_whose_firm_is_in_france(
    running: Company, shell: Shell
) -> None:
    daves, both = opened_mail(running, DAVE), opened_mail(running, DAVE, DAN)
    zoes = opened_mail(running, "zoe@elsewhere.example")
    assert regions(shell, "set-domain", "Customer.Example", "fr") == {
        "domain": "customer.example",
        "before": "US",
        "country": "FR",
        "regime": "consent",
        "stopped": 2,
        "restricted": 0,
    }
    assert [opens(running, each) for each in (daves, both, zoes)] == [1, 1, 2]
    assert running.alice.write([DAN])["reason"] == "consent_needed"
    assert running.carol.write([DAVE], channel="gmail")["tracked"]


def test_it_tells_it_in_words(running: Company, shell: Shell) -> None:
    opened_mail(running, DAVE)
    done = shell.run("regions", "set-domain", "customer.example", "FR", *NORTH)
    assert done.stdout == (
        "Set at North Sales: people of customer.example are in FR (US before):"
        " tracked only after they agreed.\n"
        "Of mail that is out, 1 messages were stopped, and of 0 less is kept.\n"
    )


def test_it_lets_erin_be_tracked_in_the_us_only_with_a_reason(
    running: Company, shell: Shell
) -> None:
    assert "FR, where they are now: say why (--reason)" in (
        refused(shell, "set-domain", "client.example", "US").stderr
    )
    assert running.alice.write([ERIN])["reason"] == "consent_needed"
    assert audit(running) == []
    assert regions(shell, "set-domain", "client.example", "US", *WHY)["before"] == "FR"
    assert running.alice.write([ERIN])["tracked"]
    assert audit(running) == [
        (
            "region_set",
            {
                "domain": "client.example",
                "from": "FR",
                "to": "US",
                "reason": "the firm left France",
            },
        )
    ]


def test_it_takes_a_reason_to_say_that_a_french_ending_is_in_the_us(
    shell: Shell,
) -> None:
    assert "--reason" in refused(shell, "set-domain", "client.fr", "US").stderr
    assert regions(shell, "set-domain", "client.fr", "US", *WHY)["before"] == "FR"


def test_it_takes_a_domain_back_with_a_reason_alone(
    running: Company, shell: Shell
) -> None:
    assert "--reason" in refused(shell, "unset-domain", "client.example").stderr
    done = regions(shell, "unset-domain", "client.example", *WHY)
    assert (done["before"], done["country"]) == ("FR", "US")
    assert regions(shell, "list")["domains"] == {}
    assert running.alice.write([ERIN])["tracked"]
    again = refused(shell, "unset-domain", "client.example", *WHY)
    assert "nothing to take back" in again.stderr


# an address


def test_it_stops_mail_to_dave_alone_when_it_is_he_who_moved(
    running: Company, shell: Shell
) -> None:
    daves, dans = opened_mail(running, DAVE), opened_mail(running, DAN)
    assert regions(shell, "set-address", DAVE, "FR") == {
        "before": "US",
        "country": "FR",
        "regime": "consent",
        "stopped": 1,
        "restricted": 0,
    }
    assert [opens(running, each) for each in (daves, dans)] == [1, 2]


def test_it_asks_for_the_address_that_is_left_out(
    running: Company, shell: Shell
) -> None:
    daves = opened_mail(running, DAVE)
    assert regions(shell, "set-address", "FR", answers=f"{DAVE}\n")["stopped"] == 1
    assert opens(running, daves) == 1
    back = ("unset-address", *WHY)
    assert regions(shell, *back, answers=f"{DAVE}\n")["country"] == "US"
    assert running.alice.write([DAVE])["tracked"]


def test_it_names_erin_nowhere_in_the_audit_log(running: Company, shell: Shell) -> None:
    opened_mail(running, DAVE)  # alice signs in
    regions(shell, "set-address", ERIN, "US", "--reason", "to Boston")
    regions(shell, "unset-address", ERIN, "--reason", "and back")
    erin = exact(running, ERIN)
    assert audit(running) == [
        (
            "region_set",
            {
                "address": erin,
                "from": "FR",
                "to": "US",
                "reason": "to Boston",
            },
        ),
        (
            "region_unset",
            {"address": erin, "from": "US", "to": "FR", "reason": "and back"},
        ),
    ]
    files = (running.directory / "data").iterdir()
    assert b"erin" not in b"".join(file.read_bytes() for file in files).lower()


# the list


def test_it_lists_domains_and_how_many_addresses(shell: Shell) -> None:
    regions(shell, "set-address", DAVE, "FR")
    regions(shell, "set-address", DAN, "DE")
    regions(shell, "set-domain", "elsewhere.example", "US")
    assert regions(shell, "list") == {
        "domains": {
            "client.example": {"country": "FR", "regime": "consent"},
            "elsewhere.example": {"country": "US", "regime": "opt_out"},
        },
        "addresses": {"DE": 1, "FR": 1},
    }
    assert shell.run("regions", "list", *NORTH).stdout.splitlines() == [
        "client.example     FR  tracked only after they agreed",
        "elsewhere.example  US  tracked until they say no",
        "Addresses: 2 (1 DE, 1 FR)",
    ]
    assert shell.run("regions", "list", "--org", "South Sales").stdout == (
        "No domain has a country set at South Sales.\nAddresses: 0\n"
    )


# what cannot be done


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set-domain", "customer.example", "UK"), "the United Kingdom is GB"),
        (("set-domain", "customer.example", "XX"), "XX is no country code"),
        (("set-domain", "customer.example", "France"), "two letters of ISO 3166-1"),
        (("set-domain", "customer", "FR"), "not a mail domain"),
        (("set-domain", DAVE, "FR"), "what stands behind the @"),
        (("set-address", "FR", DAVE), "not a mail address"),
        (("set-address", "US", DAVE), "not a mail address"),
        (("set-address", DAVE, DAVE), "no country code"),
        (("set-address", DAVE, DAN, "FR"), "one address at a time"),
        (("unset-address", DAVE, *WHY), "nothing to take back"),
        (("unset-address", DAVE), "--reason"),
        (("unset-domain", "client.example", "--reason", " "), "takes a reason"),
        (("set-domain", "client.example", "US", "--reason", DAVE), "holds no address"),
        (("set-address", DAVE, "FR", "--org", "West Sales"), "there are: 'North Sal"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_it_says_what_it_cannot_do(
    running: Company, shell: Shell, words: tuple[str, ...], said: str
) -> None:
    before = regions(shell, "list")
    org = () if "--org" in words else NORTH
    done = shell.run("regions", *words, *org)
    assert done.exit_code != 0
    assert said in " ".join(done.stderr.split())
    assert "dave" not in done.stderr  # an address is for no log
    assert regions(shell, "list") == before
    assert audit(running) == []


def test_it_asks_which_organisation_is_meant(shell: Shell) -> None:
    done = shell.run("regions", "set-domain", "customer.example", "FR")
    assert done.exit_code == 1
    assert "which organisation" in done.stderr


# a process of its own


def by_another_process(shell: Shell, *words: str) -> dict[str, Any]:
    environ = {name: text for name, text in shell.environ.items() if text is not None}
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli", "regions", *words, *NORTH, "--json"],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_it_keeps_nothing_more_of_dave_once_another_process_set_france(
    running: Company, shell: Shell
) -> None:
    sent = [opened_mail(running, DAVE) for _ in range(40)]
    assert by_another_process(shell, "set-domain", "customer.example", "FR") == {
        "organisation": "North Sales",
        "domain": "customer.example",
        "before": "US",
        "country": "FR",
        "regime": "consent",
        "stopped": 40,
        "restricted": 0,
    }
    for each in sent:
        running.fetch(each["html"])
    assert rows(running, "SELECT count(*) FROM open") == [(40,)]
    assert running.alice.write([DAVE])["reason"] == "consent_needed"


def test_it_keeps_nothing_more_of_dave_beside_a_replica(
    tmp_path: Path, server: Server
) -> None:
    with (
        server.database() as data,
        server.database() as keys,
        company(tmp_path, CANDOR_DATABASE_URL=data, CANDOR_KEYS_URL=keys) as office,
    ):
        shell = Shell(office)
        shell.environ |= {"CANDOR_DATABASE_URL": data, "CANDOR_KEYS_URL": keys}
        daves, dans = opened_mail(office, DAVE), opened_mail(office, DAN)
        assert by_another_process(shell, "set-address", DAVE, "FR")["stopped"] == 1
        assert [opens(office, each) for each in (daves, dans)] == [1, 2]
        done = by_another_process(shell, "set-domain", "customer.example", "FR")
        assert (done["stopped"], opens(office, dans)) == (1, 2)
        listed = by_another_process(shell, "list")
        assert (set(listed["domains"]), listed["addresses"]) == (
            {"client.example", "customer.example"},
            {"FR": 1},
        )
        by_another_process(shell, "unset-address", DAVE, *WHY)
        by_another_process(shell, "unset-domain", "customer.example", *WHY)
        assert office.alice.write([DAVE])["tracked"]
