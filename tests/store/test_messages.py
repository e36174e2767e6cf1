from dataclasses import fields, replace
from datetime import timedelta

import pytest

from backend.domain.errors import MessageNotFound, StoreUnavailable
from backend.domain.mailboxes import Mailboxes
from backend.domain.message import Channel, Message, State
from backend.domain.mode import Mode
from backend.store.store import Store, TokenRow, Transaction
from tests.store.people import (
    ALICE,
    BOB,
    DAVE,
    ERIN,
    NOON,
    NORTH,
    Post,
    key,
    lookup,
    message,
    opened,
)

FIXED = {"sender_id", "channel", "issued_at", "draft_key", "pixel_base"}


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_it_returns_a_message_as_it_was_added(store: Store, post: Post) -> None:
    offer = post.issue(
        "offer",
        channel=Channel.GMAIL,
        state=State.PREPARED,
        thread_key=key("thread"),
        subject_sealed=b"sealed",
        sent_at=NOON,
        viewing_at=NOON + minutes(1),
    )
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) == offer
        assert reader.message(NORTH.id, key("another")) is None


def test_it_keeps_every_change_to_what_may_change(store: Store, post: Post) -> None:
    offer = post.issue("offer", state=State.PREPARED)
    changed = replace(
        offer,
        state=State.SENT,
        confirmed=True,
        mode=Mode.OPENS,
        basis="consent",
        sent_at=NOON + minutes(1),
        recipient_count=2,
        recipients_key=key("more"),
        thread_key=key("thread"),
        colleagues=True,
        retention_until=NOON + timedelta(days=30),
        viewing_at=NOON + minutes(2),
        subject_sealed=b"sealed",
        fetches=4,
        mailboxes=Mailboxes.OTHER,
    )
    same = {
        each.name
        for each in fields(Message)
        if getattr(changed, each.name) == getattr(offer, each.name)
    }
    assert same == FIXED | {"org_id", "id", "change", "open_rows"}
    store.write(lambda tx: tx.put_message(changed)).result()
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) == changed


def test_it_leaves_what_was_fixed_at_issue(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    moved = replace(
        offer,
        sender_id=BOB.id,
        channel=Channel.GMAIL,
        issued_at=NOON + minutes(9),
        draft_key=key("other"),
        pixel_base="https://other.example",
    )
    store.write(lambda tx: tx.put_message(moved)).result()
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) == offer


def test_it_cuts_moments_to_the_second(store: Store, post: Post) -> None:
    offer = post.issue("offer", issued_at=NOON + timedelta(milliseconds=999))
    with store.read() as reader:
        kept = reader.message(NORTH.id, offer.id)
    assert kept is not None
    assert kept.issued_at == NOON


def test_it_does_not_bring_back_a_message_that_is_gone(store: Store) -> None:
    gone = message("gone")
    for change in (
        store.write(lambda tx: tx.put_message(gone)),
        store.write(lambda tx: tx.move_change(gone)),
    ):
        with pytest.raises(MessageNotFound):
            change.result()


def test_it_finds_a_message_by_the_token_of_that_purpose_only(
    store: Store, post: Post
) -> None:
    offer = post.issue("offer")
    privacy = TokenRow(lookup("offer", "privacy"), "privacy", NORTH.id, offer.id)
    store.write(lambda tx: tx.add_tokens([privacy])).result()
    with store.read() as reader:
        lookups = [lookup("offer"), lookup("offer", "privacy"), key("forged")]
        assert reader.messages_by_token(lookups, "open") == {lookup("offer"): offer}
        assert reader.messages_by_token(lookups, "privacy") == {
            lookup("offer", "privacy"): offer
        }
        assert reader.messages_by_token([], "open") == {}
        assert reader.token(privacy.lookup) == privacy
        assert reader.token(key("forged")) is None


def test_it_finds_the_newest_message_of_a_draft(store: Store, post: Post) -> None:
    draft = key("a draft")
    post.issue("first", draft_key=draft, state=State.WITHDRAWN)
    second = post.issue("second", draft_key=draft)  # in the same second
    post.issue("bob's", BOB, draft_key=draft, issued_at=NOON + minutes(1))
    with store.read() as reader:
        assert reader.message_by_draft(NORTH.id, ALICE.id, draft) == second
        assert reader.message_by_draft(NORTH.id, ALICE.id, key("none")) is None


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")], ids=str)
def test_it_tells_the_later_of_one_second_whatever_the_ids(
    store: Store, post: Post, names: tuple[str, str]
) -> None:
    for name in names:
        last = post.issue(name, draft_key=key("a draft"), thread_key=key("thread"))
    with store.read() as reader:
        assert reader.message_by_draft(NORTH.id, ALICE.id, key("a draft")) == last
        thread = reader.messages_of_thread(NORTH.id, ALICE.id, key("thread"))
        assert thread[0] == last


def test_it_finds_messages_to_the_same_people(store: Store, post: Post) -> None:
    people = key("dave and erin")
    early = post.issue("early", recipients_key=people, issued_at=NOON - minutes(11))
    one = post.issue("one", recipients_key=people, issued_at=NOON - minutes(10))
    two = post.issue("two", recipients_key=people, issued_at=NOON)
    post.issue("others", issued_at=NOON)
    post.issue("gmail", channel=Channel.GMAIL, recipients_key=people)
    post.issue("bob's", BOB, recipients_key=people)
    with store.read() as reader:

        def found(since: int) -> list[Message]:
            return reader.messages_to(
                NORTH.id,
                ALICE.id,
                Channel.OUTLOOK,
                since=NOON - minutes(since),
                until=NOON,
                recipients_key=people,
            )

        assert found(10) == [two, one]
        assert found(11) == [two, one, early]


def test_it_finds_messages_to_any_of_some_people(store: Store, post: Post) -> None:
    both = post.issue("both", to=[DAVE, ERIN], issued_at=NOON - minutes(2))
    dave = post.issue("dave", to=[DAVE], issued_at=NOON - minutes(1))
    post.issue("early", to=[DAVE], issued_at=NOON - minutes(6))
    post.issue("gmail", to=[DAVE], channel=Channel.GMAIL)
    post.issue("bob's", BOB, to=[DAVE])
    with store.read() as reader:

        def found(*exact: bytes) -> list[Message]:
            return reader.messages_to(
                NORTH.id,
                ALICE.id,
                Channel.OUTLOOK,
                since=NOON - minutes(5),
                until=NOON,
                exact=exact,
            )

        assert found(DAVE.exact, ERIN.exact) == [dave, both]
        assert found(ERIN.exact) == [both]
        assert found() == []


def test_it_finds_the_messages_of_a_conversation(store: Store, post: Post) -> None:
    thread = key("thread")
    first = post.issue("first", thread_key=thread)
    reply = post.issue("reply", thread_key=thread, issued_at=NOON + minutes(5))
    post.issue("another", thread_key=key("another"))
    post.issue("bob's", BOB, thread_key=thread)
    with store.read() as reader:
        found = reader.messages_of_thread(NORTH.id, ALICE.id, thread)
    assert found == [reply, first]


def test_it_lists_what_stays_prepared_too_long(store: Store, post: Post) -> None:
    for name, channel, state, minute in (
        ("old", Channel.OUTLOOK, State.PREPARED, 1),
        ("older", Channel.GMAIL, State.PREPARED, 0),
        ("sent", Channel.GMAIL, State.SENT, 0),
        ("fresh", Channel.GMAIL, State.PREPARED, 5),
    ):
        post.issue(name, channel=channel, state=state, issued_at=NOON + minutes(minute))
    with store.read() as reader:

        def found(channel: Channel | None, limit: int = 9) -> list[bytes]:
            rows = reader.prepared_before(channel, NOON + minutes(5), limit)
            return [each.id for each in rows]

        assert found(None) == [message("older").id, message("old").id]
        assert found(None, 1) == [message("older").id]
        assert found(Channel.GMAIL) == [message("older").id]
        assert found(Channel.OUTLOOK) == [message("old").id]


def test_it_lists_what_is_due(store: Store, post: Post) -> None:
    due = NOON + timedelta(days=30)
    later = post.issue("later", retention_until=due)
    sooner = post.issue("sooner", retention_until=due - minutes(1))
    post.issue("kept", retention_until=due + minutes(1))
    with store.read() as reader:
        assert reader.due(due, 9) == [sooner, later]
        assert reader.due(due, 1) == [sooner]


def test_it_leaves_only_the_bare_row_of_an_erased_message(
    store: Store, post: Post
) -> None:
    offer = post.issue(
        "offer",
        subject_sealed=b"sealed",
        thread_key=key("thread"),
        mailboxes=Mailboxes.OTHER,
    )
    other = post.issue("other")
    post.fetch(offer, opened("of the offer"))
    post.fetch(other, opened("of the other"))
    looked_at = replace(offer, viewing_at=NOON, open_rows=1, fetches=3)

    def job(tx: Transaction) -> Message:
        tx.put_message(looked_at)
        tx.erase_message(looked_at)
        # what the caller still holds in memory must not come back
        return tx.move_change(replace(looked_at, state=State.ERASED))

    erased = store.write(job).result()
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) == erased
        assert erased == replace(
            offer,
            state=State.ERASED,
            recipients_key=b"",
            thread_key=None,
            subject_sealed=None,
            mailboxes=Mailboxes.UNKNOWN,
            change=1,
        )
        assert reader.recipients(NORTH.id, offer.id) == []
        assert list(reader.opens(NORTH.id, [offer.id, other.id])) == [other.id]
        # its pixel still resolves, so that a fetch is answered like any other
        assert lookup("offer") in reader.messages_by_token([lookup("offer")], "open")


def test_it_deletes_a_message_with_all_that_hangs_on_it(
    store: Store, post: Post
) -> None:
    offer, other = post.issue("offer"), post.issue("other")
    post.fetch(offer, opened("of the offer"))
    store.write(lambda tx: tx.delete_message(offer)).result()
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) is None
        assert reader.token(lookup("offer")) is None
        assert reader.recipients(NORTH.id, offer.id) == []
        assert reader.opens(NORTH.id, [offer.id]) == {}
        assert reader.messages_addressed(NORTH.id, DAVE) == [other]


def test_it_reads_one_state_to_the_end(store: Store, post: Post) -> None:
    offer = post.issue("offer")
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) == offer
        store.write(lambda tx: tx.delete_message(offer)).result()
        assert reader.message(NORTH.id, offer.id) == offer
        assert reader.token(lookup("offer")) is not None
    with store.read() as reader:
        assert reader.message(NORTH.id, offer.id) is None


def test_it_reads_nothing_after_it_was_closed(store: Store) -> None:
    store.close()
    with pytest.raises(StoreUnavailable), store.read() as reader:
        reader.organisations()
