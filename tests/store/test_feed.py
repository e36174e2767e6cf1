from dataclasses import replace
from datetime import timedelta

from backend.domain.message import State
from backend.store.store import Store, Transaction
from tests.store.people import ALICE, BOB, CAROL, NOON, NORTH, SOUTH, Post


def test_it_counts_a_senders_changes_strictly_upwards(store: Store, post: Post) -> None:
    offer, reply = post.issue("offer"), post.issue("reply")
    moved = post.move(offer, reply, offer, offer)
    assert [each.change for each in moved] == [1, 2, 3, 4]
    with store.read() as reader:
        assert reader.change(NORTH.id, ALICE.id) == 4
        principal = reader.principal("entra", "north-tenant", "alice-oid")
        assert principal == replace(ALICE, change=4)


def test_it_counts_for_each_sender_alone(store: Store, post: Post) -> None:
    post.move(post.issue("alice's"), post.issue("bob's", BOB))
    post.move(post.issue("carol's", CAROL))
    with store.read() as reader:
        for sender in (ALICE, BOB, CAROL):
            assert reader.change(sender.org_id, sender.id) == 1
        assert reader.change(SOUTH.id, ALICE.id) == 0


def test_it_lists_each_changed_message_once_at_its_last_change(
    store: Store, post: Post
) -> None:
    offer, reply, third = (post.issue(name) for name in ("offer", "reply", "third"))
    post.move(offer, reply, offer, third)
    with store.read() as reader:

        def after(number: int, limit: int = 50) -> list[tuple[bytes, int]]:
            rows = reader.feed_after(NORTH.id, ALICE.id, number, limit)
            return [(each.id, each.change) for each in rows]

        assert after(0) == [(reply.id, 2), (offer.id, 3), (third.id, 4)]
        assert after(2) == [(offer.id, 3), (third.id, 4)]
        assert after(4) == []
        assert after(0, limit=2) == [(reply.id, 2), (offer.id, 3)]
        latest = reader.feed_latest(NORTH.id, ALICE.id, 2)
        assert [each.change for each in latest] == [4, 3]


def test_it_lists_what_changed_last_before_a_number(store: Store, post: Post) -> None:
    offer, reply, third = (post.issue(name) for name in ("offer", "reply", "third"))
    post.move(offer, reply, third, offer)
    with store.read() as reader:

        def before(number: int, limit: int = 50) -> list[tuple[bytes, int]]:
            rows = reader.feed_latest(NORTH.id, ALICE.id, limit, number)
            return [(each.id, each.change) for each in rows]

        # The offer changed at 1 too, but that is not where it stands.
        assert before(4) == [(third.id, 3), (reply.id, 2)]
        assert before(4, limit=1) == [(third.id, 3)]
        assert before(2) == []


def test_it_never_counts_a_number_twice_after_a_deletion(
    store: Store, post: Post
) -> None:
    offer = post.issue("offer")
    post.move(offer)
    store.write(lambda tx: tx.delete_message(offer)).result()
    assert [each.change for each in post.move(post.issue("next"))] == [2]


def test_it_takes_a_change_back_with_the_job_that_made_it(
    store: Store, post: Post
) -> None:
    offer = post.issue("offer")

    def job(tx: Transaction) -> None:
        tx.move_change(offer)
        raise LookupError

    assert isinstance(store.write(job).exception(), LookupError)
    with store.read() as reader:
        assert reader.change(NORTH.id, ALICE.id) == 0
        assert reader.feed_latest(NORTH.id, ALICE.id, 50) == []


def test_it_leaves_prepared_messages_out_of_the_feed(store: Store, post: Post) -> None:
    draft = post.issue("draft", state=State.PREPARED)
    (moved,) = post.move(draft)
    with store.read() as reader:
        assert reader.feed_latest(NORTH.id, ALICE.id, 50) == []
        assert reader.feed_after(NORTH.id, ALICE.id, 0, 50) == []
    post.move(replace(moved, state=State.SENT))
    with store.read() as reader:
        assert len(reader.feed_latest(NORTH.id, ALICE.id, 50)) == 1


def test_it_leaves_out_what_was_withdrawn_before_anybody_saw_it(
    store: Store, post: Post
) -> None:
    draft = post.issue("draft", state=State.PREPARED)
    withdrawn = replace(draft, state=State.WITHDRAWN)
    store.write(lambda tx: tx.put_message(withdrawn)).result()
    with store.read() as reader:
        assert reader.feed_latest(NORTH.id, ALICE.id, 50) == []
        assert reader.feed_after(NORTH.id, ALICE.id, -1, 50) == []


def test_it_shows_an_erased_message_once_more(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    post.move(offer)
    post.move(replace(offer, state=State.ERASED))
    with store.read() as reader:
        (again,) = reader.feed_after(NORTH.id, ALICE.id, 1, 50)
    assert (again.state, again.change) == (State.ERASED, 2)


def test_it_pages_through_all_messages_newest_first(store: Store, post: Post) -> None:
    # three of one second between two others: the position must tell them apart
    for number, second in enumerate((0, 1, 1, 1, 2)):
        state = State.PREPARED if number == 2 else State.SENT
        issued_at = NOON + timedelta(seconds=second)
        post.issue(f"message {number}", state=state, issued_at=issued_at)
    post.issue("bob's", BOB)
    with store.read() as reader:
        pages = []
        position = None
        while page := reader.messages_before(NORTH.id, ALICE.id, position, 2):
            pages.append(page)
            position = (page[-1].issued_at, page[-1].id)
    assert [len(page) for page in pages] == [2, 2, 1]
    seconds = [each.issued_at.second for page in pages for each in page]
    assert seconds == [2, 1, 1, 1, 0]
    assert len({each.id for page in pages for each in page}) == 5
