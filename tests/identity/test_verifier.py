"""Who gets in, and what a token says about them."""

from typing import Any

import pytest
from flask import jsonify

from backend.desk.issuer import ENTRA_CLIENT_ID
from backend.domain.errors import ConfigInvalid
from backend.identity.issuers import entra
from backend.identity.principal import Identity
from backend.identity.refusal import IssuerUnavailable, Reason, TokenRefused
from backend.identity.verifier import Verifier
from tests.identity.outside import (
    ABSENT,
    ALICE,
    BOB,
    CAROL,
    ELSEWHERE,
    NORTH,
    NOW,
    Forger,
    Outside,
)


def test_it_knows_alice_and_bob_as_two_people_of_one_directory(
    verifier: Verifier, settled: Outside
) -> None:
    alice = verifier.verify(settled.issuer.token("alice"))
    bob = verifier.verify(settled.issuer.token("bob"))
    assert alice == Identity("entra", NORTH, settled.issuer.subject(ALICE))
    assert bob == Identity("entra", NORTH, settled.issuer.subject(BOB))
    assert alice != bob


def test_it_knows_carol_by_her_account_number_and_domain(
    verifier: Verifier, settled: Outside
) -> None:
    carol = verifier.verify(settled.issuer.token("carol"))
    subject = settled.issuer.subject(CAROL)
    assert carol == Identity("google", "south.example", subject)
    assert carol.email == "carol@south.example"


def test_it_takes_alice_for_the_same_person_after_her_address_changed(
    verifier: Verifier, settled: Outside
) -> None:
    before = verifier.verify(settled.issuer.entra_token(ALICE))
    after = verifier.verify(
        settled.issuer.entra_token(ALICE, preferred_username="bob@north.example")
    )
    assert before == after
    assert after.email == "bob@north.example"


def test_it_shows_no_address_when_an_identity_is_printed(
    verifier: Verifier, settled: Outside
) -> None:
    assert "@" not in repr(verifier.verify(settled.issuer.token("alice")))


@pytest.mark.parametrize(
    "odd", [None, 7, "", "no address", "a@b\nc@d", "\ud800@north.example", ["a@b"]]
)
def test_it_knows_alice_without_a_usable_address(
    verifier: Verifier, forger: Forger, odd: object
) -> None:
    assert verifier.verify(forger.entra(email=odd)).email is None


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"exp": -59}, id="expired within the leeway"),
        pytest.param({"iat": 60, "nbf": 60}, id="a clock one minute ahead"),
        pytest.param({"iat": -3600, "exp": 23 * 3600}, id="a life of one day"),
    ],
)
def test_it_forgives_a_minute_and_no_more(
    verifier: Verifier, forger: Forger, claims: dict[str, Any]
) -> None:
    times: dict[str, Any] = {"iat": -3600, "nbf": -3600} | claims
    token = forger.entra(**{name: NOW + at for name, at in times.items()})
    assert verifier.verify(token).directory_id == NORTH


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"scp": "openid access_as_user"}, id="one scope of two"),
        pytest.param({"idtyp": "user"}, id="says it is a person"),
        pytest.param(
            {"azp": "ea5a67f6-b6f3-4338-b240-c655ddc3cc8e"}, id="asked for by Office"
        ),
    ],
)
def test_it_knows_the_shapes_entra_gives_its_tokens(
    verifier: Verifier, forger: Forger, claims: dict[str, str]
) -> None:
    assert verifier.verify(forger.entra(**claims)).provider == "entra"


@pytest.mark.parametrize(
    "typ", [ABSENT, "JWT", "at+jwt"], ids=["none", "JWT", "at+jwt"]
)
def test_it_reads_every_type_the_issuers_write(
    verifier: Verifier, forger: Forger, typ: object
) -> None:
    assert verifier.verify(forger.header(typ=typ)).provider == "entra"


def test_it_leaves_the_choice_of_directories_open_unless_told(
    settled: Outside, forger: Forger
) -> None:
    token = forger.entra(tid=ELSEWHERE, iss=settled.issuer.entra_issuer(ELSEWHERE))
    key_without_issuer = settled.issuer.entra_keys.published()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settled, "answer", lambda: jsonify(key_without_issuer))
        found = settled.verifier().verify(token)
    assert found.directory_id == ELSEWHERE


def test_it_honours_whom_a_key_may_sign_for(settled: Outside, forger: Forger) -> None:
    consumers = settled.issuer.entra_issuer(ELSEWHERE)
    key_of_consumers = settled.issuer.entra_keys.published(issuer=consumers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settled, "answer", lambda: jsonify(key_of_consumers))
        verifier = settled.verifier()
        found = verifier.verify(forger.entra(tid=ELSEWHERE, iss=consumers))
        with pytest.raises(TokenRefused) as refused:
            verifier.verify(forger.entra())
    assert found.directory_id == ELSEWHERE
    assert refused.value.reason is Reason.ISSUER


def test_it_says_unavailable_when_no_key_was_ever_seen(outside: Outside) -> None:
    outside.goes_down()
    with pytest.raises(IssuerUnavailable):
        outside.verifier().verify(outside.issuer.token("alice"))


def test_it_refuses_a_table_in_which_two_issuers_have_one_name(
    settled: Outside,
) -> None:
    twice = entra([ENTRA_CLIENT_ID], base=settled.issuer.entra_base)
    with pytest.raises(ConfigInvalid, match="two issuers of one name"):
        Verifier([twice, twice], settled.clock)
