"""What the tests of keys share: a master key, two organisations, two people."""

from collections.abc import Collection, Sequence
from pathlib import Path

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.crypto.keystore import KeyStore, Scope, WrappedKey

MASTER = bytes(range(32))
NORTH, SOUTH = b"n" * 16, b"s" * 16
DAVE, ERIN = b"d" * 16, b"e" * 16
MESSAGE = b"m" * 16
INSTALLATION = bytes(16)


def entry(org_id: bytes = NORTH) -> Place:
    return Place(org_id, "recipient", MESSAGE + DAVE, "label_sealed")


def at_rest(key_dir: Path) -> bytes:
    files = sorted(key_dir.iterdir())
    assert {file.name for file in files} >= {"keys.db", "keys.db-wal"}
    return b"".join(file.read_bytes() for file in files)


def unlocked_again(keystore: KeyStore) -> Keyring:
    return Keyring.unlock(keystore, MASTER, data_exist=True)


class Altered:
    """A key store where one row reads differently from what was written."""

    def __init__(self, keystore: KeyStore, row: WrappedKey) -> None:
        self._keystore = keystore
        self._row = row

    def find(self, scope: Scope, org_id: bytes, owner: bytes) -> Sequence[WrappedKey]:
        if (scope, org_id, owner) == (
            self._row.scope,
            self._row.org_id,
            self._row.owner,
        ):
            return [self._row]
        return self._keystore.find(scope, org_id, owner)

    def get(self, key_id: int) -> WrappedKey | None:
        return self._row if key_id == self._row.id else self._keystore.get(key_id)

    def add(self, row: WrappedKey) -> WrappedKey:
        return self._keystore.add(row)

    def existing(self, ids: Collection[int]) -> frozenset[int]:
        return self._keystore.existing(ids)

    def destroy(self, scope: Scope, org_id: bytes, *owners: bytes) -> int:
        return self._keystore.destroy(scope, org_id, *owners)

    def destroy_organisation(self, org_id: bytes) -> int:
        return self._keystore.destroy_organisation(org_id)

    def reserve(self, key_id: int, uses: int) -> int:
        return self._keystore.reserve(key_id, uses)

    def empty(self) -> bool:
        return self._keystore.empty()

    def close(self) -> None:
        self._keystore.close()
