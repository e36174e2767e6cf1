from dataclasses import replace

import pytest

from backend.domain.message import Message, State
from backend.store.store import Store, Tally
from tests.store.people import ALICE, BOB, CAROL, NORTH, Post, lookup, message, opened


def record(store: Store, *tallies: Tally) -> None:
    store.write(lambda tx: tx.record(tallies)).result()


def changes(store: Store) -> dict[str, int]:
    with store.read() as reader:
        return {
            name: reader.change(who.org_id, who.id)
            for name, who in (("alice", ALICE), ("bob", BOB), ("carol", CAROL))
        }


def kept(store: Store, row: Message) -> Message:
    with store.read() as reader:
        found = reader.message(row.org_id, row.id)
    assert found is not None
    return found


def test_it_adds_opens_counts_and_state_at_once(store: Store, post: Post) -> None:
    offer = post.issue("offer", state=State.PREPARED)
    record(store, Tally(offer, State.SENT, 3, [opened("one"), opened("two", 90)]))
    expected = replace(offer, state=State.SENT, fetches=3, open_rows=2, change=1)
    assert kept(store, offer) == expected
    with store.read() as reader:
        assert reader.opens(NORTH.id, [offer.id]) == {
            offer.id: [opened("two", 90), opened("one")]
        }


def test_it_adds_to_what_other_batches_added(store: Store, post: Post) -> None:
    # both tallies began from the message as it was before the first
    offer = post.issue("offer")
    record(store, Tally(offer, State.SENT, 2, [opened("one")]))
    record(store, Tally(offer, State.SENT, 1, [opened("two")]))
    row = kept(store, offer)
    assert (row.fetches, row.open_rows, row.change) == (3, 2, 2)


def test_it_gives_each_message_its_own_number(store: Store, post: Post) -> None:
    offer, reply = post.issue("offer"), post.issue("reply")
    bobs, carols = post.issue("bob's", BOB), post.issue("carol's", CAROL)
    rows = [offer, bobs, reply, carols]
    record(store, *(Tally(row, State.SENT, 1, [opened(row.id.hex())]) for row in rows))
    assert [kept(store, row).change for row in rows] == [1, 1, 2, 1]
    assert changes(store) == {"alice": 2, "bob": 1, "carol": 1}
    with store.read() as reader:
        feed = reader.feed_after(NORTH.id, ALICE.id, 0, 50)
    assert [row.id for row in feed] == [offer.id, reply.id]


@pytest.mark.parametrize(
    "tally",
    [
        pytest.param(Tally(message("offer"), State.SENT, 1), id="only counted"),
        pytest.param(
            Tally(message("offer"), State.PREPARED, 1, [opened("one")]), id="prepared"
        ),
    ],
)
def test_it_moves_no_feed_for_what_is_not_listed(
    store: Store, post: Post, tally: Tally
) -> None:
    woken: list[object] = []
    store.listen(woken.append)
    offer = post.issue("offer", state=State.PREPARED)
    record(store, tally)
    assert kept(store, offer).fetches == 1
    assert changes(store)["alice"] == 0
    assert woken == []


def test_it_wakes_each_sender_once(store: Store, post: Post) -> None:
    woken: list[object] = []
    store.listen(woken.append)
    rows = [post.issue("offer"), post.issue("reply"), post.issue("bob's", BOB)]
    record(store, *(Tally(row, State.SENT, 1, [opened(row.id.hex())]) for row in rows))
    assert woken == [frozenset({(NORTH.id, ALICE.id), (NORTH.id, BOB.id)})]


def test_it_records_nothing_at_all(store: Store) -> None:
    record(store)
    assert changes(store) == {"alice": 0, "bob": 0, "carol": 0}


@pytest.mark.parametrize("many", [1, 2, 3, 63, 64, 65, 130])
def test_it_finds_any_number_of_messages_by_their_tokens(
    store: Store, post: Post, many: int
) -> None:
    first, last = post.issue("first"), post.issue("last")
    unknown = [lookup(f"forged {number}") for number in range(many - 1)]
    with store.read() as reader:
        found = reader.messages_by_token([*unknown, lookup("last")], "open")
        assert found == {lookup("last"): last}
        both = [lookup("first"), *unknown, lookup("last")]
        assert reader.messages_by_token(both, "open") == {
            lookup("first"): first,
            lookup("last"): last,
        }


def test_it_uses_up_the_sender_s_look(store: Store, post: Post) -> None:
    offer = post.issue("offer", state=State.SENT)
    looked = replace(offer, viewing_at=offer.issued_at)
    store.write(lambda tx: tx.put_message(looked)).result()
    record(store, Tally(replace(looked, viewing_at=None), State.SENT, 1))
    assert kept(store, offer).viewing_at is None
