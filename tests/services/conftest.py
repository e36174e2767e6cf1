"""The stores of every engine, with keys beside them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.crypto.keyring import Keyring
from backend.store.sqlite.keystore import open_keystore
from tests.store.conftest import post, shared_database, store

__all__ = ["post", "shared_database", "store"]

MASTER = bytes(range(32))


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    keystore = open_keystore(tmp_path / "keys")
    yield Keyring.unlock(keystore, MASTER, data_exist=False)
    keystore.close()
