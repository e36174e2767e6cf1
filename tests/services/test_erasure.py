"""Dave is erased, and later all of alice's company."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backend.crypto.envelope import Place
from backend.crypto.keyring import Keyring
from backend.domain.consent import Consent, ConsentState
from backend.domain.errors import EnvelopeBroken
from backend.domain.link import Click
from backend.domain.message import Message, State
from backend.domain.policy import Controller
from backend.domain.recipient import BlindIndex, blind_index, normalize
from backend.identity.principal import Principal
from backend.services import erasure, messages, portions
from backend.services.erasure import Erasure
from backend.services.lifecycle import Lifecycle
from backend.services.messages import Messages
from backend.services.orgs import Founding, found
from backend.services.timing import Timing
from backend.store import names
from backend.store.sqlite.engine import open_store
from backend.store.store import RefusalRow, Store, Transaction
from tests.services.dying import Dying, Killed
from tests.store.people import (
    ALICE,
    CAROL,
    NOON,
    NORTH,
    SOUTH,
    Post,
    key,
    lookup,
    opened,
    settle,
)

DAVE = normalize("dave@customer.example")
OFFERS = normalize("dave+offers@customer.example")
ERIN = normalize("erin@client.example")
YES = Consent(ConsentState.GRANTED, NOON, "form", "1", "alice")
TIMING = Timing(timedelta(seconds=60), timedelta(seconds=90))
NO = Consent(ConsentState.DENIED, NOON + timedelta(days=1), None, None, None)


def now() -> Any:
    return NOON


@dataclass
class Office:
    """Both companies' mail, and who erases it."""

    store: Store
    keyring: Keyring

    def index(self, address: Any = DAVE, org_id: bytes = NORTH.id) -> BlindIndex:
        return blind_index(self.keyring.blind_key(org_id), address)

    def erasure(self, store: Store | None = None) -> Erasure:
        return Erasure(store or self.store, self.keyring, clock=now, actor="cli")

    def read(self, ask: Callable[[Any], Any]) -> Any:
        with self.store.read() as reader:
            return ask(reader)

    def write(self, job: Callable[[Transaction], Any]) -> Any:
        return self.store.write(job).result()

    def mail(self, name: str, *to: Any, clicks: int = 1) -> Message:
        """Send a mail with a link that was opened and followed."""
        post = Post(self.store)
        sent = post.issue(name, to=[self.index(each) for each in to])
        post.fetch(sent, opened(f"{name} opened"))
        row = post.link(name, sent)
        followed = [
            Click(row.id, opened(f"{name} followed {number}"))
            for number in range(clicks)
        ]
        post.click(sent, *followed)
        return sent

    def seal(self, sent: Message, address: Any = DAVE) -> tuple[Place, Place, Any]:
        """Return something sealed for the person and for the message."""
        person = Place(NORTH.id, "recipient", sent.id, "label_sealed")
        whole = Place(NORTH.id, "message", sent.id, "subject_sealed")
        exact = self.index(address).exact
        return (
            person,
            whole,
            (
                self.keyring.seal_for_subject(NORTH.id, exact, person, b"dave"),
                self.keyring.seal_for_message(NORTH.id, sent.id, whole, b"an offer"),
            ),
        )

    def state(self, sent: Message) -> State | None:
        row = self.read(lambda reader: reader.message(sent.org_id, sent.id))
        return None if row is None else State(row.state)

    def kept(self, *sent: Message) -> dict[str, Any]:
        """Return what is there of some messages beside their rows."""
        ids = [each.id for each in sent]

        def ask(reader: Any) -> dict[str, Any]:
            labels = [
                row.label_sealed
                for each in ids
                for row in reader.recipients(NORTH.id, each)
                if row.label_sealed is not None
            ]
            found = {
                "opens": reader.opens(NORTH.id, ids),
                "clicks": reader.clicks(NORTH.id, ids),
                "links": reader.links(NORTH.id, ids),
                "labels": labels,
            }
            return {name: rows for name, rows in found.items() if rows}

        found: dict[str, Any] = self.read(ask)
        return found


@pytest.fixture
def office(store: Store, keyring: Keyring) -> Office:
    return Office(store, keyring)


# a person


def test_it_erases_all_mail_to_dave_and_no_other(office: Office) -> None:
    first, group = office.mail("first", DAVE), office.mail("group", DAVE, ERIN)
    erins = office.mail("erin's", ERIN)
    before = office.kept(erins)
    done = office.erasure().person(NORTH.id, DAVE)
    assert (done.messages, done.log_emptied) == (2, True)
    assert office.kept(first, group) == {}
    assert [office.state(each) for each in (first, group)] == [State.ERASED] * 2
    assert office.kept(erins) == before
    assert office.state(erins) is State.SENT


def test_it_leaves_carol_s_mail_to_dave_alone(office: Office) -> None:
    carols = Post(office.store).issue(
        "carol's", CAROL, to=[office.index(DAVE, SOUTH.id)]
    )
    office.erasure().person(NORTH.id, DAVE)
    assert office.state(carols) is State.SENT


def test_it_destroys_dave_s_keys_and_no_others(office: Office) -> None:
    daves, erins = office.mail("dave's", DAVE), office.mail("erin's", ERIN)
    sealed = [office.seal(daves), office.seal(erins, ERIN)]
    office.erasure().person(NORTH.id, DAVE)
    (person, whole, daves_fields), (hers, her_mail, her_fields) = sealed
    for place, field in zip((person, whole), daves_fields, strict=True):
        with pytest.raises(EnvelopeBroken):
            office.keyring.open(place, field)
    assert office.keyring.open(hers, her_fields[0]) == b"dave"
    assert office.keyring.open(her_mail, her_fields[1]) == b"an offer"


def test_it_takes_dave_plus_something_for_somebody_else(office: Office) -> None:
    # Too wide an erasure could be another person's; it is told, and left.
    daves, offers = office.mail("dave's", DAVE), office.mail("offers", OFFERS)
    both = office.mail("both", DAVE, OFFERS)
    assert office.erasure().alike(NORTH.id, DAVE) == 1
    office.erasure().person(NORTH.id, DAVE)
    assert office.state(offers) is State.SENT
    assert {office.state(each) for each in (daves, both)} == {State.ERASED}
    office.erasure().person(NORTH.id, OFFERS)
    assert office.state(offers) is State.ERASED
    assert office.erasure().alike(NORTH.id, DAVE) == 0


def test_it_keeps_dave_s_no_and_lets_his_links_take_one(office: Office) -> None:
    sent = office.mail("first", DAVE)
    office.write(
        lambda tx: tx.add_refusal(NORTH.id, RefusalRow(office.index(), NOON, "import"))
    )
    office.erasure().person(NORTH.id, DAVE)
    refused = office.read(lambda reader: reader.refused(NORTH.id, [office.index()]))
    assert refused == {office.index().exact}
    rows = office.read(lambda reader: reader.recipients(NORTH.id, sent.id))
    assert [row.index for row in rows] == [office.index()]


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([YES], 1),  # it still allows the next mail
        ([YES, NO], 1),  # nothing rests on the yes any more
        ([replace(NO, at=NOON - timedelta(1)), YES], 2),
    ],
    ids=["yes", "yes, then no", "no, then yes"],
)
def test_it_keeps_the_proof_of_consent_while_it_is_relied_on(
    office: Office, answers: Sequence[Consent], left: int
) -> None:
    exact, erins = office.index().exact, office.index(ERIN).exact
    for whose, answer in [*((exact, each) for each in answers), (erins, YES)]:
        office.write(partial(_answer, whose=whose, answer=answer))
    office.erasure().person(NORTH.id, DAVE)
    found = office.read(lambda reader: reader.consents(NORTH.id, [exact, erins]))
    assert found == {exact: answers[-1], erins: YES}
    assert left_of_north(office)["consent"] == left + 1


def _answer(tx: Transaction, *, whose: bytes, answer: Consent) -> None:
    tx.add_consent(NORTH.id, whose, answer)


def test_it_tells_alice_s_pane(office: Office) -> None:
    office.mail("first", DAVE)
    before = office.read(lambda reader: reader.change(NORTH.id, ALICE.id))
    office.erasure().person(NORTH.id, DAVE)
    assert office.read(lambda reader: reader.change(NORTH.id, ALICE.id)) > before


def test_it_finds_nothing_the_second_time(office: Office) -> None:
    office.mail("first", DAVE)
    told: list[int] = []
    assert office.erasure().person(NORTH.id, DAVE, told=told.append).messages == 1
    assert told == [1]
    assert office.erasure().person(NORTH.id, DAVE).messages == 0


def test_it_goes_on_where_it_was_killed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.0)  # a step a job
    monkeypatch.setattr(messages, "CLICKS_TOGETHER", 2)
    monkeypatch.setattr(erasure, "PAGE", 2)
    died = 0
    for writes in range(99):
        sent = [office.mail(f"{writes} {n}", DAVE, clicks=3) for n in range(3)]
        try:
            office.erasure(Dying(office.store, writes)).person(NORTH.id, DAVE)
        except Killed:
            died += 1
        else:
            break
        office.erasure().person(NORTH.id, DAVE)
        assert office.kept(*sent) == {}
        assert {office.state(each) for each in sent} == {State.ERASED}
    assert died == 3 * 2 + 1  # two for each message, one for the audit


def test_it_does_a_little_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.0)
    for number in range(3):
        office.mail(str(number), DAVE)
    told: list[int] = []
    office.erasure().person(NORTH.id, DAVE, told=told.append)
    assert told == [1, 2, 3]


# an organisation


def settled(office: Office) -> None:
    """Give north one of everything an organisation may have."""
    exact = office.index().exact

    def job(tx: Transaction) -> None:
        tx.set_setting(NORTH.id, names.HOME_REGION, "US")
        tx.add_unit(NORTH.id, key("unit"), "Nome", "US")
        tx.add_own_domain(NORTH.id, "north.example")
        tx.map_domain_region(NORTH.id, "client.example", "FR")
        tx.map_address_region(NORTH.id, exact, "FR")
        tx.add_consent(NORTH.id, exact, YES)
        tx.add_consent(NORTH.id, office.index(ERIN).exact, NO)
        tx.add_refusal(NORTH.id, RefusalRow(office.index(), NOON, "import"))
        tx.set_preference(NORTH.id, ALICE.id, "auto_track", "yes")

    office.write(job)


def left_of_north(office: Office) -> dict[str, int]:
    """Return how many rows of north each table holds, read past the services."""
    tables = (
        *("organisation", "directory", "setting", "unit", "own_domain"),
        *("domain_region", "address_region", "principal", "preference", "message"),
        *("recipient", "token", "open", "link", "click", "consent", "refusal", "audit"),
    )

    def job(tx: Any) -> dict[str, int]:
        mark = "?" if "sqlite" in type(tx).__module__ else "%s"
        counts = {
            table: tx._connection.execute(
                f"SELECT count(*) FROM {table} WHERE org_id = {mark}",  # noqa: S608  # names only
                (NORTH.id,),
            ).fetchone()[0]
            for table in tables
        }
        return {table: count for table, count in counts.items() if count}

    left: dict[str, int] = office.write(job)
    return left


WHAT_STAYS = {
    "organisation": 1,
    "directory": 1,
    "setting": 1,  # that it was erased
    "refusal": 1,
    "consent": 1,  # erin's no
    "audit": 1,  # when it was erased
}


def test_it_erases_everything_of_north_but_what_people_refused(office: Office) -> None:
    settled(office)
    sent = [office.mail("first", DAVE), office.mail("group", DAVE, ERIN, clicks=9)]
    person, whole, fields = office.seal(sent[0])
    done = office.erasure().organisation(NORTH.id)
    assert (done.messages, done.log_emptied) == (2, True)
    assert left_of_north(office) == WHAT_STAYS
    (row,) = office.read(
        lambda reader: [o for o in reader.organisations() if o.id == NORTH.id]
    )
    assert row.name == ""
    for place, field in zip((person, whole), fields, strict=True):
        with pytest.raises(EnvelopeBroken):
            office.keyring.open(place, field)
    assert office.read(lambda reader: reader.token(lookup("first"))) is None


def test_it_destroys_a_key_that_was_made_meanwhile(office: Office) -> None:
    sent = office.mail("first", DAVE)
    sealed: list[Any] = []
    office.erasure().organisation(
        NORTH.id, told=lambda _: sealed.append(office.seal(sent))
    )
    ((person, whole, fields),) = sealed
    for place, field in zip((person, whole), fields, strict=True):
        with pytest.raises(EnvelopeBroken):
            office.keyring.open(place, field)


def test_it_leaves_south_as_it_is(office: Office) -> None:
    carols = Post(office.store).issue(
        "carol's", CAROL, to=[office.index(DAVE, SOUTH.id)]
    )
    place = Place(SOUTH.id, "message", carols.id, "subject_sealed")
    sealed = office.keyring.seal_for_message(SOUTH.id, carols.id, place, b"hers")
    office.erasure().organisation(NORTH.id)
    assert office.state(carols) is State.SENT
    assert office.keyring.open(place, sealed) == b"hers"
    assert office.read(lambda r: r.organisation_of("google", "south.example"))


def test_it_tracks_nothing_from_the_first_moment(office: Office) -> None:
    settled(office)
    with pytest.raises(Killed):
        office.erasure(Dying(office.store, 1)).organisation(NORTH.id)
    assert not office.read(lambda reader: reader.policy(NORTH.id)).enabled


def test_it_goes_on_with_north_where_it_was_killed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.0)
    monkeypatch.setattr(messages, "CLICKS_TOGETHER", 2)
    monkeypatch.setattr(erasure, "PAGE", 2)
    settled(office)
    for number in range(3):
        office.mail(str(number), DAVE, clicks=3)
    died = 0
    for writes in range(1, 99):
        try:
            office.erasure(Dying(office.store, writes)).organisation(NORTH.id)
        except Killed:
            died += 1
            continue
        break
    assert died > 5
    assert left_of_north(office) == WHAT_STAYS


def test_it_keeps_no_what_people_refused_from_north_that_comes_back(
    office: Office,
) -> None:
    settled(office)
    office.erasure().organisation(NORTH.id)
    controller = Controller("North", "1 Pole Road", "privacy@north.example", "It")
    again = Founding(
        name="North again",
        home_region="US",
        directories=[("entra", "north-tenant")],
        own_domains=[],
        controller=controller,
    )
    org_id = found(office.store, again, clock=now, entropy=bytes)
    assert org_id == NORTH.id
    policy = office.read(lambda reader: reader.policy(org_id))
    assert (policy.enabled, policy.own_domains) == (True, frozenset())
    refused = office.read(lambda reader: reader.refused(org_id, [office.index()]))
    assert refused == {office.index().exact}


# many clicks


def test_it_erases_a_mail_with_many_clicks_in_several_steps(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "CLICKS_TOGETHER", 2)
    sent = office.mail("first", DAVE, clicks=5)
    steps = [office.write(lambda tx: messages.erase(tx, sent)) for _ in range(3)]
    assert steps == [False, False, True]
    assert office.kept(sent) == {}
    other = office.mail("second", DAVE, clicks=2)
    steps = [office.write(lambda tx: messages.delete(tx, other)) for _ in range(2)]
    assert steps == [False, True]
    assert office.state(other) is None


# how long the others wait


def test_it_lets_no_commit_tidy_up_the_log(office: Office) -> None:
    sent = [office.mail(str(number), DAVE) for number in range(3)]
    folded: list[int] = []

    class Noting(Dying):
        def fold_log(self) -> None:
            folded.append(sum(not office.kept(each) for each in sent))

    noting: Any = Noting(office.store, 99)
    office.erasure(noting).person(NORTH.id, DAVE)
    assert folded[-1] == 3


def test_it_empties_the_log_as_soon_as_a_reader_has_ended(
    tmp_path: Path, keyring: Keyring
) -> None:
    secret = b"sealed subject of the offer"
    with closing(open_store(tmp_path / "data")) as store:
        store.write(settle).result()
        life = Lifecycle(store, keyring, timing=TIMING, clock=now)
        life.tick()
        offer = Post(store).issue("offer", subject_sealed=secret)
        alices = Messages(store, keyring, timing=TIMING, clock=now)
        with store.read() as reader:
            reader.organisations()
            alices.erase(Principal(NORTH.id, ALICE.id, "entra", "sender"), offer.id)
            life.tick()
            assert secret in on_disk(tmp_path / "data")
        life.tick()
        assert secret not in on_disk(tmp_path / "data")


def on_disk(data_dir: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(data_dir.iterdir()))
