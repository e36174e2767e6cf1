from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.crypto.keyring import Keyring
from backend.crypto.keystore import KeyStore
from backend.store.sqlite.keystore import open_keystore
from tests.crypto.ring import MASTER


@pytest.fixture
def keystore(tmp_path: Path) -> Iterator[KeyStore]:
    keystore = open_keystore(tmp_path)
    yield keystore
    keystore.close()


@pytest.fixture
def keyring(keystore: KeyStore) -> Keyring:
    return Keyring.unlock(keystore, MASTER, data_exist=False)
