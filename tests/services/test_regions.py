"""IT says where dave and erin are, and mail that is out heeds what is stricter."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from backend.crypto.keyring import Keyring
from backend.domain.consent import Consent, ConsentState, Regime
from backend.domain.errors import (
    DomainInvalid,
    ReasonInvalid,
    ReasonNeeded,
    RegionNotSet,
    RegionUnknown,
)
from backend.domain.message import Message, State
from backend.domain.mode import Mode
from backend.domain.policy import Controller
from backend.domain.recipient import Address, normalize
from backend.services import portions, tightening
from backend.services.addressees import Addressees
from backend.services.orgs import Founding, found
from backend.services.regions import Regions
from backend.services.tightening import Tightened
from backend.store import names
from backend.store.store import Store, Transaction
from tests.services.dying import Dying, Killed
from tests.store.people import NOON, NORTH, key, message

DAVE, ERIN = normalize("dave@customer.example"), normalize("erin@client.fr")
YES = Consent(ConsentState.GRANTED, NOON, "form", "1", "alice")
NORTH_SALES = Founding(
    name=NORTH.name,
    home_region="US",
    directories=[("entra", "north-tenant")],
    own_domains=["north.example"],
    controller=Controller("North", "1 Pole Road", "privacy@north.example", "They"),
)
WHY = "they moved"


def now() -> Any:
    return NOON


@dataclass
class Office:
    """North's mail, and IT who says where people are."""

    store: Store
    keyring: Keyring

    def regions(self, store: Store | None = None) -> Regions:
        return Regions(store or self.store, self.keyring, clock=now, actor="cli")

    def mail(self, name: str, to: Address = DAVE, *, labelled: bool = True) -> Message:
        """Have alice send a mail; what the label says is kept where it may be."""
        people = Addressees(self.keyring)
        row = message(name)
        rows = people.rows(
            NORTH.id, row.id, people.of(NORTH.id, [to]), labelled=labelled
        )
        self.store.write(lambda tx: tx.add_message(row, rows, [])).result()
        return row

    def state(self, sent: Message) -> State:
        return self.now(sent).state

    def now(self, sent: Message) -> Message:
        with self.store.read() as reader:
            row = reader.message(sent.org_id, sent.id)
        assert row
        return row

    def agree(self, address: Address) -> None:
        ((who),) = Addressees(self.keyring).of(NORTH.id, [address])
        self.store.write(
            lambda tx: tx.add_consent(NORTH.id, who.index.exact, YES)
        ).result()

    def domains(self) -> dict[str, tuple[str, Regime]]:
        return dict(self.regions().mapped(NORTH.id).domains)


@pytest.fixture
def office(store: Store, keyring: Keyring) -> Office:
    found(store, NORTH_SALES, clock=now, entropy=lambda size: key("unit")[:size])
    return Office(store, keyring)


def test_it_tells_what_became_of_mail_to_dave_s_firm(office: Office) -> None:
    daves, erins = office.mail("dave's"), office.mail("erin's", ERIN)
    agreed = normalize("dan@customer.example")
    office.agree(agreed)
    dans, hidden = office.mail("dan's", agreed), office.mail("hidden", labelled=False)
    change = office.regions().set_domain(NORTH.id, "Customer.example", "fr")
    assert (change.before, change.after, change.regime) == ("US", "FR", "consent")
    assert change.mail == Tightened(stopped=2, restricted=1)
    states = [office.state(each) for each in (daves, hidden, dans, erins)]
    assert states == ["stopped", "stopped", "sent", "sent"]
    assert office.now(dans).mode is Mode.OPENS
    again = office.regions().set_domain(NORTH.id, "customer.example", "FR")
    assert (again.before, again.mail) == ("FR", Tightened(stopped=0, restricted=0))


def test_it_loosens_for_a_reason_alone(office: Office) -> None:
    regions = office.regions()
    regions.set_domain(NORTH.id, "customer.example", "FR")
    for blank in (None, "", " \n"):
        with pytest.raises(ReasonNeeded):
            regions.set_domain(NORTH.id, "customer.example", "US", reason=blank)
        with pytest.raises(ReasonNeeded):
            regions.set_address(NORTH.id, DAVE, "US", reason=blank)
        with pytest.raises(ReasonNeeded):
            regions.set_address(NORTH.id, ERIN, "US", reason=blank)
    assert office.domains() == {"customer.example": ("FR", Regime.CONSENT)}
    assert regions.mapped(NORTH.id).addresses == {}
    assert regions.set_address(NORTH.id, DAVE, "US", reason=WHY).before == "FR"
    regions.set_domain(NORTH.id, "customer.example", "DE")  # asks for as much


def test_it_takes_a_reason_for_a_laxer_country_where_home_is_strict(
    office: Office,
) -> None:
    at_home = replace(NORTH_SALES, home_region="DE")
    found(office.store, at_home, clock=now, entropy=bytes)
    regions = office.regions()
    with pytest.raises(ReasonNeeded):  # or home could move, and nobody would have said
        regions.set_domain(NORTH.id, "customer.example", "US")
    change = regions.set_domain(NORTH.id, "customer.example", "US", reason=WHY)
    assert change.regime is Regime.CONSENT


def test_it_takes_a_rule_of_north_s_own_for_stricter(office: Office) -> None:
    office.store.write(
        lambda tx: tx.set_setting(NORTH.id, names.regime("FR"), "off")
    ).result()
    change = office.regions().set_domain(NORTH.id, "customer.example", "FR")
    assert change.regime is Regime.OFF
    with pytest.raises(ReasonNeeded, match="DE asks for less than FR"):
        office.regions().set_domain(NORTH.id, "customer.example", "DE")


@pytest.mark.parametrize(
    "reason",
    [
        "dave@customer.example",
        "he is dave\uff20customer.example",
        "x" * 501,
        "a\x1b[2J",
    ],
)
def test_it_records_no_address_and_no_tricks(office: Office, reason: str) -> None:
    with pytest.raises(ReasonInvalid) as refused:
        office.regions().set_domain(NORTH.id, "client.fr", "US", reason=reason)
    assert "dave" not in str(refused.value)
    assert office.domains() == {}


def test_it_takes_no_place_that_is_none(office: Office) -> None:
    with pytest.raises(RegionUnknown):
        office.regions().set_domain(NORTH.id, "customer.example", "UK")
    with pytest.raises(DomainInvalid):
        office.regions().set_domain(NORTH.id, DAVE.exact, "FR")
    assert office.domains() == {}


# what is taken back


def test_it_stops_mail_to_erin_when_her_french_ending_counts_again(
    office: Office,
) -> None:
    regions = office.regions()
    regions.set_domain(NORTH.id, "client.fr", "US", reason=WHY)
    sent, daves = office.mail("erin's", ERIN), office.mail("dave's")
    change = regions.unset_domain(NORTH.id, "client.fr", reason="a slip")
    assert (change.before, change.after) == ("US", "FR")
    assert change.mail == Tightened(stopped=1, restricted=0)
    assert [office.state(each) for each in (sent, daves)] == ["stopped", "sent"]
    assert office.domains() == {}


def test_it_lets_erin_s_domain_count_when_she_is_taken_back(office: Office) -> None:
    regions = office.regions()
    regions.set_address(NORTH.id, ERIN, "US", reason=WHY)
    assert regions.mapped(NORTH.id).addresses == {"US": 1}
    sent = office.mail("erin's", ERIN)
    assert regions.unset_address(NORTH.id, ERIN, reason="a slip").mail.stopped == 1
    assert office.state(sent) is State.STOPPED
    assert regions.mapped(NORTH.id).addresses == {}


def test_it_takes_nothing_back_without_a_reason_or_twice(office: Office) -> None:
    regions = office.regions()
    regions.set_domain(NORTH.id, "customer.example", "FR")
    with pytest.raises(ReasonNeeded):
        regions.unset_domain(NORTH.id, "customer.example", reason=" ")
    regions.unset_domain(NORTH.id, "customer.example", reason=WHY)
    with pytest.raises(RegionNotSet):
        regions.unset_domain(NORTH.id, "customer.example", reason=WHY)
    with pytest.raises(RegionNotSet):
        regions.unset_address(NORTH.id, DAVE, reason=WHY)


def test_it_leaves_what_a_colleague_set_meanwhile(office: Office) -> None:
    regions = office.regions()
    regions.set_domain(NORTH.id, "customer.example", "DE")
    office.mail("dave's")

    def meanwhile(_: int) -> None:
        office.regions().set_domain(NORTH.id, "customer.example", "FR")

    regions.unset_domain(NORTH.id, "customer.example", reason=WHY, told=meanwhile)
    assert office.domains() == {"customer.example": ("FR", Regime.CONSENT)}


# killed


def test_it_stops_mail_to_dave_when_it_is_said_again(office: Office) -> None:
    sent = office.mail("dave's")
    dying: Any = Dying(office.store, 1)
    with pytest.raises(Killed):
        office.regions(dying).set_domain(NORTH.id, "customer.example", "FR")
    assert office.state(sent) is State.SENT
    again = office.regions().set_domain(NORTH.id, "customer.example", "FR")
    assert (again.mail.stopped, office.state(sent)) == (1, "stopped")


def test_it_goes_on_where_it_was_killed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "JOB_SECONDS", 0.0)  # a step a job
    monkeypatch.setattr(tightening, "PAGE", 2)
    died = 0
    for writes in range(99):
        office.regions().set_domain(NORTH.id, "client.fr", "US", reason=WHY)
        sent = [office.mail(f"{writes} {number}", ERIN) for number in range(3)]
        dying: Any = Dying(office.store, writes)
        try:
            office.regions(dying).unset_domain(NORTH.id, "client.fr", reason=WHY)
        except Killed:
            died += 1
        else:
            break
        assert set(office.domains()) == {"client.fr"}
        office.regions().unset_domain(NORTH.id, "client.fr", reason=WHY)
        assert {office.state(each) for each in sent} == {State.STOPPED}
        assert office.domains() == {}
        office.store.write(_forget(*sent)).result()
    assert died == 1 + 3 + 1  # what counts, each message, what is taken back


def _forget(*sent: Message) -> Any:
    def job(tx: Transaction) -> None:
        for each in sent:
            tx.delete_message(each)

    return job
