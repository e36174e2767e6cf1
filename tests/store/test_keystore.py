import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from backend.crypto.keyring import Keyring
from backend.crypto.keystore import KeyStore, Scope, WrappedKey
from backend.domain.errors import KeyMissing, StoreUnavailable
from backend.store import places
from backend.store.places import Place
from backend.store.sqlite.keystore import SqliteKeyStore, open_keystore
from tests.house.patience import SECONDS, until
from tests.house.postgres import Server

NORTH, SOUTH = b"n" * 16, b"s" * 16
DAVE, ERIN = b"d" * 16, b"e" * 16


def row(
    owner: bytes = DAVE,
    *,
    scope: Scope = Scope.SUBJECT,
    org_id: bytes = NORTH,
    version: int = 1,
    wrapped: bytes = b"wrapped",
) -> WrappedKey:
    return WrappedKey(0, scope, org_id, owner, version, wrapped)


def at_rest(key_dir: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(key_dir.iterdir()))


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteKeyStore]:
    keystore = open_keystore(tmp_path, busy_seconds=0.1)
    yield keystore
    keystore.close()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return tmp_path
    url: str = request.getfixturevalue("database")
    return url


@pytest.fixture
def keystore(place: Place) -> Iterator[KeyStore]:
    keystore = places.open_keystore(place)
    yield keystore
    keystore.close()


def test_it_returns_a_kept_key_with_its_id(keystore: KeyStore) -> None:
    kept = keystore.add(row())
    assert kept.id >= 1
    assert keystore.get(kept.id) == kept
    assert keystore.find(Scope.SUBJECT, NORTH, DAVE) == [kept]
    assert keystore.get(kept.id + 1) is None


def test_it_finds_all_versions_newest_first(keystore: KeyStore) -> None:
    kept = [keystore.add(row(version=version)) for version in (2, 1, 3)]
    found = keystore.find(Scope.SUBJECT, NORTH, DAVE)
    assert [each.version for each in found] == [3, 2, 1]
    assert set(found) == set(kept)


def test_it_finds_the_keys_of_one_owner_only(keystore: KeyStore) -> None:
    keystore.add(row(ERIN))
    keystore.add(row(org_id=SOUTH))
    keystore.add(row(scope=Scope.MESSAGE))
    assert keystore.find(Scope.SUBJECT, NORTH, DAVE) == []


def test_it_lets_the_first_writer_win(keystore: KeyStore) -> None:
    first = keystore.add(row(wrapped=b"first"))
    assert keystore.add(row(wrapped=b"second")) == first
    assert keystore.find(Scope.SUBJECT, NORTH, DAVE) == [first]


def test_it_destroys_all_versions_of_one_owner(keystore: KeyStore) -> None:
    keystore.add(row(version=1))
    keystore.add(row(version=2))
    others = [
        keystore.add(row(ERIN)),
        keystore.add(row(org_id=SOUTH)),
        keystore.add(row(scope=Scope.MESSAGE)),
    ]
    assert keystore.destroy(Scope.SUBJECT, NORTH, DAVE) == 2
    assert keystore.find(Scope.SUBJECT, NORTH, DAVE) == []
    assert [keystore.get(each.id) for each in others] == others
    assert keystore.destroy(Scope.SUBJECT, NORTH, DAVE) == 0


def test_it_destroys_the_keys_of_several_at_once(keystore: KeyStore) -> None:
    dave, erin = keystore.add(row()), keystore.add(row(ERIN))
    other = keystore.add(row(org_id=SOUTH))
    assert keystore.destroy(Scope.SUBJECT, NORTH, DAVE, ERIN) == 2
    asked = [dave.id, erin.id, other.id]
    assert keystore.existing(asked) == {other.id}
    assert keystore.existing([]) == frozenset()
    assert keystore.destroy(Scope.SUBJECT, NORTH) == 0


def test_it_destroys_an_organisation_and_leaves_the_other(
    keystore: KeyStore,
) -> None:
    for scope in (Scope.ORGANISATION, Scope.FIELD, Scope.SUBJECT, Scope.MESSAGE):
        keystore.add(row(scope=scope))
    south = keystore.add(row(org_id=SOUTH))
    assert keystore.destroy_organisation(NORTH) == 4
    assert keystore.get(south.id) == south


def test_it_never_gives_an_id_twice(keystore: KeyStore) -> None:
    # An envelope names its key by id: one that came back would be another person's.
    before = keystore.add(row())
    keystore.destroy(Scope.SUBJECT, NORTH, DAVE)
    assert keystore.add(row(ERIN)).id > before.id


def test_it_knows_whether_a_key_was_ever_kept(place: Place, keystore: KeyStore) -> None:
    assert keystore.empty()
    keystore.add(row())
    assert not keystore.empty()
    keystore.destroy(Scope.SUBJECT, NORTH, DAVE)
    assert not keystore.empty()
    again = places.open_keystore(place)
    assert not again.empty()
    again.close()


def test_it_sums_the_uses_of_a_key(keystore: KeyStore) -> None:
    kept = keystore.add(row())
    assert [keystore.reserve(kept.id, 5) for _ in range(3)] == [5, 10, 15]
    keystore.destroy(Scope.SUBJECT, NORTH, DAVE)
    with pytest.raises(KeyMissing):
        keystore.reserve(kept.id, 5)


def test_it_leaves_no_trace_of_destroyed_keys_among_many(
    tmp_path: Path, sqlite: SqliteKeyStore
) -> None:
    # Enough for pages to be split, merged and given back.
    order = random.Random(7)  # noqa: S311  # an order, not a secret
    live: dict[bytes, bytes] = {}
    gone: list[bytes] = []
    for _ in range(3):
        with sqlite._writing() as db:  # one commit for many, to be quick
            for owner, wrapped in [
                (os.urandom(16), os.urandom(62)) for _ in range(700)
            ]:
                live[owner] = wrapped
                db.execute(
                    "INSERT INTO wrapped_key (scope, org_id, owner, version, wrapped)"
                    " VALUES ('subject', ?, ?, 1, ?)",
                    (NORTH, owner, wrapped),
                )
        for owner in order.sample(sorted(live), 60):
            assert sqlite.destroy(Scope.SUBJECT, NORTH, owner) == 1
            gone += [owner, live.pop(owner)]
    data = at_rest(tmp_path)
    assert [each for each in gone if each in data] == []
    assert all(wrapped in data for wrapped in live.values())


def test_it_does_not_call_a_key_destroyed_while_a_reader_holds_the_log(
    tmp_path: Path, sqlite: SqliteKeyStore
) -> None:
    wrapped = os.urandom(62)
    sqlite.add(row(wrapped=wrapped))
    reader = sqlite3.connect(tmp_path / "keys.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM wrapped_key").fetchone()
    with pytest.raises(StoreUnavailable, match="again"):
        sqlite.destroy(Scope.SUBJECT, NORTH, DAVE)
    assert wrapped in at_rest(tmp_path)
    reader.close()
    sqlite.destroy(Scope.SUBJECT, NORTH, DAVE)
    assert wrapped not in at_rest(tmp_path)


def test_it_keeps_nobody_waiting_while_a_reader_holds_the_log(tmp_path: Path) -> None:
    wrapped = os.urandom(62)
    with (
        closing(open_keystore(tmp_path, busy_seconds=SECONDS)) as server,
        closing(open_keystore(tmp_path)) as command,
        closing(sqlite3.connect(tmp_path / "keys.db")) as reader,
        ThreadPoolExecutor() as threads,
    ):
        server.add(row(wrapped=wrapped))
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM wrapped_key").fetchone()
        destroyed = threads.submit(server.destroy, Scope.SUBJECT, NORTH, DAVE)
        assert until(lambda: not server.find(Scope.SUBJECT, NORTH, DAVE))
        # Its own threads find keys, and the other process keeps some, again and again.
        for number in range(30):
            kept = command.add(row(number.to_bytes(16, "big")))
            assert server.get(kept.id) == kept
            time.sleep(0.01)
        assert not destroyed.done()
        assert wrapped in at_rest(tmp_path)
        reader.close()
        assert destroyed.result(SECONDS) == 1
        assert wrapped not in at_rest(tmp_path)


def test_it_says_when_it_cannot_write_and_works_again_after(
    tmp_path: Path, sqlite: SqliteKeyStore
) -> None:
    kept = sqlite.add(row())
    other = sqlite3.connect(tmp_path / "keys.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        sqlite.add(row(ERIN))
    assert sqlite.get(kept.id) == kept
    other.execute("COMMIT")
    other.close()
    assert sqlite.add(row(ERIN)).id > kept.id


def test_it_keeps_nothing_of_a_change_that_failed(keystore: KeyStore) -> None:
    with pytest.raises(StoreUnavailable):
        keystore.add(row(org_id=b"too short"))
    assert keystore.empty()
    assert keystore.add(row()).id == 1


def test_it_keeps_nothing_of_a_change_that_was_interrupted(
    sqlite: SqliteKeyStore,
) -> None:
    def interrupted() -> None:
        with sqlite._writing() as db:
            db.execute(
                "INSERT INTO wrapped_key (scope, org_id, owner, version, wrapped)"
                " VALUES ('subject', ?, ?, 1, x'00')",
                (NORTH, DAVE),
            )
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert sqlite.empty()
    assert sqlite.add(row()).id == 1


def test_it_never_believes_a_connection_again_that_failed(
    sqlite: SqliteKeyStore,
) -> None:
    sqlite.add(row())
    before = sqlite._db
    with pytest.raises(StoreUnavailable):
        sqlite.add(row(org_id=b"too short"))
    sqlite.add(row(ERIN))
    assert before is not None
    assert sqlite._db is not before


def test_it_works_from_any_thread(keystore: KeyStore) -> None:
    gate = threading.Barrier(6)

    def add(owner: bytes) -> WrappedKey:
        gate.wait()
        return keystore.add(row(owner, wrapped=os.urandom(62)))

    with ThreadPoolExecutor(6) as threads:
        kept = list(threads.map(add, [DAVE, ERIN] * 3))
    assert len(set(kept)) == 2


def test_it_is_for_the_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        keystore = open_keystore(tmp_path / "deep" / "keys")
        keystore.add(row())
        modes = {
            file.name: file.stat().st_mode & 0o777
            for file in (tmp_path / "deep" / "keys").iterdir()
        }
        keystore.close()
    finally:
        os.umask(old)
    assert modes == {"keys.db": 0o600, "keys.db-wal": 0o600, "keys.db-shm": 0o600}
    assert (tmp_path / "deep" / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("secure_delete", 1),
        ("trusted_schema", 0),
    ],
)
def test_it_sets_what_durability_and_erasure_rest_on(
    sqlite: SqliteKeyStore, setting: str, value: object
) -> None:
    sqlite.close()  # also on a connection that was opened again
    with sqlite._using() as db:
        assert db.execute(f"PRAGMA {setting}").fetchone() == (value,)


def test_it_keeps_a_key_that_was_returned_when_the_process_is_killed(
    place: Place,
) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from backend.crypto.keystore import Scope, WrappedKey
from backend.store.places import open_keystore
place = sys.argv[1]
keystore = open_keystore(place if "://" in place else Path(place))
for n in range(20):
    owner = bytes([n]) * 16
    print(keystore.add(WrappedKey(0, Scope.SUBJECT, b"n" * 16, owner, 1, owner)).id)
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run(
        [sys.executable, "-c", program, str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    returned = [int(line) for line in killed.stdout.split()]
    assert len(returned) == 20
    keystore = places.open_keystore(place)
    assert all(keystore.get(key_id) is not None for key_id in returned)
    keystore.close()


def test_it_makes_one_set_of_keys_when_processes_start_at_once(
    tmp_path: Path, server: Server
) -> None:
    with ExitStack() as lent:
        urls = [lent.enter_context(server.database()) for _ in range(3)]
        one_set_of_keys([*(tmp_path / str(n) for n in range(8)), *urls])


def one_set_of_keys(found: Sequence[Place]) -> None:
    context = multiprocessing.get_context("spawn")
    gate, seen = context.Barrier(4), context.Queue()
    starters = [
        context.Process(target=_start_all, args=(found, gate, seen)) for _ in range(4)
    ]
    for starter in starters:
        starter.start()
    keys = {tuple(seen.get(timeout=60)) for _ in starters}
    for starter in starters:
        starter.join()
    assert len(keys) == 1
    assert len(set(*keys)) == len(found)


def _start_all(
    found: Sequence[Place], gate: Barrier, seen: "multiprocessing.Queue[list[bytes]]"
) -> None:
    keys = []
    for place in found:
        gate.wait(60)
        keystore = places.open_keystore(place)
        ring = Keyring.unlock(keystore, b"k" * 32, data_exist=False)
        keys.append(ring.token_keys().lookup + ring.blind_key(NORTH))
        keystore.close()
    seen.put(keys)
