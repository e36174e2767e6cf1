import base64
import hmac
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.domain.token import Purpose, TokenKeys, lookup, mint, verify

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors/tokens.json").read_text()
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PUBLISHED = TokenKeys(
    {p: tuple(map(bytes.fromhex, VECTORS["keys"][p])) for p in Purpose},
    bytes.fromhex(VECTORS["lookup_key"]),
)
IDENTITY = bytes(range(16))


def fresh_keys(epochs: int = 1) -> TokenKeys:
    purposes = {p: tuple(os.urandom(32) for _ in range(epochs)) for p in Purpose}
    return TokenKeys(purposes, os.urandom(32))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_it_keeps_to_the_published_vectors(case: dict[str, Any]) -> None:
    purpose = Purpose(case["purpose"])
    identity = verify(PUBLISHED, purpose, case["token"])
    if case["expect"] == "refused":
        assert identity is None
        return
    assert case["expect"] == "accepted"
    assert identity is not None
    assert identity.hex() == case["identity"]
    assert lookup(PUBLISHED, purpose, identity).hex() == case["lookup"]
    assert (mint(PUBLISHED, purpose, identity) == case["token"]) is case["newest"]


@pytest.mark.parametrize("made_for", Purpose)
@pytest.mark.parametrize("shown_as", Purpose)
def test_it_accepts_a_token_for_its_own_purpose_alone(
    made_for: Purpose, shown_as: Purpose
) -> None:
    keys = fresh_keys(epochs=2)
    identity = verify(keys, shown_as, mint(keys, made_for, IDENTITY))
    assert identity == (IDENTITY if made_for is shown_as else None)


def test_it_gives_an_identity_another_look_up_for_each_purpose() -> None:
    keys, others = fresh_keys(), fresh_keys()
    rows = {lookup(k, p, IDENTITY) for k in (keys, others) for p in Purpose}
    assert len(rows) == 2 * len(Purpose)
    assert all(len(row) == 16 for row in rows)


def test_it_refuses_every_token_one_character_away() -> None:
    keys = fresh_keys()
    good = mint(keys, Purpose.OPEN, IDENTITY)
    for place, right in enumerate(good):
        for wrong in set(ALPHABET) - {right}:
            near = good[:place] + wrong + good[place + 1 :]
            assert verify(keys, Purpose.OPEN, near) is None


@settings(deadline=None, database=None, max_examples=300)
@given(
    st.sampled_from(["=", "==", "\n", " ", "!", "\0", "\t", "é", "%", "."]),
    st.integers(0, 32),
)
def test_it_knows_one_spelling_where_a_lenient_decoder_knows_many(
    stray: str, place: int
) -> None:
    good = mint(PUBLISHED, Purpose.OPEN, IDENTITY)
    assert verify(PUBLISHED, Purpose.OPEN, good[:place] + stray + good[place:]) is None
    # also where the stray takes the place of a character, so that the length is right
    swapped = good[:place] + stray + good[place + len(stray) :]
    assert verify(PUBLISHED, Purpose.OPEN, swapped) is None


def test_it_refuses_the_standard_alphabet() -> None:
    for identity in (b"\xff" * 16, b"\xfb\xef\xbe" * 5 + b"\xfb"):
        good = mint(PUBLISHED, Purpose.OPEN, identity)
        alike = good.replace("-", "+").replace("_", "/")
        assert alike != good
        assert verify(PUBLISHED, Purpose.OPEN, alike) is None


@settings(deadline=None, database=None)
@given(st.text(max_size=40))
def test_it_takes_any_text_without_complaint(text: str) -> None:
    assert verify(PUBLISHED, Purpose.OPEN, text) is None


@settings(deadline=None, database=None)
@given(st.binary(min_size=24, max_size=24))
def test_it_refuses_a_guessed_token(raw: bytes) -> None:
    guess = base64.urlsafe_b64encode(raw).decode()
    assume(guess != mint(PUBLISHED, Purpose.OPEN, raw[:16]))
    assert verify(PUBLISHED, Purpose.OPEN, guess) is None


def test_it_mints_with_the_newest_key_and_verifies_with_those_before() -> None:
    keys = fresh_keys(epochs=3)
    alone = [
        TokenKeys({p: (keys.purposes[p][epoch],) for p in Purpose}, keys.lookup)
        for epoch in range(3)
    ]
    assert mint(keys, Purpose.OPEN, IDENTITY) == mint(alone[0], Purpose.OPEN, IDENTITY)
    for epoch in alone:
        good = mint(epoch, Purpose.OPEN, IDENTITY)
        assert verify(keys, Purpose.OPEN, good) == IDENTITY
    oldest = mint(alone[2], Purpose.OPEN, IDENTITY)
    assert verify(alone[0], Purpose.OPEN, oldest) is None  # once that key is destroyed


@pytest.mark.parametrize("epoch", [0, 1, 2, 3, None])
def test_it_tries_every_live_key_whichever_fits(
    epoch: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = fresh_keys(epochs=4)
    text = "A" * 32
    if epoch is not None:
        one = {p: (keys.purposes[p][epoch],) for p in Purpose}
        text = mint(TokenKeys(one, keys.lookup), Purpose.OPEN, IDENTITY)
    compared: list[bytes] = []

    def counting(ours: bytes, theirs: bytes) -> bool:
        compared.append(ours)
        return hmac_compare(ours, theirs)

    hmac_compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", counting)
    assert (verify(keys, Purpose.OPEN, text) is not None) is (epoch is not None)
    assert len(set(compared)) == 4


def test_it_says_nothing_but_the_identity_in_a_token() -> None:
    keys = fresh_keys()
    raw = base64.urlsafe_b64decode(mint(keys, Purpose.OPEN, IDENTITY))
    assert raw[:16] == IDENTITY
    assert len(raw) == 24


def test_it_refuses_two_purposes_with_one_key() -> None:
    key, others = os.urandom(32), {p: (os.urandom(32),) for p in Purpose}
    shared = others | {Purpose.OPEN: (key,), Purpose.PRIVACY: (key,)}
    with pytest.raises(ValueError, match="share a key"):
        TokenKeys(shared, os.urandom(32))
    with pytest.raises(ValueError, match="share a key"):
        TokenKeys(others | {Purpose.OPEN: (key, key)}, os.urandom(32))
    with pytest.raises(ValueError, match="share a key"):
        TokenKeys(others | {Purpose.OPEN: (key,)}, key)


@pytest.mark.parametrize(
    "open_keys",
    [(), (b"short",), tuple(bytes([n]) * 32 for n in range(5))],
    ids=["none", "short", "five"],
)
def test_it_refuses_keys_it_cannot_work_with(open_keys: tuple[bytes, ...]) -> None:
    others = {p: (os.urandom(32),) for p in Purpose}
    with pytest.raises(ValueError, match="key"):
        TokenKeys(others | {Purpose.OPEN: open_keys}, os.urandom(32))


@pytest.mark.parametrize("identity", [b"", bytes(15), bytes(17)])
def test_it_refuses_an_identity_of_another_length(identity: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        mint(PUBLISHED, Purpose.OPEN, identity)
    with pytest.raises(ValueError, match="16 bytes"):
        lookup(PUBLISHED, Purpose.OPEN, identity)


def test_it_shows_no_key_in_a_repr() -> None:
    assert repr(fresh_keys()) == "TokenKeys()"
