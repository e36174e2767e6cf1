import pytest

from backend.domain.errors import OpenNotFound
from backend.domain.judge import FetchClass, Verdict
from backend.domain.message import OPEN_ROWS_MAX
from backend.domain.observe import Network
from backend.store.store import Store
from tests.store.people import NORTH, Post, key, opened


def test_it_returns_opens_newest_first(store: Store, post: Post) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    post.fetch(offer, opened("late", 90), opened("early", 10))
    post.fetch(offer, opened("also late", 90))
    post.fetch(other, opened("of the other"))
    with store.read() as reader:
        found = reader.opens(NORTH.id, [offer.id, other.id, key("none")])
    assert found == {
        offer.id: [opened("also late", 90), opened("late", 90), opened("early", 10)],
        other.id: [opened("of the other")],
    }


def test_it_keeps_what_is_not_known_as_not_known(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    vague = opened("vague")._replace(
        verdict=Verdict(FetchClass.UNKNOWN, 0.0, (), rules=7),
        network=Network.UNKNOWN,
        prefetch=True,
        os=None,
        device=None,
        age_seconds=None,
    )
    post.fetch(offer, vague)
    with store.read() as reader:
        assert reader.opens(NORTH.id, [offer.id]) == {offer.id: [vague]}


def test_it_keeps_the_first_of_two_opens_with_one_id(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    post.fetch(offer, opened("one"))
    post.fetch(offer, opened("one")._replace(client="robot"), opened("two", 5))
    with store.read() as reader:
        assert reader.opens(NORTH.id, [offer.id]) == {
            offer.id: [opened("one"), opened("two", 5)]
        }


def test_it_keeps_one_id_under_two_messages(store: Store, post: Post) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    post.fetch(offer, opened("one"))
    post.fetch(other, opened("one"))
    with store.read() as reader:
        assert reader.opens(NORTH.id, [offer.id, other.id]) == {
            offer.id: [opened("one")],
            other.id: [opened("one")],
        }


def test_it_returns_at_most_fifty_of_a_message(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    post.fetch(offer, *(opened(f"fetch {after}", after) for after in range(60)))
    with store.read() as reader:
        found = reader.opens(NORTH.id, [offer.id])[offer.id]
    assert [row.age_seconds for row in found] == list(range(59, 59 - OPEN_ROWS_MAX, -1))


def test_it_writes_a_revised_verdict(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    post.fetch(offer, opened("one"), opened("two"))
    verdict = Verdict(FetchClass.SELF, 1.0, ("user_marked",))
    revised = opened("one")._replace(verdict=verdict, marked=True)
    store.write(lambda tx: tx.put_open(offer, revised)).result()
    with store.read() as reader:
        assert reader.opens(NORTH.id, [offer.id]) == {
            offer.id: [opened("two"), revised]
        }


def test_it_revises_no_open_of_another_message(store: Store, post: Post) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    post.fetch(offer, opened("one"))
    revised = opened("one")._replace(marked=True)
    with pytest.raises(OpenNotFound):
        store.write(lambda tx: tx.put_open(other, revised)).result()
