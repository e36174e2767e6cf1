import os
from pathlib import Path

import pytest

from backend.crypto.derive import Label, derive
from backend.crypto.keyring import Keyring
from backend.crypto.keystore import KeyStore, Scope, WrappedKey
from backend.crypto.roots import Root
from backend.crypto.wrap import MASTER_ID, wrap
from backend.domain.errors import KeyMissing, KeyUnsafe
from backend.domain.token import Purpose
from tests.crypto.ring import (
    INSTALLATION,
    MASTER,
    NORTH,
    SOUTH,
    Altered,
    entry,
    unlocked_again,
)


def test_it_derives_different_keys_for_every_purpose_and_organisation(
    keyring: Keyring,
) -> None:
    tokens = keyring.token_keys()
    every = [key for keys in tokens.purposes.values() for key in keys]
    every += [tokens.lookup, keyring.audit_key(), keyring.session_key()]
    every += keyring.spool_keys()
    for org_id in (NORTH, SOUTH):
        every += [keyring.blind_key(org_id), keyring.reference_key(org_id)]
    assert len(set(every)) == len(Purpose) + 4 + 4
    assert all(len(key) == 32 for key in every)


def test_it_has_the_same_keys_after_a_restart(
    keystore: KeyStore, keyring: Keyring
) -> None:
    again = unlocked_again(keystore)
    assert again.token_keys() == keyring.token_keys()
    assert again.blind_key(NORTH) == keyring.blind_key(NORTH)
    assert again.reference_key(NORTH) == keyring.reference_key(NORTH)
    assert again.audit_key() == keyring.audit_key()
    assert again.session_key() == keyring.session_key()
    assert again.spool_keys() == keyring.spool_keys()


def test_it_verifies_with_older_token_keys_and_mints_with_the_newest(
    keystore: KeyStore, keyring: Keyring
) -> None:
    before = keyring.token_keys()
    _add_token_key(keystore, version=2)
    after = unlocked_again(keystore).token_keys()
    for purpose in Purpose:
        newest, older = after.purposes[purpose]
        assert (older,) == before.purposes[purpose]
        assert newest != older
    assert after.lookup == before.lookup


def _add_token_key(keystore: KeyStore, *, version: int) -> None:
    row = wrap(
        derive(MASTER, Label.WRAP),
        MASTER_ID,
        scope=Scope.INSTALLATION,
        org_id=INSTALLATION,
        owner=b"token",
        version=version,
        secret=os.urandom(32),
        nonce=os.urandom(12),
    )
    keystore.add(row)


def test_it_refuses_another_master_key_and_writes_nothing(
    tmp_path: Path, keystore: KeyStore, keyring: Keyring
) -> None:
    keyring.seal_field(NORTH, entry(), b"")
    files = [tmp_path / "keys.db", tmp_path / "keys.db-wal"]
    before = [file.read_bytes() for file in files]
    for data_exist in (True, False):
        with pytest.raises(KeyMissing, match="not the one"):
            Keyring.unlock(keystore, os.urandom(32), data_exist=data_exist)
    assert [file.read_bytes() for file in files] == before


def test_it_makes_up_no_keys_beside_data(keystore: KeyStore) -> None:
    with pytest.raises(KeyMissing, match=r"restore keys\.db"):
        Keyring.unlock(keystore, MASTER, data_exist=True)
    assert keystore.empty()


@pytest.mark.usefixtures("keyring")
def test_it_makes_up_no_keys_where_all_were_destroyed(keystore: KeyStore) -> None:
    keystore.destroy_organisation(INSTALLATION)
    for data_exist in (True, False):
        with pytest.raises(KeyMissing):
            Keyring.unlock(keystore, MASTER, data_exist=data_exist)


@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize("root", Root)
def test_it_makes_up_no_single_key_beside_data(keystore: KeyStore, root: Root) -> None:
    keystore.destroy(Scope.INSTALLATION, INSTALLATION, root.encode())
    with pytest.raises(KeyMissing, match=f"the {root} key is gone"):
        unlocked_again(keystore)
    assert keystore.find(Scope.INSTALLATION, INSTALLATION, root.encode()) == []


def test_it_finishes_a_first_start_that_was_cut_short(keystore: KeyStore) -> None:
    class Cut(Altered):
        def add(self, row: WrappedKey) -> WrappedKey:
            if row.owner == b"blind":
                raise KeyboardInterrupt
            return super().add(row)

    nothing = WrappedKey(0, Scope.FIELD, SOUTH, b"", 1, b"")
    with pytest.raises(KeyboardInterrupt):
        Keyring.unlock(Cut(keystore, nothing), MASTER, data_exist=False)
    assert not keystore.empty()
    first = Keyring.unlock(keystore, MASTER, data_exist=False)
    assert unlocked_again(keystore).blind_key(NORTH) == first.blind_key(NORTH)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_it_refuses_a_master_key_of_another_length(
    keystore: KeyStore, length: int
) -> None:
    with pytest.raises(KeyUnsafe, match="32 bytes"):
        Keyring.unlock(keystore, b"k" * length, data_exist=False)
    assert keystore.empty()


def test_it_shows_no_key_in_a_repr(keyring: Keyring) -> None:
    shown = repr(keyring) + repr(keyring.token_keys())
    assert "\\x" not in shown


@pytest.mark.usefixtures("keyring")
def test_it_refuses_a_key_copied_over_another(keystore: KeyStore) -> None:
    (audit,) = keystore.find(Scope.INSTALLATION, INSTALLATION, b"audit")
    (token,) = keystore.find(Scope.INSTALLATION, INSTALLATION, b"token")
    swapped = WrappedKey(
        token.id, token.scope, token.org_id, token.owner, 1, audit.wrapped
    )
    with pytest.raises(KeyMissing, match="token key cannot be opened"):
        unlocked_again(Altered(keystore, swapped))
