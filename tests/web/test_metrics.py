"""What Prometheus may know, and who may ask in its name."""

import re
import sqlite3
import threading
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.house.company import Company, company
from tests.house.papers import cells
from tests.house.patience import until

DAVE = "dave@customer.example"
UNKNOWN = "/track/open/" + "A" * 32


def told(office: Company, **headers: str) -> requests.Response:
    return requests.get(f"{office.url}/metrics", headers=headers, timeout=20)


def numbers(office: Company) -> dict[str, float]:
    """Return every sample by name and the words of its labels."""
    answer = told(office)
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_it_counts_opens_by_class_and_refusals_by_reason(office: Company) -> None:
    before = numbers(office)
    mail, gone = office.alice.write([DAVE]), office.alice.write([DAVE])
    office.alice.ask("DELETE", f"/messages/{gone['message_id']}")
    office.fetch(mail["html"])
    office.fetch(mail["html"], **{"Sec-GPC": "1"})
    office.fetch(gone["html"])
    office.fetch(office.url + UNKNOWN)
    after = numbers(office)
    moved = {name: after[name] - before[name] for name in after}
    counted = {
        name: change
        for name, change in moved.items()
        if change and name.startswith(("candor_opens", "candor_refused"))
    }
    assert counted == {
        "candor_opens_total direct": 1,
        "candor_refused_total open gpc": 1,
        "candor_refused_total open closed": 1,
        "candor_refused_total open bad_token": 1,
    }
    assert moved["candor_batch_size_count store"] >= 4
    assert moved["candor_commit_seconds_count store"] >= 4
    assert after["candor_store_healthy"] == after["candor_spool_healthy"] == 1


def test_it_counts_sign_ins_refused_and_problems(office: Company) -> None:
    url = f"{office.url}/api/v1/feed"
    requests.get(url, timeout=20)
    requests.get(url, headers={"Authorization": "Bearer a.b.c"}, timeout=20)
    requests.get(f"{office.url}/api/v1/me", timeout=20)
    office.alice.ask("GET", f"/messages/{'0' * 32}")
    office.alice.ask("POST", "/messages", data=b"x" * 20_000)
    after = numbers(office)
    assert after["candor_signin_refused_total bearer"] == 2
    assert after["candor_signin_refused_total malformed"] == 1
    assert after["candor_problems_total unauthenticated"] == 3
    assert after["candor_problems_total not-found"] == 1
    assert after["candor_problems_total too-large"] == 1


def test_it_counts_a_fault_where_nobody_is_told_of_one(office: Company) -> None:
    mail = office.alice.write([DAVE])
    statement = "UPDATE message SET state = 'nonsense' WHERE id = ?"
    with_sql(office, statement, bytes.fromhex(mail["message_id"]))
    assert office.fetch(mail["html"]).status_code == 200
    assert numbers(office)["candor_refused_total open fault"] == 1


def with_sql(office: Company, statement: str, *values: bytes) -> None:
    path: Path = office.directory / "data" / "candor.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement, values)
    connection.close()


def test_it_tells_who_waits_for_news(office: Company) -> None:
    office.alice.feed()
    cursor = office.alice.feed()["cursor"]
    waiting = threading.Thread(
        target=office.alice.feed, kwargs={"after": cursor, "wait": 20}
    )
    waiting.start()
    assert until(lambda: numbers(office)["candor_feed_waiting"] == 1)
    office.fetch(office.alice.write([DAVE])["html"])
    waiting.join(30)
    assert until(lambda: numbers(office)["candor_feed_waiting"] == 0)


def test_it_names_no_person_message_or_organisation(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"], agent="curious/1.0", address="73.162.10.77")
    text = told(office).text
    for secret in (
        *("dave", "alice", "example", "North", "curious", "73.162"),
        *(mail["message_id"], mail["html"].split("/track/open/")[1][:32]),
    ):
        assert secret not in text
    # closed lists only: no label could take an id
    words = set(re.findall(r'="([^"]*)"', text))
    assert [word for word in words if re.search("[0-9a-f]{8}", word)] == []


def test_it_is_explained_number_by_number(office: Company) -> None:
    explained = {
        row[0].strip("`")
        for row in cells("operations.md", 2)
        if row[0].startswith("`candor_")
    }
    kinds = text_string_to_metric_families(told(office).text)
    names = {
        family.name + ("_total" if family.type == "counter" else "") for family in kinds
    }
    assert names == explained


def undated(answer: requests.Response) -> dict[str, str]:
    """Return the headers but the one that says when; two answers may straddle it."""
    headers = answer.headers.items()
    return {name: value for name, value in headers if name.lower() != "date"}


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "127.0.0.1"}, 200),
        ({"X-Forwarded-For": "73.162.10.20"}, 404),
        ({"X-Forwarded-For": "127.0.0.1, 73.162.10.20"}, 404),
        ({"X-Forwarded-For": "::ffff:127.0.0.1"}, 200),
        ({"X-Forwarded-For": "::ffff:73.162.10.20"}, 404),
    ],
)
def test_it_answers_the_listed_networks_alone(
    office: Company, forwarded: dict[str, str], status: int
) -> None:
    answer = told(office, **forwarded)
    assert answer.status_code == status
    if status == 404:
        nowhere = requests.get(f"{office.url}/nowhere", timeout=20)
        assert answer.content == nowhere.content
        assert undated(answer) == undated(nowhere)


def test_it_believes_no_proxy_that_is_not_listed(tmp_path: Path) -> None:
    # on this machine, in front of the world: what it passes on is not from here
    with company(tmp_path, CANDOR_TRUSTED_PROXIES="") as office:
        assert told(office).status_code == 200
        for header in ("X-Forwarded-For", "Forwarded"):
            passed_on = told(office, **{header: "for=127.0.0.1"})
            assert passed_on.status_code == 404


def test_it_answers_nobody_where_no_network_is_listed(tmp_path: Path) -> None:
    with company(tmp_path, CANDOR_METRICS_NETWORKS="") as office:
        assert told(office).status_code == 404
