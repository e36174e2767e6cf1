from backend.crypto.cache import Key, KeyCache
from backend.crypto.keystore import Scope

NORTH, SOUTH = b"n" * 16, b"s" * 16
DAVE, ERIN = b"d" * 16, b"e" * 16


def key(key_id: int, org_id: bytes = NORTH, owner: bytes = DAVE) -> Key:
    return Key(key_id, Scope.SUBJECT, org_id, owner, bytes([key_id]) * 32)


def test_it_lets_go_of_the_key_not_used_for_longest() -> None:
    cache = KeyCache(2)
    cache.hold(key(1, owner=DAVE), seals=True)
    cache.hold(key(2, owner=ERIN), seals=True)
    assert cache.by_id(1) == key(1, owner=DAVE)
    cache.hold(key(3, SOUTH), seals=True)
    assert cache.by_id(1) is not None
    assert cache.by_id(2) is None
    assert cache.sealing((Scope.SUBJECT, NORTH, ERIN)) is None
    assert cache.sealing((Scope.SUBJECT, SOUTH, DAVE)) == key(3, SOUTH)


def test_it_counts_sealing_as_use() -> None:
    cache = KeyCache(2)
    cache.hold(key(1, owner=DAVE), seals=True)
    cache.hold(key(2, owner=ERIN), seals=True)
    cache.sealing((Scope.SUBJECT, NORTH, DAVE))
    cache.hold(key(3, SOUTH))
    assert cache.by_id(1) is not None
    assert cache.by_id(2) is None


def test_it_does_not_seal_with_a_key_held_for_opening() -> None:
    cache = KeyCache(2)
    cache.hold(key(1))
    assert cache.sealing((Scope.SUBJECT, NORTH, DAVE)) is None


def test_it_keeps_the_newer_sealing_key_when_the_older_goes() -> None:
    cache = KeyCache(2)
    cache.hold(key(1), seals=True)
    cache.hold(key(2), seals=True)
    cache.hold(key(3, SOUTH))
    assert cache.sealing((Scope.SUBJECT, NORTH, DAVE)) == key(2)


def test_it_forgets_all_versions_of_one_person_and_no_one_else() -> None:
    cache = KeyCache(9)
    for held in (key(1), key(2), key(3, SOUTH), key(4, owner=ERIN)):
        cache.hold(held, seals=True)
    cache.forget((Scope.SUBJECT, NORTH, DAVE))
    assert [cache.by_id(n) is None for n in (1, 2, 3, 4)] == [True, True, False, False]
    assert cache.sealing((Scope.SUBJECT, NORTH, DAVE)) is None


def test_it_forgets_an_organisation() -> None:
    cache = KeyCache(9)
    for held in (key(1), key(2, owner=ERIN), key(3, SOUTH)):
        cache.hold(held, seals=True)
    cache.forget_organisation(NORTH)
    assert [cache.by_id(n) is None for n in (1, 2, 3)] == [True, True, False]


def test_it_shows_no_secret_in_a_repr() -> None:
    assert repr(key(7)) == "Key(id=7)"
