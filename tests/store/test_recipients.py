from datetime import timedelta

import pytest

from backend.domain.consent import Consent, ConsentState
from backend.domain.recipient import BlindIndex
from backend.store.store import RecipientRow, RefusalRow, Store, Transaction
from tests.store.people import DAVE, ERIN, NOON, NORTH, SOUTH, Post, index

DAVE_WITH_A_TAG = index("dave+offers", family="dave")


@pytest.mark.parametrize(
    ("said_no", "asked", "matches"),
    [
        pytest.param(DAVE, DAVE, True, id="the same address"),
        pytest.param(DAVE_WITH_A_TAG, DAVE, True, id="another address of the family"),
        pytest.param(
            BlindIndex(DAVE.exact, b"family as it was"),
            DAVE,
            True,
            id="the same address, families counted otherwise",
        ),
        pytest.param(DAVE, ERIN, False, id="somebody else"),
    ],
)
def test_it_honours_a_no(
    store: Store, said_no: BlindIndex, asked: BlindIndex, matches: bool
) -> None:
    no = RefusalRow(said_no, NOON, "privacy_page")
    store.write(lambda tx: tx.add_refusal(NORTH.id, no)).result()
    with store.read() as reader:
        expected = {asked.exact} if matches else set()
        assert reader.refused(NORTH.id, [asked]) == expected


def test_it_names_only_those_who_said_no(store: Store) -> None:
    no = RefusalRow(ERIN, NOON, "privacy_page")
    store.write(lambda tx: tx.add_refusal(NORTH.id, no)).result()
    with store.read() as reader:
        assert reader.refused(NORTH.id, [DAVE, ERIN]) == {ERIN.exact}
        assert reader.refused(NORTH.id, []) == frozenset()


def test_it_takes_the_same_no_twice(store: Store) -> None:
    def job(tx: Transaction) -> None:
        for source in ("privacy_page", "import"):
            tx.add_refusal(NORTH.id, RefusalRow(DAVE, NOON, source))

    store.write(job).result()
    with store.read() as reader:
        assert reader.refused(NORTH.id, [DAVE]) == {DAVE.exact}


def test_it_tells_the_latest_answer(store: Store) -> None:
    yes = Consent(ConsentState.GRANTED, NOON, "form", "2026-11", "alice")
    later = NOON + timedelta(days=1)
    no = Consent(ConsentState.DENIED, later, None, None, None)

    def job(tx: Transaction) -> None:
        tx.add_consent(NORTH.id, ERIN.exact, yes)
        tx.add_consent(NORTH.id, DAVE.exact, no)
        # found in the files later, given earlier
        tx.add_consent(NORTH.id, DAVE.exact, yes)

    store.write(job).result()
    with store.read() as reader:
        found = reader.consents(NORTH.id, [DAVE.exact, ERIN.exact, b"nobody"])
    assert found == {DAVE.exact: no, ERIN.exact: yes}


def test_it_takes_the_last_word_of_one_second(store: Store) -> None:
    yes = Consent(ConsentState.GRANTED, NOON, "phone", "2026-11", "alice")
    no = Consent(ConsentState.DENIED, NOON, None, None, None)

    def job(tx: Transaction) -> None:
        tx.add_consent(NORTH.id, ERIN.exact, yes)
        tx.add_consent(NORTH.id, ERIN.exact, no)

    store.write(job).result()
    with store.read() as reader:
        assert reader.consents(NORTH.id, [ERIN.exact]) == {ERIN.exact: no}


def test_it_lists_all_answers_the_latest_first(store: Store) -> None:
    yes = Consent(ConsentState.GRANTED, NOON, "phone", "2026-11", "alice")
    no = Consent(ConsentState.DENIED, NOON, None, None, None)
    before = Consent(
        ConsentState.GRANTED, NOON - timedelta(days=1), "mail", "2026-10", "bob"
    )

    def job(tx: Transaction) -> None:
        for answer in (yes, no, before):
            tx.add_consent(NORTH.id, ERIN.exact, answer)

    store.write(job).result()
    with store.read() as reader:
        assert reader.answers(NORTH.id, ERIN.exact) == [no, yes, before]


def test_it_knows_the_regions_that_were_set(store: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.map_domain_region(NORTH.id, "client.example", "DE")
        tx.map_domain_region(NORTH.id, "client.example", "FR")
        tx.map_address_region(NORTH.id, DAVE.exact, "US")
        tx.map_address_region(NORTH.id, DAVE.exact, "CA")

    store.write(job).result()
    with store.read() as reader:
        domains = ["client.example", "customer.example"]
        assert reader.domain_regions(NORTH.id, domains) == {"client.example": "FR"}
        found = reader.address_regions(NORTH.id, [DAVE.exact, ERIN.exact])
        assert found == {DAVE.exact: "CA"}
        assert reader.domain_regions(SOUTH.id, domains) == {}
        assert reader.address_regions(SOUTH.id, [DAVE.exact]) == {}


def test_it_lists_and_takes_back_the_regions_that_were_set(store: Store) -> None:
    def job(tx: Transaction) -> None:
        for domain, region in (("customer", "US"), ("client", "FR"), ("other", "FR")):
            tx.map_domain_region(NORTH.id, f"{domain}.example", region)
        for person, region in ((DAVE, "FR"), (ERIN, "FR"), (DAVE_WITH_A_TAG, "DE")):
            tx.map_address_region(NORTH.id, person.exact, region)
        tx.map_domain_region(SOUTH.id, "client.example", "DE")
        tx.map_address_region(SOUTH.id, DAVE.exact, "DE")
        tx.unmap_domain_region(NORTH.id, "other.example")
        tx.unmap_domain_region(NORTH.id, "nobody.example")
        tx.unmap_address_region(NORTH.id, ERIN.exact)
        tx.unmap_address_region(NORTH.id, b"nobody")

    store.write(job).result()
    with store.read() as reader:
        domains = reader.mapped_domains(NORTH.id)
        assert list(domains.items()) == [
            ("client.example", "FR"),
            ("customer.example", "US"),
        ]
        assert reader.mapped_addresses(NORTH.id) == {"DE": 1, "FR": 1}
        assert reader.mapped_domains(SOUTH.id) == {"client.example": "DE"}
        assert reader.mapped_addresses(SOUTH.id) == {"DE": 1}


def test_it_writes_recipients_anew(store: Store, post: Post) -> None:
    offer = post.issue("offer", to=[DAVE])
    erin = RecipientRow(ERIN, None)
    store.write(lambda tx: tx.replace_recipients(NORTH.id, offer.id, [erin])).result()
    with store.read() as reader:
        assert reader.recipients(NORTH.id, offer.id) == [erin]
        assert reader.messages_addressed(NORTH.id, DAVE) == []


def test_it_finds_every_message_to_a_person_and_their_family(
    store: Store, post: Post
) -> None:
    post.issue("to dave", to=[DAVE], issued_at=NOON)
    post.issue(
        "to his tag", to=[DAVE_WITH_A_TAG, ERIN], issued_at=NOON + timedelta(hours=1)
    )
    post.issue("to erin", to=[ERIN])
    with store.read() as reader:
        found = reader.messages_addressed(NORTH.id, DAVE)
        assert [each.issued_at.hour for each in found] == [13, 12]
        assert len(reader.messages_addressed(NORTH.id, ERIN)) == 2
