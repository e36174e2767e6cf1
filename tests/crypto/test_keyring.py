import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.crypto.envelope import key_id_of
from backend.crypto.keyring import Keyring
from backend.crypto.keystore import KeyStore, Scope, WrappedKey
from backend.crypto.roots import Root
from backend.domain.errors import EnvelopeBroken, KeyMissing
from backend.store.sqlite.keystore import open_keystore
from tests.crypto.ring import (
    DAVE,
    ERIN,
    INSTALLATION,
    MASTER,
    MESSAGE,
    NORTH,
    SOUTH,
    Altered,
    at_rest,
    entry,
    unlocked_again,
)

# sealing and opening


def test_it_opens_what_it_sealed_also_after_a_restart(
    keystore: KeyStore, keyring: Keyring
) -> None:
    sealed = [
        keyring.seal_for_subject(NORTH, DAVE, entry(), b"dave@customer.example"),
        keyring.seal_for_message(NORTH, MESSAGE, entry(), b"Our offer"),
        keyring.seal_field(NORTH, entry(), b"https://north.example/offer"),
    ]
    for ring in (keyring, unlocked_again(keystore)):
        assert [ring.open(entry(), each) for each in sealed] == [
            b"dave@customer.example",
            b"Our offer",
            b"https://north.example/offer",
        ]


def test_it_keeps_a_key_for_each_person_message_and_organisation(
    keyring: Keyring,
) -> None:
    south = entry(SOUTH)
    sealed = [
        keyring.seal_for_subject(NORTH, DAVE, entry(), b""),
        keyring.seal_for_subject(NORTH, ERIN, entry(), b""),
        keyring.seal_for_subject(SOUTH, DAVE, south, b""),
        keyring.seal_for_message(NORTH, DAVE, entry(), b""),
        keyring.seal_field(NORTH, entry(), b""),
        keyring.seal_field(SOUTH, south, b""),
    ]
    assert len({key_id_of(each) for each in sealed}) == 6
    again = keyring.seal_for_subject(NORTH, DAVE, entry(), b"")
    assert key_id_of(again) == key_id_of(sealed[0])


def test_it_opens_nothing_of_north_in_the_place_of_south(keyring: Keyring) -> None:
    sealed = keyring.seal_field(NORTH, entry(), b"of north")
    with pytest.raises(EnvelopeBroken):
        keyring.open(entry(SOUTH), sealed)


def test_it_refuses_to_seal_for_one_organisation_in_the_place_of_another(
    keyring: Keyring,
) -> None:
    with pytest.raises(ValueError, match="another organisation"):
        keyring.seal_for_subject(NORTH, DAVE, entry(SOUTH), b"")


@pytest.mark.parametrize("scope", [Scope.INSTALLATION, Scope.ORGANISATION])
def test_it_takes_no_wrapping_key_for_a_field_key(
    keystore: KeyStore, keyring: Keyring, scope: Scope
) -> None:
    sealed = keyring.seal_field(NORTH, entry(), b"")
    org_id = INSTALLATION if scope is Scope.INSTALLATION else NORTH
    owner = b"token" if scope is Scope.INSTALLATION else b""
    (row,) = keystore.find(scope, org_id, owner)
    with pytest.raises(EnvelopeBroken):
        keyring.open(entry(), sealed[:2] + row.id.to_bytes(4, "big") + sealed[6:])


def test_it_never_uses_a_nonce_twice(keyring: Keyring) -> None:
    sealed = [keyring.seal_field(NORTH, entry(), b"") for _ in range(20_000)]
    assert len({each[6:18] for each in sealed}) == 20_000


def test_it_makes_one_key_for_a_person_whoever_asks_first(
    keystore: KeyStore, keyring: Keyring
) -> None:
    other_process = unlocked_again(keystore)
    gate = threading.Barrier(8)

    def seal(ring: Keyring) -> bytes:
        gate.wait()
        return ring.seal_for_subject(NORTH, DAVE, entry(), b"one key")

    with ThreadPoolExecutor(8) as threads:
        sealed = list(threads.map(seal, [keyring, other_process] * 4))
    assert len({key_id_of(each) for each in sealed}) == 1
    assert {keyring.open(entry(), each) for each in sealed} == {b"one key"}
    assert len(keystore.find(Scope.SUBJECT, NORTH, DAVE)) == 1


def test_it_has_the_key_on_disk_before_the_sealed_field_exists(
    tmp_path: Path, keyring: Keyring
) -> None:
    sealed = keyring.seal_for_subject(NORTH, DAVE, entry(), b"key first, row second")
    elsewhere = open_keystore(tmp_path)
    assert unlocked_again(elsewhere).open(entry(), sealed) == b"key first, row second"
    elsewhere.close()


# uses of one key


def test_it_closes_a_field_key_before_its_uses_run_out(keystore: KeyStore) -> None:
    sealed: list[bytes] = []
    for restart in range(4):
        ring = Keyring.unlock(
            keystore, MASTER, data_exist=restart > 0, uses_max=6, uses_block=2
        )
        # An odd number: a restart wastes what was counted ahead, and repeats nothing.
        sealed += [ring.seal_field(NORTH, entry(), b"counted") for _ in range(5)]
    uses = Counter(key_id_of(each) for each in sealed)
    assert max(uses.values()) <= 6
    assert len(keystore.find(Scope.FIELD, NORTH, b"")) == len(uses) == 4
    ring = unlocked_again(keystore)
    assert {ring.open(entry(), each) for each in sealed} == {b"counted"}


def test_it_counts_the_uses_of_all_processes_together(keystore: KeyStore) -> None:
    rings = [
        Keyring.unlock(keystore, MASTER, data_exist=False, uses_max=6, uses_block=2)
        for _ in range(3)
    ]
    sealed = [r.seal_field(NORTH, entry(), b"") for _ in range(7) for r in rings]
    assert max(Counter(key_id_of(each) for each in sealed).values()) <= 6


# forgetting


def test_it_cannot_open_a_person_it_forgot(
    keystore: KeyStore, keyring: Keyring
) -> None:
    dave = keyring.seal_for_subject(NORTH, DAVE, entry(), b"dave@customer.example")
    erin = keyring.seal_for_subject(NORTH, ERIN, entry(), b"erin@client.example")
    carols = keyring.seal_for_subject(SOUTH, DAVE, entry(SOUTH), b"dave, of carol")
    keyring.forget_subject(NORTH, DAVE)
    for ring in (keyring, unlocked_again(keystore)):
        with pytest.raises(EnvelopeBroken):
            ring.open(entry(), dave)
        assert ring.open(entry(), erin) == b"erin@client.example"
        assert ring.open(entry(SOUTH), carols) == b"dave, of carol"


def test_it_leaves_no_trace_of_a_forgotten_key(
    tmp_path: Path, keystore: KeyStore, keyring: Keyring
) -> None:
    keyring.seal_for_subject(NORTH, DAVE, entry(), b"")
    keyring.seal_for_message(NORTH, MESSAGE, entry(), b"")
    keyring.seal_for_subject(SOUTH, ERIN, entry(SOUTH), b"")
    keyring.seal_field(SOUTH, entry(SOUTH), b"")
    gone = [
        *keystore.find(Scope.SUBJECT, NORTH, DAVE),
        *keystore.find(Scope.MESSAGE, NORTH, MESSAGE),
        *keystore.find(Scope.SUBJECT, SOUTH, ERIN),
        *keystore.find(Scope.FIELD, SOUTH, b""),
        *keystore.find(Scope.ORGANISATION, SOUTH, b""),
    ]
    before = at_rest(tmp_path)
    assert all(row.wrapped in before for row in gone)
    keyring.forget_subject(NORTH, DAVE)
    keyring.forget_messages(NORTH, MESSAGE)
    keyring.forget_organisation(SOUTH)
    after = at_rest(tmp_path)
    assert [row for row in gone if row.wrapped in after] == []
    assert DAVE not in after
    assert SOUTH not in after
    assert all(keystore.get(row.id) is None for row in gone)


def test_it_gives_a_person_who_comes_back_a_new_key(keyring: Keyring) -> None:
    before = keyring.seal_for_subject(NORTH, DAVE, entry(), b"before")
    keyring.forget_subject(NORTH, DAVE)
    after = keyring.seal_for_subject(NORTH, DAVE, entry(), b"after")
    assert keyring.open(entry(), after) == b"after"
    assert key_id_of(after) != key_id_of(before)
    with pytest.raises(EnvelopeBroken):
        keyring.open(entry(), before)


def test_it_forgets_an_organisation_with_all_its_keys(
    keystore: KeyStore, keyring: Keyring
) -> None:
    norths = [
        keyring.seal_for_subject(NORTH, DAVE, entry(), b""),
        keyring.seal_for_message(NORTH, MESSAGE, entry(), b""),
        keyring.seal_field(NORTH, entry(), b""),
    ]
    souths = keyring.seal_field(SOUTH, entry(SOUTH), b"of south")
    keyring.forget_organisation(NORTH)
    for sealed in norths:
        with pytest.raises(EnvelopeBroken):
            keyring.open(entry(), sealed)
    assert keyring.open(entry(SOUTH), souths) == b"of south"
    fresh = keyring.seal_field(NORTH, entry(), b"begun anew")
    assert unlocked_again(keystore).open(entry(), fresh) == b"begun anew"
    with pytest.raises(ValueError, match="installation"):
        keyring.forget_organisation(INSTALLATION)


def test_it_lets_go_of_what_another_process_has_destroyed(
    keystore: KeyStore, keyring: Keyring
) -> None:
    dave = keyring.seal_for_subject(NORTH, DAVE, entry(), b"dave")
    erin = keyring.seal_for_subject(NORTH, ERIN, entry(), b"erin")
    souths = keyring.seal_field(SOUTH, entry(SOUTH), b"of south")
    other = unlocked_again(keystore)
    other.forget_subject(NORTH, DAVE)
    other.forget_organisation(SOUTH)
    keyring.forget_destroyed()
    for place, sealed in ((entry(), dave), (entry(SOUTH), souths)):
        with pytest.raises(EnvelopeBroken):
            keyring.open(place, sealed)
    assert keyring.open(entry(), erin) == b"erin"
    for place in (entry(), entry(SOUTH)):  # and what they come back to opens anew
        again = keyring.seal_for_subject(place.org_id, DAVE, place, b"again")
        assert unlocked_again(keystore).open(place, again) == b"again"


def test_it_does_not_bring_a_key_back_that_was_being_read_when_forgotten(
    keystore: KeyStore, keyring: Keyring
) -> None:
    sealed = keyring.seal_for_subject(NORTH, DAVE, entry(), b"dave")
    reading, go_on = threading.Event(), threading.Event()

    class Slow(Altered):
        def get(self, key_id: int) -> WrappedKey | None:
            row = super().get(key_id)
            reading.set()
            go_on.wait(10)
            return row

    (row,) = keystore.find(Scope.SUBJECT, NORTH, DAVE)
    # The alteration is on a row nobody asks for; only the delay matters here.
    slow = unlocked_again(Slow(keystore, WrappedKey(2**31, *_parts(row, owner=ERIN))))
    with ThreadPoolExecutor(2) as threads:
        opened = threads.submit(slow.open, entry(), sealed)
        assert reading.wait(10)
        forgotten = threads.submit(slow.forget_subject, NORTH, DAVE)
        done_early = forgotten.done()
        threading.Event().wait(0.2)  # time enough to destroy it, were that possible
        go_on.set()
        assert opened.result(10) == b"dave"
        forgotten.result(10)
    assert not done_early
    with pytest.raises(EnvelopeBroken):
        slow.open(entry(), sealed)


def _parts(row: WrappedKey, *, owner: bytes) -> tuple[Scope, bytes, bytes, int, bytes]:
    return (row.scope, row.org_id, owner, row.version, row.wrapped)


# what a thief can do


def test_it_leaves_a_stolen_key_store_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    urandom = os.urandom

    def remembering(count: int) -> bytes:
        drawn = urandom(count)
        made.append(drawn)
        return drawn

    monkeypatch.setattr(os, "urandom", remembering)
    keystore = open_keystore(tmp_path)
    ring = Keyring.unlock(keystore, MASTER, data_exist=False)
    sealed = ring.seal_for_subject(NORTH, DAVE, entry(), b"dave@customer.example")
    ring.seal_field(NORTH, entry(), b"")
    secrets = [drawn for drawn in made if len(drawn) == 32]
    assert len(secrets) == len(Root) + 3  # an organisation, a person, fields
    secrets += [MASTER, ring.blind_key(NORTH), ring.token_keys().lookup]
    stolen = at_rest(tmp_path)
    assert [secret for secret in secrets if secret in stolen] == []
    # neither another master key nor one of the wrapped values opens anything
    for guess in (bytes(32), urandom(32), stolen[-32:]):
        with pytest.raises(KeyMissing):
            Keyring.unlock(keystore, guess, data_exist=True)
    assert b"dave" not in stolen
    assert unlocked_again(keystore).open(entry(), sealed) == b"dave@customer.example"
    keystore.close()


@pytest.mark.parametrize("part", ["owner", "organisation", "scope", "version", "bit"])
def test_it_refuses_a_key_copied_to_another_place(
    keystore: KeyStore, keyring: Keyring, part: str
) -> None:
    keyring.seal_for_subject(NORTH, ERIN, entry(), b"")
    keyring.seal_for_subject(SOUTH, DAVE, entry(SOUTH), b"")
    keyring.seal_for_message(NORTH, DAVE, entry(), b"")
    sealed = keyring.seal_for_subject(NORTH, DAVE, entry(), b"dave")
    (dave,) = keystore.find(Scope.SUBJECT, NORTH, DAVE)
    wrapped = {
        "owner": keystore.find(Scope.SUBJECT, NORTH, ERIN)[0].wrapped,
        "organisation": keystore.find(Scope.SUBJECT, SOUTH, DAVE)[0].wrapped,
        "scope": keystore.find(Scope.MESSAGE, NORTH, DAVE)[0].wrapped,
        "version": dave.wrapped,
        "bit": dave.wrapped[:-1] + bytes([dave.wrapped[-1] ^ 1]),
    }[part]
    version = 2 if part == "version" else 1
    row = WrappedKey(dave.id, dave.scope, dave.org_id, dave.owner, version, wrapped)
    ring = unlocked_again(Altered(keystore, row))
    with pytest.raises(EnvelopeBroken):
        ring.open(entry(), sealed)
    with pytest.raises(EnvelopeBroken):
        ring.seal_for_subject(NORTH, DAVE, entry(), b"never under a key not its own")
