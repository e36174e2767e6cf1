import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.crypto.envelope import OVERHEAD_BYTES, Place, key_id_of, open_, seal
from backend.domain.errors import EnvelopeBroken

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors/envelopes.json").read_text()
)["envelopes"]

ids = st.binary(min_size=16, max_size=16)
keys = st.binary(min_size=32, max_size=32)
key_ids = st.integers(1, 2**32 - 1)
places = st.builds(
    Place,
    org_id=ids,
    table=st.text(max_size=8),
    row=st.binary(max_size=33),
    column=st.text(max_size=8),
    schema_version=st.integers(1, 2**32 - 1),
)


def place_of(shown: dict[str, Any]) -> Place:
    return Place(
        bytes.fromhex(shown["org_id"]),
        shown["table"],
        bytes.fromhex(shown["row"]),
        shown["column"],
        shown["schema_version"],
    )


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_it_keeps_to_the_published_vectors(case: dict[str, Any]) -> None:
    key, place = bytes.fromhex(case["key"]), place_of(case["place"])
    envelope = bytes.fromhex(case["envelope"])
    if case["expect"] == "broken":
        with pytest.raises(EnvelopeBroken):
            open_(key, place, envelope)
        return
    assert case["expect"] == "opened"
    plaintext, nonce = bytes.fromhex(case["plaintext"]), bytes.fromhex(case["nonce"])
    assert open_(key, place, envelope) == plaintext
    assert seal(key, case["key_id"], place, plaintext, nonce) == envelope
    assert key_id_of(envelope) == case["key_id"]


@settings(deadline=None, database=None)
@given(keys, key_ids, places, st.binary(max_size=600))
def test_it_opens_what_it_sealed(
    key: bytes, key_id: int, place: Place, plaintext: bytes
) -> None:
    envelope = seal(key, key_id, place, plaintext, os.urandom(12))
    assert open_(key, place, envelope) == plaintext
    assert len(envelope) == len(plaintext) + OVERHEAD_BYTES == len(plaintext) + 34


@settings(deadline=None, database=None, max_examples=300)
@given(keys, key_ids, places, places, st.binary(max_size=80))
def test_it_opens_nowhere_else(
    key: bytes, key_id: int, place: Place, other: Place, plaintext: bytes
) -> None:
    envelope = seal(key, key_id, place, plaintext, os.urandom(12))
    moved = [
        replace(place, org_id=other.org_id),
        replace(place, table=other.table),
        replace(place, row=other.row),
        replace(place, column=other.column),
        replace(place, schema_version=other.schema_version),
        other,
    ]
    for elsewhere in moved:
        if elsewhere != place:
            with pytest.raises(EnvelopeBroken):
                open_(key, elsewhere, envelope)


@settings(deadline=None, database=None)
@given(keys, keys, key_ids, places, st.binary(max_size=80))
def test_it_opens_under_no_other_key(
    key: bytes, other: bytes, key_id: int, place: Place, plaintext: bytes
) -> None:
    envelope = seal(key, key_id, place, plaintext, os.urandom(12))
    if other != key:
        with pytest.raises(EnvelopeBroken):
            open_(other, place, envelope)


def test_it_breaks_at_any_single_bit() -> None:
    key, place = os.urandom(32), Place(os.urandom(16), "message", b"r" * 16, "subject")
    envelope = seal(key, 7, place, b"a text for nobody else", os.urandom(12))
    for bit in range(8 * len(envelope)):
        altered = bytearray(envelope)
        altered[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(EnvelopeBroken):
            open_(key, place, bytes(altered))


@settings(deadline=None, database=None, max_examples=500)
@given(
    places,
    st.one_of(
        st.binary(max_size=80),
        st.binary(min_size=32, max_size=80).map(lambda rest: b"\x01\x01" + rest),
    ),
)
def test_it_refuses_whatever_else_it_is_given_in_one_way(
    place: Place, envelope: bytes
) -> None:
    with pytest.raises(EnvelopeBroken) as broken:
        open_(b"k" * 32, place, envelope)
    assert broken.value.args == ()  # what was wrong is nobody's business
    assert broken.value.__cause__ is None


@pytest.mark.parametrize(
    ("key_id", "nonce"), [(0, bytes(12)), (2**32, bytes(12)), (7, bytes(11))]
)
def test_it_does_not_seal_what_could_not_be_opened(key_id: int, nonce: bytes) -> None:
    place = Place(bytes(16), "message", bytes(16), "subject")
    with pytest.raises(ValueError, match="12 bytes"):
        seal(b"k" * 32, key_id, place, b"", nonce)
