"""The desk's own issuer behaves like the two it stands for."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
import requests

from backend.desk.issuer import LocalIssuer
from tests.identity.outside import ALICE, BOB, CAROL, NORTH, Clock, Outside


def test_it_gives_everybody_the_same_id_after_a_restart(settled: Outside) -> None:
    again = LocalIssuer("http://127.0.0.1:2/issuer", NORTH, Clock())
    for person in (ALICE, BOB, CAROL):
        assert again.subject(person) == settled.issuer.subject(person)
        assert again.directory_id(person) == settled.issuer.directory_id(person)


def test_it_names_a_new_key_differently_after_a_restart(settled: Outside) -> None:
    again = LocalIssuer("http://127.0.0.1:2/issuer", NORTH, Clock())
    before = settled.issuer.entra_keys.newest[0]
    assert again.entra_keys.newest[0] != before


def test_it_gives_tokens_that_live_twelve_hours(settled: Outside) -> None:
    token = settled.issuer.token("carol")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert timedelta(seconds=claims["exp"] - claims["iat"]) == timedelta(hours=12)


def test_it_gives_no_token_to_dave_who_only_receives(settled: Outside) -> None:
    with pytest.raises(KeyError):
        settled.issuer.token("dave")


@pytest.mark.parametrize("base", [f"entra/{NORTH}/v2.0", "google"])
def test_it_publishes_where_its_keys_are(settled: Outside, base: str) -> None:
    told = get(f"{settled.url}/issuer/{base}/.well-known/openid-configuration")
    assert told["issuer"] == f"{settled.url}/issuer/{base}"
    assert len(get(told["jwks_uri"])["keys"]) == 1


def test_it_publishes_the_last_two_keys_and_nothing_private(outside: Outside) -> None:
    for _ in range(3):
        outside.issuer.rotate()
    told = get(f"{outside.url}/issuer/google/certs")
    assert len(told["keys"]) == 2
    assert not {"d", "p", "q"} & set().union(*told["keys"])


def get(url: str) -> dict[str, Any]:
    answer: dict[str, Any] = requests.get(url, timeout=3).json()
    return answer
