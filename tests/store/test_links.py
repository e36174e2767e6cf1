from dataclasses import replace

import pytest

from backend.domain.errors import OpenNotFound
from backend.domain.judge import FetchClass, Verdict
from backend.domain.message import State
from backend.store.store import Store, TokenRow
from tests.store.people import (
    NORTH,
    Post,
    clicked,
    key,
    link,
    lookup,
    opened,
)


def test_it_returns_the_links_of_messages_in_the_order_they_were_made(
    store: Store, post: Post
) -> None:
    offer, other, bare = (post.issue(name) for name in ("offer", "other", "bare"))
    made = [post.link(name, offer) for name in ("shop", "map", "film")]
    catalogue = post.link("catalogue", other)
    with store.read() as reader:
        assert reader.links(NORTH.id, [offer.id, other.id, bare.id]) == {
            offer.id: made,
            other.id: [catalogue],
        }
        assert reader.links(NORTH.id, []) == {}


def test_it_finds_link_and_message_by_a_click_s_token(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    shop, atlas = post.link("shop", offer), post.link("map", offer)
    lookups = [lookup("shop", "click"), lookup("map", "click"), lookup("offer")]
    with store.read() as reader:
        assert reader.links_by_token([*lookups, key("forged")]) == {
            lookups[0]: shop,
            lookups[1]: atlas,
        }
        assert reader.links_by_token([]) == {}
        assert reader.messages_by_token(lookups, "click") == {
            lookups[0]: offer,
            lookups[1]: offer,
        }
        assert reader.token(lookups[0]) == TokenRow(
            lookups[0], "click", NORTH.id, offer.id, shop.id
        )


def test_it_takes_no_click_token_without_a_link(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    for token in (
        TokenRow(key("astray"), "click", NORTH.id, offer.id),
        TokenRow(key("astray"), "click", NORTH.id, offer.id, key("no link")),
    ):
        failed = store.write(lambda tx, row=token: tx.add_tokens([row])).exception()  # type: ignore[misc]
        assert failed is not None


def test_it_returns_clicks_newest_first(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    shop, atlas = post.link("shop", offer), post.link("map", offer)
    post.click(offer, clicked("late", shop, 90), clicked("early", atlas, 10))
    post.click(offer, clicked("also late", atlas, 90))
    with store.read() as reader:
        assert reader.clicks(NORTH.id, [offer.id, key("none")]) == {
            offer.id: [
                clicked("also late", atlas, 90),
                clicked("late", shop, 90),
                clicked("early", atlas, 10),
            ]
        }
        assert reader.opens(NORTH.id, [offer.id]) == {}


def test_it_keeps_the_first_of_two_clicks_with_one_id(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    click = clicked("one", post.link("shop", offer))
    post.click(offer, click)
    post.click(offer, replace(click, fetch=click.fetch._replace(client="robot")))
    with store.read() as reader:
        assert reader.clicks(NORTH.id, [offer.id]) == {offer.id: [click]}


def test_it_counts_the_clicks_of_a_link(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    shop, atlas = post.link("shop", offer), post.link("map", offer)
    counted = replace(shop, click_rows=50, clicks=73)
    store.write(lambda tx: tx.count_clicks([counted])).result()
    with store.read() as reader:
        assert reader.links(NORTH.id, [offer.id]) == {offer.id: [counted, atlas]}


def test_it_writes_a_revised_verdict_of_a_click(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    shop = post.link("shop", offer)
    post.click(offer, clicked("one", shop), clicked("two", shop))
    mine = opened("one")._replace(
        verdict=Verdict(FetchClass.SELF, 0.9, ("user_marked",)),
        marked=True,
    )
    revised = replace(clicked("one", shop), fetch=mine)
    store.write(lambda tx: tx.put_click(offer, revised)).result()
    with store.read() as reader:
        assert reader.clicks(NORTH.id, [offer.id]) == {
            offer.id: [clicked("two", shop), revised]
        }


def test_it_revises_no_click_of_another_message(store: Store, post: Post) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    click = clicked("one", post.link("shop", offer))
    post.click(offer, click)
    with pytest.raises(OpenNotFound):
        store.write(lambda tx: tx.put_click(other, click)).result()


def test_it_gives_a_link_to_another_message(store: Store, post: Post) -> None:
    before, after = post.issue("before"), post.issue("after")
    shop, atlas = post.link("shop", before), post.link("map", before)
    post.click(before, clicked("one", shop))
    moved = replace(
        shop, message_id=after.id, target_sealed=b"anew", text_sealed=b"also anew"
    )
    store.write(lambda tx: tx.move_link(moved)).result()
    with store.read() as reader:
        both = [before.id, after.id]
        assert reader.links(NORTH.id, both) == {before.id: [atlas], after.id: [moved]}
        assert reader.clicks(NORTH.id, both) == {after.id: [clicked("one", shop)]}
        found = reader.messages_by_token([lookup("shop", "click")], "click")
        assert found == {lookup("shop", "click"): after}


@pytest.mark.parametrize("how", ["erased", "deleted"])
def test_it_takes_links_and_clicks_with_their_message(
    store: Store, post: Post, how: str
) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    shop, kept = post.link("shop", offer), post.link("kept", other)
    post.click(offer, clicked("one", shop))
    post.click(other, clicked("two", kept))
    if how == "erased":
        gone = replace(offer, state=State.ERASED)
        store.write(lambda tx: tx.erase_message(gone)).result()
    else:
        store.write(lambda tx: tx.delete_message(offer)).result()
    both, lookups = [offer.id, other.id], [lookup("shop", "click")]
    with store.read() as reader:
        assert reader.links(NORTH.id, both) == {other.id: [kept]}
        assert reader.clicks(NORTH.id, both) == {other.id: [clicked("two", kept)]}
        assert reader.links_by_token(lookups) == {}
        assert reader.messages_by_token(lookups, "click") == {}
        assert reader.token(lookups[0]) is None
        assert reader.clicks(NORTH.id, [offer.id]) == {}


def test_it_counts_no_click_of_a_link_that_is_gone(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    gone = replace(link("never", offer), clicks=1)
    store.write(lambda tx: tx.count_clicks([gone])).result()
    with store.read() as reader:
        assert reader.links(NORTH.id, [offer.id]) == {}
