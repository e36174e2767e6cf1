import hashlib
import hmac
import json
from pathlib import Path

import pytest

from backend.crypto.derive import Label, derive
from backend.domain.token import Purpose

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/tokens.json").read_text())
ROOT = bytes(range(32))


@pytest.mark.parametrize("purpose", Purpose)
def test_it_derives_the_published_token_keys(purpose: Purpose) -> None:
    derived = [
        derive(bytes.fromhex(root), Label.TOKEN, purpose.encode()).hex()
        for root in VECTORS["token_roots"]
    ]
    assert derived == VECTORS["keys"][purpose]


def test_it_derives_the_published_look_up_key() -> None:
    root = bytes.fromhex(VECTORS["lookup_root"])
    assert derive(root, Label.LOOKUP).hex() == VECTORS["lookup_key"]


@pytest.mark.parametrize("label", Label)
def test_it_is_hkdf_as_in_rfc_5869(label: Label) -> None:
    extracted = hmac.digest(bytes(32), ROOT, hashlib.sha256)
    expanded = hmac.digest(extracted, label.encode() + b"\x01", hashlib.sha256)
    assert derive(ROOT, label) == expanded


def test_it_gives_each_purpose_a_key_of_its_own() -> None:
    contexts = [b"", b"n" * 16, b"s" * 16, *(p.encode() for p in Purpose)]
    derived = {derive(ROOT, label, c) for label in Label for c in contexts}
    assert len(derived) == len(Label) * len(contexts)
    assert ROOT not in derived


def test_it_has_no_label_that_another_one_continues() -> None:
    # else a context could be chosen that leads into another purpose's keys
    for label in Label:
        assert [other for other in Label if other.startswith(label)] == [label]
