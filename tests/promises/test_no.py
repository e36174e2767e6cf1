"""Promises 5 and 6: nobody who said no, or was not asked, is tracked, nor stays so."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests

from backend.domain.consent import Consent, ConsentState
from backend.domain.recipient import blind_index, normalize
from backend.services.orgs import found
from backend.services.regions import Regions
from backend.store import names
from backend.store.store import Transaction
from tests.house.company import NORTH_SALES, Company, privacy_link_of

DAVE, DAN, GIL = (f"{name}@customer.example" for name in ("dave", "dan", "gil"))
ERIN, ZOE = "erin@client.example", "zoe@elsewhere.example"


def say_no(mail: dict[str, Any], address: str | None = None) -> None:
    """Follow the link in a mail and say no."""
    said = {"action": "no"} | ({"address": address} if address else {})
    answer = requests.post(privacy_link_of(mail["html"]), data=said, timeout=20)
    assert answer.status_code == 200


def north(office: Company) -> bytes:
    """Return the id of alice's company."""
    with office.installation.store.read() as reader:
        return next(org.id for org in reader.organisations() if org.name[0] == "N")


def change(office: Company, job: Callable[[Transaction], object]) -> None:
    office.installation.store.write(job).result()


def opens(office: Company, mail: dict[str, Any]) -> list[Any]:
    found: list[Any] = office.alice.message(mail["message_id"])["opens"]
    return found


@pytest.mark.parametrize(
    "recipients",
    [
        [DAVE],
        ["DAVE@Customer.Example."],
        ["dave+offers@customer.example"],
        [DAN, DAVE],
        [*(f"p{n}@customer.example" for n in range(98)), DAN, DAVE],
        [DAVE, DAVE, DAN],
        [DAVE, "bob@north.example"],
        [DAVE, ERIN],
    ],
    ids=[
        "dave alone",
        "spelt otherwise",
        "dave plus something",
        "dave on Bcc",
        "dave among a hundred",
        "dave twice",
        "a colleague beside",
        "erin beside, who was not asked",
    ],
)
def test_it_tracks_no_mail_to_dave_after_his_no(
    office: Company, recipients: list[str]
) -> None:
    say_no(office.bob.write([DAVE]))
    answer = office.alice.write(recipients)
    assert (answer["tracked"], answer["reason"]) == (False, "refused")
    assert "html" not in answer


GRANTED = {"method": "form", "wording": "v1", "recorded_by": "bob"}


@pytest.mark.parametrize(
    ("state", "provenance", "tracked", "why"),
    [
        (None, {}, False, "consent_needed"),
        ("granted", GRANTED, True, "opens"),
        ("granted", GRANTED | {"method": None}, False, "consent_needed"),
        ("granted", GRANTED | {"wording": " "}, False, "consent_needed"),
        ("granted", GRANTED | {"recorded_by": None}, False, "consent_needed"),
        ("denied", {}, False, "refused"),
    ],
    ids=[
        "never asked",
        "a yes",
        "a yes, nobody knows how",
        "a yes to unknown words",
        "a yes nobody recorded",
        "a no",
    ],
)
def test_it_asks_erin_in_france_first(
    office: Company,
    state: str | None,
    provenance: dict[str, str | None],
    tracked: object,
    why: str,
) -> None:
    if state is not None:
        record(office, state, provenance)
    answer = office.alice.write([ERIN])
    assert answer["tracked"] is tracked
    assert answer.get("reason", answer.get("mode")) == why


def record(office: Company, state: str, provenance: dict[str, Any]) -> None:
    """Record what erin said."""
    org_id = north(office)
    key = office.installation.keyring.blind_key(org_id)
    exact = blind_index(key, normalize(ERIN)).exact
    told: dict[str, Any] = dict.fromkeys(GRANTED) | provenance
    consent = Consent(ConsentState(state), office.clock.now, **told)
    change(office, lambda tx: tx.add_consent(org_id, exact, consent))


def test_it_keeps_less_of_erin_who_agreed_than_of_dave(office: Company) -> None:
    record(office, "granted", GRANTED)
    mail = office.alice.write([ERIN, DAVE])
    office.fetch(mail["html"])
    (row,) = opens(office, mail)
    assert (mail["mode"], row["os"], row["device"]) == ("opens", None, None)
    assert mail["disclosure"] == {"shown": True, "locked": True}


def test_it_stops_all_mail_to_dave_at_his_no(office: Company) -> None:
    mails = [
        office.alice.write([DAVE]),
        office.alice.write([DAVE, DAN]),
        office.alice.write(["dave+offers@customer.example"]),
    ]
    for mail in mails:
        office.fetch(mail["html"])
    say_no(office.bob.write([DAVE]))
    for mail in mails:
        office.fetch(mail["html"])
        message = office.alice.message(mail["message_id"])
        assert (message["state"], len(message["opens"])) == ("stopped", 1)


def test_it_tells_alice_s_pane_at_once(office: Company) -> None:
    mail = office.alice.write([DAVE])
    office.fetch(mail["html"])
    cursor = office.alice.feed()["cursor"]
    say_no(mail)
    (changed,) = office.alice.feed(after=cursor)["messages"]
    assert (changed["id"], changed["state"]) == (mail["message_id"], "stopped")


@pytest.mark.parametrize("typed", ["dave", "dave+offers", "DAVE+x"])
def test_it_knows_dave_in_a_group_by_any_of_his_addresses(
    office: Company, typed: str
) -> None:
    mail = office.alice.write(["dave+offers@customer.example", DAN])
    say_no(mail, f"{typed}@customer.example")
    assert office.alice.write([DAVE])["reason"] == "refused"
    assert office.alice.write([DAN])["tracked"]


def test_it_believes_no_guess_at_who_is_in_the_group(office: Company) -> None:
    say_no(office.alice.write([DAVE, DAN]), GIL)
    assert office.alice.write([GIL])["tracked"]


def test_it_lets_a_no_outlive_the_erasure(office: Company) -> None:
    mail = office.alice.write([DAVE])
    say_no(mail)
    office.alice.ask("DELETE", f"/messages/{mail['message_id']}")
    assert office.alice.write([DAVE])["reason"] == "refused"


def set_(name: str, value: str) -> Callable[[Transaction, bytes], object]:
    return lambda tx, org_id: tx.set_setting(org_id, name, value)


def nobody_answers(tx: Transaction, org_id: bytes) -> None:
    for name in (
        names.CONTROLLER_NAME,
        names.CONTROLLER_POSTAL_ADDRESS,
        names.CONTROLLER_PRIVACY_CONTACT,
        names.CONTROLLER_AUTHORITY,
    ):
        tx.set_setting(org_id, name, "")


TIGHTENED: dict[str, Callable[[Transaction, bytes], object]] = {
    "switched off": set_(names.ENABLED, names.NO),
    "nothing may be collected": set_(names.CEILING, "off"),
    "nobody answers for it": nobody_answers,
    "a slip of the pen": set_(names.CEILING, "detialed"),
    "home has moved to France": set_(names.HOME_REGION, "FR"),
    "home asks for consent": set_(names.regime("US"), "consent"),
    "home is off": set_(names.regime("us"), "off"),
    "home is nowhere": set_(names.HOME_REGION, ""),
}


@pytest.mark.parametrize("tightened", TIGHTENED)
def test_it_records_nothing_more_once(office: Company, tightened: str) -> None:
    mail, org_id = office.alice.write([DAVE]), north(office)
    office.fetch(mail["html"])
    change(office, lambda tx: TIGHTENED[tightened](tx, org_id))
    office.fetch(mail["html"])
    assert len(opens(office, mail)) == 1
    assert office.alice.write([DAVE])["tracked"] is False


def test_it_leaves_carol_s_company_alone_when_alice_s_is_switched_off(
    office: Company,
) -> None:
    mail, org_id = office.carol.write([DAVE]), north(office)
    change(office, lambda tx: TIGHTENED["switched off"](tx, org_id))
    office.fetch(mail["html"])
    assert len(office.carol.message(mail["message_id"])["opens"]) == 1


def test_it_keeps_less_of_a_mail_sent_before_the_ceiling_came_down(
    office: Company,
) -> None:
    mail, org_id = office.alice.write([DAVE]), north(office)
    office.fetch(mail["html"])
    change(office, lambda tx: tx.set_setting(org_id, names.CEILING, "opens"))
    office.fetch(mail["html"])
    newest, oldest = opens(office, mail)
    assert (oldest["os"], oldest["device"]) == ("windows", "desktop")
    assert (newest["os"], newest["device"]) == (None, None)


def test_it_is_switched_off_by_founding_it_anew_without_a_controller(
    office: Company,
) -> None:
    mail = office.alice.write([DAVE])
    anonymous = replace(NORTH_SALES, controller=None)
    store = office.installation.store
    found(store, anonymous, clock=office.clock, entropy=os.urandom)
    office.fetch(mail["html"])
    assert opens(office, mail) == []
    assert office.alice.write([DAVE])["reason"] == "organisation_off"


@pytest.mark.parametrize("route", ["sent", "match"])
def test_it_judges_dave_again_at_the_sight_of_the_sent_mail(
    office: Company, route: str
) -> None:
    mail, org_id = office.alice.write([DAVE]), north(office)
    # Between click and send, IT learns that the customer is in France.
    change(office, lambda tx: tx.map_domain_region(org_id, "customer.example", "FR"))
    if route == "sent":
        path, told = f"/messages/{mail['message_id']}/sent", {}
    else:
        path, told = "/messages/match", {"channel": "outlook"}
    sent_at = office.clock.now.isoformat()
    body = told | {"sent_at": sent_at, "recipients": [DAVE]}
    assert office.alice.ask("POST", path, json=body).ok
    office.fetch(mail["html"])
    message = office.alice.message(mail["message_id"])
    assert (message["state"], message["opens"]) == ("stopped", [])


# a country given to dave after the mail is out


def regions(office: Company) -> Regions:
    of = office.installation
    return Regions(of.store, of.keyring, clock=office.clock, actor="cli")


def state(office: Company, mail: dict[str, Any]) -> str:
    found: str = office.alice.message(mail["message_id"])["state"]
    return found


def test_it_stops_mail_to_everybody_of_a_domain_that_moved_to_france(
    office: Company,
) -> None:
    dave, group = office.alice.write([DAVE]), office.alice.write([ZOE, DAN])
    zoe = office.alice.write([ZOE])
    for mail in (dave, group, zoe):
        office.fetch(mail["html"])
    regions(office).set_domain(north(office), "Customer.Example", "FR")
    for mail in (dave, group, zoe):
        office.fetch(mail["html"])
    states = [state(office, mail) for mail in (dave, group, zoe)]
    assert states == ["stopped", "stopped", "sent"]
    assert [len(opens(office, mail)) for mail in (dave, group, zoe)] == [1, 1, 2]


def test_it_stops_mail_to_dave_alone_when_it_is_he_who_moved(office: Company) -> None:
    dave, dan = office.alice.write([DAVE]), office.alice.write([DAN])
    group = office.alice.write([DAVE, DAN])
    regions(office).set_address(north(office), normalize(DAVE), "FR")
    for mail in (dave, dan, group):
        office.fetch(mail["html"])
    states = [state(office, mail) for mail in (dave, dan, group)]
    assert states == ["stopped", "sent", "stopped"]


def test_it_keeps_less_of_dave_who_moved_and_has_agreed(office: Company) -> None:
    mail, org_id = office.alice.write([DAVE]), north(office)
    office.fetch(mail["html"])
    key = office.installation.keyring.blind_key(org_id)
    exact = blind_index(key, normalize(DAVE)).exact
    agreed = Consent(ConsentState.GRANTED, office.clock.now, "form", "1", "alice")
    change(office, lambda tx: tx.add_consent(org_id, exact, agreed))
    regions(office).set_domain(org_id, "customer.example", "FR")
    office.fetch(mail["html"])
    newest, oldest = opens(office, mail)
    assert (oldest["os"], newest["os"]) == ("windows", None)


def test_it_lets_an_address_of_its_own_beat_the_domain_s_country(
    office: Company,
) -> None:
    mail, org_id = office.alice.write([DAVE]), north(office)
    regions(office).set_address(org_id, normalize(DAVE), "US")
    regions(office).set_domain(org_id, "customer.example", "FR")
    office.fetch(mail["html"])
    assert len(opens(office, mail)) == 1


def test_it_stops_what_it_cannot_look_into(office: Company) -> None:
    org_id = north(office)
    change(office, lambda tx: tx.set_setting(org_id, names.LABEL, "none"))
    mail = office.alice.write([DAVE])
    regions(office).set_domain(org_id, "elsewhere.example", "US")
    assert state(office, mail) == "prepared"
    regions(office).set_domain(org_id, "elsewhere.example", "FR")
    assert state(office, mail) == "stopped"


def test_it_keeps_no_more_of_mail_sent_before_the_country_was_loosened(
    office: Company,
) -> None:
    org_id = north(office)
    regions(office).set_domain(org_id, "customer.example", "FR")
    key = office.installation.keyring.blind_key(org_id)
    exact = blind_index(key, normalize(DAVE)).exact
    agreed = Consent(ConsentState.GRANTED, office.clock.now, "form", "1", "alice")
    change(office, lambda tx: tx.add_consent(org_id, exact, agreed))
    mail = office.alice.write([DAVE])
    regions(office).set_domain(org_id, "customer.example", "US", reason="left France")
    office.fetch(mail["html"])
    assert [each["os"] for each in opens(office, mail)] == [None]


def test_it_judges_bob_beside_zoe_like_anybody(office: Company) -> None:
    mail = office.alice.write([ZOE, "bob@north.example"])
    regions(office).set_domain(north(office), "north.example", "FR")
    office.fetch(mail["html"])
    assert state(office, mail) == "stopped"
