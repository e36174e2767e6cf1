"""No neighbour of a good token is a good token."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.identity.refusal import TokenRefused
from backend.identity.verifier import Verifier
from tests.identity.outside import Outside

SPELLED_WITH = string.ascii_letters + string.digits + "-_."
LETTERS = st.one_of(st.sampled_from(SPELLED_WITH), st.characters())
PEOPLE = st.sampled_from(["alice", "carol"])


@settings(max_examples=400, deadline=None)
@given(name=PEOPLE, data=st.data(), letter=LETTERS)
def test_it_refuses_a_token_with_one_other_letter(
    verifier: Verifier, settled: Outside, name: str, data: st.DataObject, letter: str
) -> None:
    token = settled.issuer.token(name)
    at = data.draw(st.integers(0, len(token) - 1))
    if token[at] != letter:
        with pytest.raises(TokenRefused):
            verifier.verify(token[:at] + letter + token[at + 1 :])


@settings(max_examples=200, deadline=None)
@given(name=PEOPLE, data=st.data(), letter=LETTERS)
def test_it_refuses_a_token_with_one_letter_more(
    verifier: Verifier, settled: Outside, name: str, data: st.DataObject, letter: str
) -> None:
    token = settled.issuer.token(name)
    at = data.draw(st.integers(0, len(token)))
    with pytest.raises(TokenRefused):
        verifier.verify(token[:at] + letter + token[at:])


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_it_refuses_a_token_with_any_letter_less(
    verifier: Verifier, settled: Outside, name: str
) -> None:
    token = settled.issuer.token(name)
    for at in range(len(token)):
        with pytest.raises(TokenRefused):
            verifier.verify(token[:at] + token[at + 1 :])


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_it_refuses_every_other_spelling_of_the_last_letter(
    verifier: Verifier, settled: Outside, name: str
) -> None:
    token = settled.issuer.token(name)
    for letter in set(SPELLED_WITH) - {token[-1]}:
        with pytest.raises(TokenRefused):
            verifier.verify(token[:-1] + letter)
