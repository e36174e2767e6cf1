"""What the store knows of spools, and of what came by two ways."""

import os
from functools import partial

import pytest

from backend.store.store import Store, Transaction
from tests.store.people import key


@pytest.fixture
def spool() -> bytes:
    return os.urandom(16)  # one database serves many tests


def reach(spool: bytes, sequence: int, tx: Transaction) -> None:
    tx.set_drained(spool, sequence)


def test_it_knows_up_to_where_a_spool_is_here(store: Store, spool: bytes) -> None:
    with store.read() as reader:
        assert reader.drained(spool) == 0
    for sequence in (500, 1_000_000_000_000):
        store.write(partial(reach, spool, sequence)).result()
        with store.read() as reader:
            assert reader.drained(spool) == sequence
            assert reader.drained(key("another")) == 0


def test_it_notes_it_in_one_with_what_the_spool_brought(
    store: Store, spool: bytes
) -> None:
    def half(tx: Transaction) -> None:
        tx.set_drained(spool, 7)
        raise LookupError

    with pytest.raises(LookupError):
        store.write(half).result()
    with store.read() as reader:
        assert reader.drained(spool) == 0
