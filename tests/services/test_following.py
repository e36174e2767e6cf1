"""One replica hears where the links of the others lead."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.domain.link import Link
from backend.domain.message import Message
from backend.services import following
from backend.services.following import Following
from backend.services.link_seals import LinkSeals
from backend.store.store import Store, TokenRow, Transaction
from backend.store.targets import FILE_NAME, SealedTarget, Targets
from tests.store.people import NORTH, Post, key, lookup

SHOP = "https://shop.example/offer"


@pytest.fixture
def targets(tmp_path: Path) -> Iterator[Targets]:
    targets = Targets(tmp_path / FILE_NAME)
    yield targets
    targets.close()


class Replica:
    """A replica that follows, and the others' links."""

    def __init__(self, store: Store, targets: Targets, keyring: Keyring) -> None:
        self.store, self.targets = store, targets
        self.seals = LinkSeals(keyring)
        self.keyring = keyring
        self.following = self.started()

    def started(self) -> Following:
        return Following(self.store, self.targets, self.seals)

    def link(self, name: str, to: Message) -> Link:
        row = self.seals.sealed(to, key("link", name), SHOP, None)
        token = TokenRow(lookup(name, "click"), "click", row.org_id, to.id, row.id)
        self.store.write(lambda tx: tx.add_link(row, token)).result()
        return row

    def leads(self, name: str) -> str | None:
        held = self.targets.find(lookup(name, "click"))
        if held is None:
            return None
        return self.seals.target(held.org_id, held.link_id, held.sealed)


@pytest.fixture
def replica(store: Store, targets: Targets, keyring: Keyring) -> Replica:
    return Replica(store, targets, keyring)


def test_it_knows_links_that_nobody_asked_it_for(replica: Replica, post: Post) -> None:
    offer = post.issue("offer")
    replica.link("old", offer)
    replica.following.tick()
    replica.link("new", offer)
    assert (replica.leads("old"), replica.leads("new")) == (SHOP, None)
    replica.following.tick()
    assert replica.leads("new") == SHOP


def test_it_catches_up_in_portions(
    replica: Replica, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 2)
    monkeypatch.setattr(following, "BATCHES", 2)
    offer = post.issue("offer")
    for number in range(7):
        replica.link(str(number), offer)
    known = []
    for _ in range(3):
        replica.following.tick()
        known.append(sum(replica.leads(str(number)) == SHOP for number in range(7)))
    assert known == [4, 7, 7]


def _move(tx: Transaction, *, row: Link) -> None:
    tx.move_link(row)


def test_it_hears_of_a_link_that_moved_to_another_message(
    replica: Replica, post: Post
) -> None:
    earlier, later = post.issue("earlier"), post.issue("later")
    row = replica.link("shop", earlier)
    replica.following.tick()
    moved = replica.seals.resealed(row, later)
    assert moved is not None
    replica.store.write(partial(_move, row=moved)).result()
    replica.following.tick()
    # The key of the message it came from goes with that message.
    replica.keyring.forget_messages(NORTH.id, earlier.id)
    assert replica.leads("shop") == SHOP


def test_it_keeps_the_order_of_links_that_move(replica: Replica, post: Post) -> None:
    earlier, later = post.issue("earlier"), post.issue("later")
    for name in ("one", "two"):
        moved = replica.seals.resealed(replica.link(name, earlier), later)
        assert moved is not None
        replica.store.write(partial(_move, row=moved)).result()
    replica.link("three", later)
    with replica.store.read() as reader:
        links = reader.links(NORTH.id, [later.id])[later.id]
    assert [each.id for each in links] == [
        key("link", name) for name in ("one", "two", "three")
    ]


def test_it_reads_on_where_numbers_are_given_a_second_time(
    replica: Replica, post: Post
) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    replica.link("kept", offer)
    for number in range(3):
        replica.link(str(number), other)
    replica.following.tick()
    replica.store.write(lambda tx: tx.delete_message(other)).result()
    replica.following.tick()
    with replica.store.read() as reader:
        newest = reader.newest_link()
        ((number, _, _),) = reader.links_after(0, 9)
    assert number == newest  # of the one that is left
    replica.following._known = newest + 3  # the failover took more than was deleted
    replica.link("after", offer)
    replica.following.tick()
    assert replica.leads("after") == SHOP


def test_it_knows_after_a_restart_what_it_knew(
    replica: Replica, post: Post, tmp_path: Path
) -> None:
    replica.link("shop", post.issue("offer"))
    replica.following.tick()
    again = Targets(tmp_path / FILE_NAME)
    assert again.find(lookup("shop", "click")) == replica.targets.find(
        lookup("shop", "click")
    )
    before = (tmp_path / f"{FILE_NAME}-wal").read_bytes()
    replica.started().tick()
    assert (tmp_path / f"{FILE_NAME}-wal").read_bytes() == before  # nothing written
    again.close()


def test_it_tries_again_what_its_file_did_not_take(
    replica: Replica, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica.link("shop", post.issue("offer"))
    taken = replica.targets.hold_all
    monkeypatch.setattr(replica.targets, "hold_all", lambda _: False)
    replica.following.tick()
    assert replica.leads("shop") is None
    monkeypatch.setattr(replica.targets, "hold_all", taken)
    replica.following.tick()
    assert replica.leads("shop") == SHOP


def test_it_does_nothing_while_the_store_is_away(replica: Replica, post: Post) -> None:
    replica.link("shop", post.issue("offer"))
    replica.following.tick()
    replica.store.close()
    replica.following.tick()
    assert replica.leads("shop") == SHOP


def test_it_opens_each_so_that_its_key_is_at_hand(replica: Replica, post: Post) -> None:
    offer = post.issue("offer")
    row = replica.link("shop", offer)
    place = Place(NORTH.id, "link", row.id, "target_sealed")
    replica.keyring._cache.forget_organisation(NORTH.id)
    replica.following.tick()
    keyring: Any = replica.keyring
    keyring._keystore = None  # the keys are away as well
    assert keyring.open(place, row.target_sealed) == SHOP.encode()


def test_it_leaves_those_that_were_asked_for_in_memory(tmp_path: Path) -> None:
    targets = Targets(tmp_path / FILE_NAME, in_memory=1)
    asked, other = (
        SealedTarget(b"n", b"1", b"asked"),
        SealedTarget(b"n", b"2", b"other"),
    )
    targets.hold(b"asked", asked)
    assert targets.hold_all(
        {b"other": other, b"asked": SealedTarget(b"n", b"1", b"new")}
    )
    targets.close()
    assert targets.find(b"asked") == SealedTarget(b"n", b"1", b"new")
    assert targets.find(b"other") is None  # in the file alone, which is closed
    assert not targets.hold_all({b"other": other})


def test_it_follows_nothing_of_a_store_that_is_empty(replica: Replica) -> None:
    replica.following.tick()
    with replica.store.read() as reader:
        assert (reader.newest_link(), reader.links_after(0, 9)) == (0, [])
