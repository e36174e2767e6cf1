"""Carol's organisation asks every question with alice's ids and learns nothing."""

import inspect
from dataclasses import replace

import pytest

from backend.domain.errors import MessageNotFound, OpenNotFound
from backend.domain.message import State
from backend.domain.policy import OrgPolicy
from backend.store.store import Reader, Store
from tests.store.people import (
    ALICE,
    BOB,
    NORTH,
    SOUTH,
    clicked,
    link,
    message,
    opened,
)
from tests.store.questions import OFFER, QUESTIONS, fill

# these answer about the organisation itself
ABOUT_ITSELF = {"organisation", "policy"}
SENDERS_OWN = {
    name
    for name, ask in QUESTIONS.items()
    if "who" in inspect.signature(ask).parameters
}


@pytest.fixture
def full(store: Store) -> Store:
    fill(store)
    return store


def test_it_asks_every_question_there_is() -> None:
    asked = {
        name
        for name, method in inspect.getmembers(Reader, inspect.isfunction)
        if "org_id" in inspect.signature(method).parameters
    }
    assert asked == {name.partition(",")[0] for name in QUESTIONS} | ABOUT_ITSELF


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_answers_alice_and_nobody_elses_organisation(full: Store, name: str) -> None:
    with full.read() as reader:
        assert QUESTIONS[name](reader, NORTH.id, ALICE.id)
        assert not QUESTIONS[name](reader, SOUTH.id, ALICE.id)


@pytest.mark.parametrize("name", sorted(SENDERS_OWN))
def test_it_does_not_answer_bob_about_alice(full: Store, name: str) -> None:
    with full.read() as reader:
        assert not QUESTIONS[name](reader, NORTH.id, BOB.id)


def test_it_makes_no_policy_of_another_organisations_settings(full: Store) -> None:
    with full.read() as reader:
        assert reader.policy(SOUTH.id) == OrgPolicy(home_region="ZZ", enabled=False)


def test_it_changes_nothing_of_another_organisation(full: Store) -> None:
    theirs = replace(message("offer"), org_id=SOUTH.id, state=State.STOPPED)
    ours = link("shop", message("offer"))
    click = clicked("a click", ours)
    for change in (
        full.write(lambda tx: tx.put_message(theirs)),
        full.write(lambda tx: tx.move_change(theirs)),
        full.write(lambda tx: tx.erase_message(theirs)),
        full.write(lambda tx: tx.put_open(theirs, opened("one"))),
        full.write(lambda tx: tx.put_click(theirs, click)),
    ):
        assert isinstance(change.exception(), MessageNotFound | OpenNotFound)
    full.write(lambda tx: tx.delete_message(theirs)).result()
    full.write(lambda tx: tx.replace_recipients(SOUTH.id, OFFER, [])).result()
    stolen = replace(ours, org_id=SOUTH.id, target_sealed=b"elsewhere", clicks=9)
    full.write(lambda tx: tx.move_link(stolen)).result()
    full.write(lambda tx: tx.count_clicks([stolen])).result()
    with full.read() as reader:
        kept = reader.message(NORTH.id, OFFER)
        assert kept is not None
        assert kept.state is State.SENT
        assert len(reader.recipients(NORTH.id, OFFER)) == 1
        assert reader.opens(NORTH.id, [OFFER]) == {OFFER: [opened("one")]}
        assert reader.links(NORTH.id, [OFFER]) == {OFFER: [ours]}
        assert reader.clicks(NORTH.id, [OFFER]) == {OFFER: [click]}
