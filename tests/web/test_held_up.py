"""Somebody is held up by a store that does not answer; nobody else is."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.domain.errors import StoreUnavailable
from backend.services.feed import Feed
from backend.services.me import Myself
from backend.store.postgres.engine import open_store
from backend.store.postgres.readers import Readers
from tests.house import postgres
from tests.house.company import Company, company
from tests.house.patience import until
from tests.promises.held import held

DAVE = "dave@customer.example"
SHOP = "https://shop.example/offer"
CROWD = 40  # more than any pool of threads has


class Held:
    """Calls that come to no end until they are let go."""

    def __init__(self) -> None:
        self.came = 0
        self._go = threading.Event()

    def hold(self, *_: Any) -> Any:
        """Stand in for a method that asks the store."""
        self.came += 1
        self._go.wait(60)
        raise StoreUnavailable("it never came back")

    def let_go(self) -> None:
        """Let all of them fail."""
        self._go.set()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path) as running:
        yield running


@pytest.fixture
def held_up(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[type, str], Held]]:
    holds: list[Held] = []

    def hold(owner: type, name: str) -> Held:
        holds.append(Held())
        monkeypatch.setattr(owner, name, holds[-1].hold)
        return holds[-1]

    yield hold
    for each in holds:
        each.let_go()


def crowd(office: Company, path: str) -> None:
    for _ in range(CROWD):
        threading.Thread(target=office.alice.ask, args=("GET", path)).start()


def test_it_leads_dave_on_while_every_sidebar_is_held_up(
    office: Company, held_up: Callable[[type, str], Held]
) -> None:
    mail = office.alice.write([DAVE])
    link = office.alice.link(mail["message_id"], SHOP)
    feeds = held_up(Feed, "latest")
    crowd(office, "/feed")
    assert until(lambda: feeds.came > 1)
    assert office.fetch(link).headers["Location"] == SHOP


def test_it_tells_the_operator_while_every_answer_is_held_up(
    office: Company, held_up: Callable[[type, str], Held]
) -> None:
    mes = held_up(Myself, "show")
    crowd(office, "/me")
    assert until(lambda: mes.came > 1)
    for path, says in (("/healthz", "ok"), ("/readyz", "ready")):
        answer = requests.get(f"{office.url}{path}", timeout=20)
        assert (answer.status_code, answer.text.split("\n")[0]) == (200, says)


def test_it_notices_that_the_store_is_away_before_anybody_fetches(
    office: Company,
) -> None:
    def line() -> str:
        return requests.get(f"{office.url}/readyz", timeout=20).text.split("\n")[1]

    assert line() == "store: ok"
    with held(office.directory / "data/candor.db"):
        assert until(lambda: line() == "store: spooling, 0 waiting")
    assert until(lambda: line() == "store: ok")


def test_it_lets_nobody_wait_for_a_database_that_is_known_to_be_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with postgres.server() as server, server.database() as url:
        store = open_store(url)
        try:
            server.stop()
            with pytest.raises(StoreUnavailable):
                store.pass_through().result()
            monkeypatch.setattr(Readers, "read", lambda _: pytest.fail("it was asked"))
            with pytest.raises(StoreUnavailable), store.read():
                pytest.fail("it was read")
        finally:
            store.close()
            server.start()  # its databases are dropped at the end
