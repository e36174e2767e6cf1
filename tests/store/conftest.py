"""A store with people in it; every engine is put through the same tests."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.store.postgres import engine as postgres
from backend.store.sqlite import engine as sqlite
from backend.store.store import Store
from tests.house.postgres import Server
from tests.store.people import Post, settle


@pytest.fixture(scope="session")
def shared_database(server: Server) -> Iterator[str]:
    with server.database() as url:
        postgres.open_store(url).close()
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        store = sqlite.open_store(tmp_path / "data")
    else:
        url = request.getfixturevalue("shared_database")
        with psycopg.connect(url) as connection:
            # everything hangs on these; cheaper than a database for each test
            connection.execute("DELETE FROM organisation")
        store = postgres.open_store(url)
    store.write(settle).result()
    yield store
    store.close()


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)
