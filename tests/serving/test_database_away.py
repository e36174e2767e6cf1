"""A server that starts while its database is away loses nothing and leads on."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from tests.house import postgres
from tests.house.company import CHROME, Person, pixel_of
from tests.serving.program import PATIENCE_SECONDS, SERVE, Program, again, program

pytestmark = pytest.mark.xdist_group("load")
DAVE, SHOP = "dave@customer.example", "https://shop.example/offer"


def line(server: Program) -> str:
    url = f"{server.config.public_url}/readyz"
    return requests.get(url, timeout=20).text.split("\n")[1]


def until_it_says(server: Program, wanted: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while line(server) != wanted:
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.05)


def opened(alice: Person, mail: str) -> tuple[int, int]:
    message = alice.message(mail)
    return len(message["opens"]), len(message["clicks"])


def _started(database: postgres.Server) -> None:
    if not (database.data / "postmaster.pid").exists():
        database.start()


def test_it_keeps_dave_s_open_and_leads_him_on_from_its_start(tmp_path: Path) -> None:
    with ExitStack() as ending:
        database = ending.enter_context(postgres.server())
        url = ending.enter_context(database.database())
        first = ending.enter_context(program(tmp_path, SERVE, CANDOR_DATABASE_URL=url))
        alice = first.person("alice")
        mail = alice.write([DAVE])
        link = alice.link(mail["message_id"], SHOP)
        first.stop()
        database.stop()
        ending.callback(_started, database)  # its databases are dropped at the end
        second = ending.enter_context(again(first))
        until_it_says(second, "store: spooling, 0 waiting")
        agent = {"User-Agent": CHROME}
        pixel = requests.get(pixel_of(mail["html"]), headers=agent, timeout=20)
        click = requests.get(link, headers=agent, allow_redirects=False, timeout=20)
        assert (pixel.status_code, click.headers["Location"]) == (200, SHOP)
        assert alice.ask("GET", "/feed").status_code == 503
        database.start()
        until_it_says(second, "store: ok")
        assert opened(alice, mail["message_id"]) == (1, 1)
