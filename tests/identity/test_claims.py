"""What the claims must hold even where the signing key is good for every directory."""

from typing import Any

import pytest

from backend.desk.issuer import ENTRA_CLIENT_ID
from backend.identity.claims import identify
from backend.identity.issuers import Issuer, entra
from backend.identity.refusal import Reason, TokenRefused
from tests.identity.outside import ALICE, ELSEWHERE, NORTH, Outside


@pytest.fixture
def issuer(settled: Outside) -> Issuer:
    return entra([ENTRA_CLIENT_ID], base=settled.issuer.entra_base)


@pytest.mark.parametrize(
    "tid", [ELSEWHERE, NORTH.upper(), "", "{tid}", None, 7, [NORTH]], ids=str
)
def test_it_refuses_a_directory_that_is_not_the_issuers(
    settled: Outside, issuer: Issuer, tid: Any
) -> None:
    claims = settled.issuer.entra_claims(ALICE) | {"tid": tid}
    with pytest.raises(TokenRefused) as refused:
        identify(issuer, claims, settled.clock())
    assert refused.value.reason is Reason.DIRECTORY


def test_it_never_names_the_claims_when_it_refuses(
    settled: Outside, issuer: Issuer
) -> None:
    claims = settled.issuer.entra_claims(ALICE) | {"oid": "alice@north.example"}
    with pytest.raises(TokenRefused) as refused:
        identify(issuer, claims, settled.clock())
    assert str(refused.value) == "subject"
