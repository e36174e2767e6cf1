"""What the writer of a file remembers is what the file says."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.domain.message import Message, State
from backend.store.sqlite import memory
from backend.store.sqlite.engine import open_store
from backend.store.store import Store, TokenRow, Transaction
from backend.store.tally import Tally
from tests.store.people import ALICE, NOON, NORTH, Post, key, lookup, opened, settle

NAMES = ("offer", "reply", "reminder")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def store(data_dir: Path) -> Iterator[Store]:
    opened = open_store(data_dir)
    opened.write(settle).result()
    yield opened
    opened.close()


def asked(store: Store, *names: str) -> dict[bytes, Tally]:
    lookups = [lookup(name) for name in names]
    return dict(store.write(lambda tx: tx.tallies(lookups)).result())


def said(store: Store, *names: str) -> dict[bytes, Tally]:
    """Return the same from the file itself."""
    with store.read() as reader:
        found = reader.messages_by_token([lookup(name) for name in names], "open")
    return {
        each: Tally(message, message.state, kept=message.open_rows)
        for each, message in found.items()
    }


def same(tallies: dict[bytes, Tally]) -> dict[bytes, tuple[Message, int]]:
    """Return what tallies say of their messages, counters apart from rows aside."""
    return {
        each: (replace(tally.message, open_rows=0, fetches=0, change=0), tally.kept)
        for each, tally in tallies.items()
    }


def fetched(store: Store, name: str, event: str) -> None:
    def job(tx: Transaction) -> None:
        for tally in tx.tallies([lookup(name)]).values():
            tally.state = State.SENT
            tally.fetches += 1
            tally.opens.append(opened(event))
            tx.record([tally])

    store.write(job).result()


def fails(store: Store, name: str) -> None:
    def job(tx: Transaction) -> None:
        for tally in tx.tallies([lookup(name)]).values():
            tally.opens.append(opened("undone"))
            tally.state = State.STOPPED
            tx.record([tally])
        raise LookupError

    with pytest.raises(LookupError):
        store.write(job).result()


def changed(store: Store, name: str, what: str) -> None:
    def job(tx: Transaction) -> None:
        for message in tx.messages_by_token([lookup(name)], "open").values():
            if what == "looked at":
                tx.put_message(replace(message, viewing_at=NOON))
            elif what == "moved":
                tx.move_change(message)
            elif what == "stopped":
                tx.move_change(replace(message, state=State.STOPPED))
            elif what == "erased":
                tx.erase_message(replace(message, state=State.ERASED))
            elif what == "deleted":
                tx.delete_message(message)
            else:
                tx.add_opens([(message, opened(what))])

    store.write(job).result()


def delete_all(tx: Transaction) -> None:
    for message in tx.messages_before(NORTH.id, ALICE.id, None, 50):
        tx.delete_message(message)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(
            [
                *("fetched", "fails", "asked", "looked at", "moved", "stopped"),
                *("erased", "deleted", "another row"),
            ]
        ),
    ),
    max_size=12,
)


@settings(
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_it_says_what_the_file_says_whatever_happens(
    store: Store, steps: list[tuple[str, str]]
) -> None:
    store.write(delete_all).result()
    post = Post(store)
    for name in NAMES:
        post.issue(name, state=State.PREPARED)
    for number, (name, step) in enumerate(steps):
        if step == "fetched":
            fetched(store, name, f"fetch {number}")
        elif step == "fails":
            fails(store, name)
        elif step != "asked":
            changed(store, name, step)
        assert same(asked(store, *NAMES)) == same(said(store, *NAMES))


def test_it_hears_of_a_change_by_another_process(data_dir: Path, store: Store) -> None:
    Post(store).issue("offer")
    assert asked(store, "offer")
    with closing(open_store(data_dir, exclusive=False)) as command:
        changed(command, "offer", "stopped")
    assert same(asked(store, "offer")) == same(said(store, "offer"))
    assert asked(store, "offer")[lookup("offer")].state is State.STOPPED


def test_it_forgets_what_goes_with_a_person(store: Store) -> None:
    Post(store).issue("offer")
    assert asked(store, "offer")
    while store.write(lambda tx: tx.shed_organisation(NORTH.id, 100)).result():
        pass
    assert asked(store, "offer") == said(store, "offer") == {}


def test_it_gives_two_tokens_of_a_message_one_tally(store: Store) -> None:
    offer = Post(store).issue("offer")
    again = TokenRow(lookup("again"), "open", offer.org_id, offer.id)
    store.write(lambda tx: tx.add_tokens([again])).result()
    for _ in range(2):  # the second time from memory
        first, second = asked(store, "offer", "again").values()
        assert first is second


def test_it_knows_nothing_of_a_forged_token(store: Store) -> None:
    tallies = store.write(lambda tx: tx.tallies([key("forged")])).result()
    assert tallies == {}


def test_it_forgets_before_it_grows_too_large(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "REMEMBERED_MAX", 2)
    for name in NAMES:
        Post(store).issue(name)
    held = store._writer._session._memory  # type: ignore[attr-defined]
    for names in (NAMES[:2], NAMES[1:], NAMES[:2]):
        assert same(asked(store, *names)) == same(said(store, *names))
        assert len(held._by_lookup) == len(held._by_message) == 2
    # more at once than it may remember: none is taken for unknown
    assert same(asked(store, *NAMES)) == same(said(store, *NAMES))
