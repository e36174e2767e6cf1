"""Alice's link leads on at a replica it was not made on, with no database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from backend.installation import build
from tests.house import postgres
from tests.house.company import Company, company, config_in, free_port, served
from tests.house.patience import until

DAVE, SHOP = "dave@customer.example", "https://shop.example/offer"


def at_hand(directory: Path) -> int:
    """Return how many targets a replica has beside the database."""
    with closing(sqlite3.connect(directory / "links.db")) as file:
        ((count,),) = file.execute("SELECT count(*) FROM target")
    return int(count)


def test_it_leads_on_where_it_was_never_asked_for(tmp_path: Path) -> None:
    with (
        postgres.server() as server,
        server.database() as data,
        server.database() as keys,
        company(tmp_path, CANDOR_DATABASE_URL=data, CANDOR_KEYS_URL=keys) as first,
        free_port() as (listener, port),
    ):
        urls = {"CANDOR_DATABASE_URL": data, "CANDOR_KEYS_URL": keys}
        own = {"CANDOR_DATA_DIR": str(tmp_path / "second")}
        config = config_in(tmp_path, first.outside, port, **urls, **own)
        installation = build(config, clock=first.clock)
        with served(installation, listener):
            second = Company(installation, first.outside, config.public_url, tmp_path)
            mail = first.alice.write([DAVE])
            link = first.alice.link(mail["message_id"], SHOP)
            there = link.replace(first.url, second.url)
            assert until(lambda: at_hand(tmp_path / "second") == 1)
            server.stop()
            answer = second.fetch(there)
            assert (answer.status_code, answer.headers["Location"]) == (302, SHOP)
            server.start()
