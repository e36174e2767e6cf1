"""A store with people in it; every engine is put through the same tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.store.sqlite.engine import open_store
from backend.store.store import Store
from tests.store.people import Post, settle

ENGINES: dict[str, Callable[[Path], Store]] = {"sqlite": open_store}


@pytest.fixture(params=ENGINES, ids=str)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = ENGINES[request.param](tmp_path / "data")
    store.write(settle).result()
    yield store
    store.close()


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)
