"""A company whose database another process holds: nothing is lost, nothing doubled."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.domain.signals import Signals
from backend.installation import build
from backend.services.drain import Drain
from backend.web.forwarded import packed
from tests.house.canary import Search, address, word
from tests.house.company import (
    CHROME,
    DAVE_ADDRESS,
    Company,
    company,
    pixel_of,
    privacy_link_of,
)
from tests.house.patience import SECONDS, until
from tests.promises.held import held

DAVE = "dave@customer.example"


@contextmanager
def away(office: Company) -> Iterator[None]:
    """Let another process hold the database until left."""
    with held(office.directory / "data/candor.db"):
        yield


def waiting(office: Company) -> int:
    return office.installation.spool.waiting()


def drained(office: Company) -> bool:
    return until(lambda: not office.installation.spool.files_with_rows())


def opens(office: Company, mail: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.alice.message(mail["message_id"])["opens"]
    return found


def counted(office: Company, mail: dict[str, Any]) -> tuple[int, int]:
    """Return how many fetches are counted and how many rows are kept."""
    path = office.directory / "data/candor.db"
    with closing(sqlite3.connect(path)) as database:
        surplus, kept = database.execute(
            "SELECT surplus, (SELECT count(*) FROM open WHERE message_id = message.id)"
            " FROM message WHERE id = ?",
            (bytes.fromhex(mail["message_id"]),),
        ).fetchone()
    return surplus + kept, kept


def ready(office: Company) -> tuple[int, str]:
    answer = requests.get(f"{office.url}/readyz", timeout=20)
    return answer.status_code, answer.text


def numbers(office: Company) -> dict[str, float]:
    lines = requests.get(f"{office.url}/metrics", timeout=20).text.splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}


# while the database is held


def test_it_keeps_daves_open_and_tells_alice_later(office: Company) -> None:
    mail = office.alice.write([DAVE])
    with away(office):
        assert office.fetch(mail["html"]).status_code == 200
        assert waiting(office) == 1
        assert opens(office, mail) == []
    assert until(lambda: bool(opens(office, mail)))
    message = office.alice.message(mail["message_id"])
    assert message["summary"]["status"] == "opened"
    assert [each["id"] for each in office.alice.feed()["messages"]] == [message["id"]]
    assert drained(office)


def test_it_keeps_the_moment_of_the_fetch_not_of_the_drain(office: Company) -> None:
    mail = office.alice.write([DAVE])
    at = office.alice.message(mail["message_id"])["issued_at"]
    with away(office):
        office.fetch(mail["html"])
        office.clock.move(hours=3)
    assert drained(office)
    assert [row["at"] for row in opens(office, mail)] == [at]


def test_it_says_where_fetches_go(office: Company) -> None:
    mail = office.alice.write([DAVE])
    assert ready(office) == (200, "ready\nstore: ok\n")
    with away(office):
        office.fetch(mail["html"])
        assert ready(office) == (200, "ready\nstore: spooling, 1 waiting\n")
        told = numbers(office)
        assert told["candor_spool_waiting"] == 1
        assert (told["candor_store_healthy"], told["candor_spool_healthy"]) == (0, 1)
    assert drained(office)
    assert until(lambda: ready(office) == (200, "ready\nstore: ok\n"))
    told = numbers(office)
    assert told["candor_spool_waiting"] == 0
    assert told['candor_opens_total{class="direct"}'] == 1


def test_it_is_not_ready_when_nothing_can_be_taken(office: Company) -> None:
    mail = office.alice.write([DAVE])
    data = office.directory / "data"
    with held(data / "candor.db", data / "spool.db"):
        assert office.fetch(mail["html"]).status_code == 503
        assert ready(office) == (503, "not ready\nstore: takes nothing\n")
    # nobody has to fetch for it to notice
    assert until(lambda: ready(office) == (200, "ready\nstore: ok\n"))


def test_it_answers_under_load_and_stores_each_once(office: Company) -> None:
    mails = [office.alice.write([DAVE]) for _ in range(6)]
    urls = [pixel_of(mail["html"]) for mail in mails]
    unknown = f"{office.url}/track/open/{'A' * 32}.png"
    asked = [*urls * 8, *[unknown] * 40]
    start, over = threading.Event(), threading.Event()
    statuses: list[int] = []

    def visit(part: int) -> None:
        with requests.Session() as http:
            for url in asked[part::8]:
                statuses.append(http.get(url, timeout=60).status_code)
                start.set()

    with ThreadPoolExecutor(8) as pool:
        visits = [pool.submit(visit, part) for part in range(4)]
        assert start.wait(SECONDS)
        with away(office):
            visits += [pool.submit(visit, part) for part in range(4, 8)]
            for each in visits:
                each.result()
            over.set()
    assert statuses == [200] * len(asked)
    assert drained(office)
    assert {counted(office, mail) for mail in mails} == {(8, 8)}


def test_it_makes_no_fetch_wait_for_the_held_database(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = office.alice.write([DAVE])
    asked: list[object] = []

    def ask(*item: object) -> None:
        asked.append(item)

    with away(office):
        office.fetch(mail["html"])  # this one found out
        with monkeypatch.context() as patch:
            patch.setattr(office.installation.store, "enqueue", ask)
            for url in (mail["html"], f"{office.url}/track/open/{'A' * 32}"):
                assert office.fetch(url).status_code == 200
    assert asked == []


def test_it_takes_the_batch_behind_the_one_that_failed(office: Company) -> None:
    mails = [office.alice.write([DAVE]) for _ in range(5)]
    store, collector = office.installation.store, office.installation.collector
    signals = Signals(office.clock(), packed(DAVE_ADDRESS), CHROME, {})
    with away(office):
        taken = [
            collector.taken(pixel_of(mail["html"]).rsplit("/", 1)[1][:32], signals)
            for mail in mails
        ]
        assert [each.result(SECONDS) for each in taken] == [None] * 5
        assert waiting(office) == 5
    assert drained(office)
    assert store.healthy()
    assert {counted(office, mail) for mail in mails} == {(1, 1)}


# promises


def test_it_spools_nothing_of_a_reader_who_asked_not_to(office: Company) -> None:
    mail = office.alice.write([DAVE])
    with away(office):
        assert office.fetch(mail["html"], **{"Sec-GPC": "1"}).status_code == 200
        assert waiting(office) == 0
    assert drained(office)
    assert opens(office, mail) == []


def test_it_hears_a_no_that_came_in_between(office: Company) -> None:
    first, second = office.alice.write([DAVE]), office.alice.write([DAVE])
    office.installation.drain.stop()
    with away(office):
        office.fetch(first["html"])
        office.fetch(second["html"])
    office.installation.store.pass_through().result(SECONDS)
    said = requests.post(
        privacy_link_of(first["html"]), data={"action": "no"}, timeout=20
    )
    assert said.ok
    drain_again(office)
    assert (opens(office, first), opens(office, second)) == ([], [])
    told = numbers(office)
    assert told['candor_refused_total{kind="open",reason="closed"}'] == 2


def test_it_drops_what_was_erased_in_between(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.installation.drain.stop()
    with away(office):
        office.fetch(mail["html"])
    office.installation.store.pass_through().result(SECONDS)
    office.alice.ask("DELETE", f"/messages/{mail['message_id']}")
    drain_again(office)
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as database:
        assert database.execute("SELECT count(*) FROM open").fetchone() == (0,)


def drain_again(office: Company) -> None:
    here = office.installation
    drain = Drain(here.store, here.spool, here.drain._intakes)
    try:
        assert drained(office)
    finally:
        drain.stop()


def test_it_spools_no_address_and_no_agent(office: Company) -> None:
    mail = office.alice.write([DAVE])
    agent = f"{CHROME} qagent7c1d55aa90"
    with away(office):
        office.fetch(mail["html"], address="73.162.201.233", agent=agent)
        token = pixel_of(mail["html"]).rsplit("/", 1)[1][:32]
        marks = [
            address("73.162.201.233"),
            word("agent", "qagent7c1d55aa90", agent),
            word("token", token),
            word("recipient", DAVE),
        ]
        found = Search(marks).files(office.directory / "data")
        assert waiting(office) == 1
    assert found.certain == set()


# each once


def lie_in_spool(office: Company, mail: dict[str, Any], count: int) -> None:
    """Leave fetches in the spool, with nothing that drains them."""
    office.installation.drain.stop()
    with away(office):
        for _ in range(count):
            office.fetch(mail["html"])
    office.installation.store.pass_through().result(SECONDS)
    assert waiting(office) == count


@pytest.mark.parametrize("count", [3, 60])
def test_it_counts_a_row_that_is_drained_twice_once(
    office: Company, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # sixty: beyond the fiftieth there is no row that could be known again
    mail = office.alice.write([DAVE])
    lie_in_spool(office, mail, count)
    spool, drops = office.installation.spool, []
    real = spool.drop

    def dies_once(path: Path, batch: Any) -> Any:
        drops.append(batch)
        if len(drops) < 3:
            raise OSError("killed between the commit and the deletion")
        return real(path, batch)

    monkeypatch.setattr(spool, "drop", dies_once)
    drain_again(office)
    assert len(drops) >= 3
    assert counted(office, mail) == (count, min(count, 50))
    assert len(opens(office, mail)) == 10 if count > 10 else count


def test_it_counts_a_fetch_once_whose_commit_failed_after_all_was_done(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = office.alice.write([DAVE])
    session = office.installation.store._writer._session  # type: ignore[attr-defined]
    real = session.commit

    def breaks_after() -> None:
        real()
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(session, "commit", breaks_after)
        assert office.fetch(mail["html"]).status_code == 200
    assert drained(office)
    assert counted(office, mail) == (1, 1)


def test_it_loses_none_to_a_message_nobody_can_read(office: Company) -> None:
    mails = [office.alice.write([DAVE]) for _ in range(3)]
    office.installation.drain.stop()
    with away(office):
        for mail in mails:
            office.fetch(mail["html"])
    office.installation.store.pass_through().result(SECONDS)
    with closing(sqlite3.connect(office.directory / "data/candor.db")) as database:
        ruined = (bytes.fromhex(mails[0]["message_id"]),)
        database.execute("UPDATE message SET state = 'nonsense' WHERE id = ?", ruined)
        database.commit()
    drain_again(office)
    assert [counted(office, mail) for mail in mails[1:]] == [(1, 1), (1, 1)]
    assert numbers(office)['candor_refused_total{kind="open",reason="fault"}'] == 1


def test_it_names_rows_that_were_changed_and_keeps_the_others(
    office: Company, caplog: pytest.LogCaptureFixture
) -> None:
    mail = office.alice.write([DAVE])
    lie_in_spool(office, mail, 5)
    with closing(sqlite3.connect(office.directory / "data/spool.db")) as spool:
        spool.execute("UPDATE spooled SET sealed = zeroblob(300) WHERE sequence = 2")
        spool.execute("DELETE FROM spooled WHERE sequence = 4")
        spool.commit()
    drain_again(office)
    assert counted(office, mail) == (3, 3)
    named = [line for line in caplog.messages if line.startswith("spool_damaged")]
    assert [line.split(" ", 2)[1] for line in named] == ["kind=altered", "kind=missing"]


def test_it_drains_what_an_earlier_server_left(tmp_path: Path) -> None:
    with company(tmp_path) as office:
        mail = office.alice.write([DAVE])
        lie_in_spool(office, mail, 3)
        config = office.installation.config
    again = build(config)
    try:
        assert until(lambda: not again.spool.files_with_rows())
    finally:
        again.close()
    with closing(sqlite3.connect(tmp_path / "data/candor.db")) as database:
        assert database.execute("SELECT count(*) FROM open").fetchone() == (3,)


def test_it_serves_with_a_spool_it_cannot_open(tmp_path: Path) -> None:
    with company(tmp_path) as office:
        config, mail = office.installation.config, office.alice.write([DAVE])
    for path in (tmp_path / "data").glob("spool.db*"):
        path.unlink()
    (tmp_path / "data/spool.db").mkdir()
    again = build(config)
    try:
        text = pixel_of(mail["html"]).rsplit("/", 1)[1][:32]
        taken = again.collector.taken(text, Signals(again.clock(), None, CHROME, {}))
        assert taken.result(SECONDS) is None
        assert again.standing.ready()
        assert until(lambda: not again.spool.healthy())
    finally:
        again.close()


def anew(office: Company) -> None:
    """Let the store's writer open its file again."""
    session = office.installation.store._writer._session  # type: ignore[attr-defined]
    failed = office.installation.store.write(lambda _tx: session.abandon())
    failed.exception(SECONDS)


def test_it_puts_what_a_full_database_refuses_into_the_spool(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = office.alice.write([DAVE])
    session = office.installation.store._writer._session  # type: ignore[attr-defined]
    connect = type(session)._connect

    def full(of: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(of)
        connection.execute("VACUUM")  # no page is left over from older tables
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(type(session), "_connect", full)
        office.installation.store.write(lambda _tx: session.abandon()).exception(
            SECONDS
        )
        statuses = [office.fetch(mail["html"]).status_code for _ in range(120)]
        statuses += [office.fetch(f"{office.url}/track/open/{'A' * 32}").status_code]
        assert set(statuses) == {200}
        assert until(lambda: waiting(office) > 0)
    anew(office)
    assert drained(office)
    assert counted(office, mail) == (120, 50)
