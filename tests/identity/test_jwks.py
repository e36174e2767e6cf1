"""Which keys of a published set are used."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from backend.identity.jwks import read_key_set
from tests.identity.outside import spell

Entry = dict[str, Any]


@cache
def numbers(bits: int = 2048) -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    entry = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return entry["n"], entry["e"]


def good(**changed: Any) -> Entry:
    n, e = numbers()
    return {"kty": "RSA", "use": "sig", "kid": "good", "n": n, "e": e} | changed


def read(*entries: object) -> set[str]:
    return set(read_key_set(json.dumps({"keys": entries}).encode()))


def test_it_reads_the_keys_of_a_set() -> None:
    assert read(good(), good(kid="other", alg="RS256")) == {"good", "other"}


def test_it_reads_a_key_that_does_not_say_what_it_is_for() -> None:
    bare = good()
    del bare["use"]
    assert read(bare) == {"good"}


@pytest.mark.parametrize(
    "unusable",
    [
        pytest.param(good(kid="x", kty="EC"), id="an elliptic curve"),
        pytest.param({"kty": "oct", "kid": "x", "k": "c2VjcmV0"}, id="a shared secret"),
        pytest.param(good(kid="x", use="enc"), id="for encryption"),
        pytest.param(good(kid="x", alg="RS512"), id="for another algorithm"),
        pytest.param(good(kid=7), id="a number as key id"),
        pytest.param("x", id="no object"),
        pytest.param(good(kid="x", n=numbers(1024)[0]), id="1,024 bits"),
        pytest.param(good(kid="x", n=spell(b"\xff" * 1025)), id="8,200 bits"),
        pytest.param(good(kid="x", e="Aw"), id="exponent 3"),
    ],
)
def test_it_leaves_out(unusable: object) -> None:
    assert read(good(), unusable) == {"good"}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(lambda: b"", id="nothing"),
        pytest.param(lambda: b"<html>", id="a page"),
        pytest.param(lambda: b"[]", id="a list"),
        pytest.param(lambda: b'{"keys": {}}', id="keys that are no list"),
        pytest.param(lambda: b'{"keys": [], "keys": []}', id="keys said twice"),
        pytest.param(lambda: b'{"keys": []}', id="no key"),
        pytest.param(lambda: keys(good(kty="EC")), id="no usable key"),
        pytest.param(lambda: keys(good(), good()), id="two keys of one id"),
        pytest.param(lambda: keys(good(n=None)), id="a key without its modulus"),
        pytest.param(lambda: keys(good(n="+/==")), id="another alphabet"),
        pytest.param(lambda: keys(good(e="AQAC")), id="an even exponent"),
        pytest.param(lambda: keys(good(issuer=7)), id="an issuer that is a number"),
    ],
)
def test_it_refuses_a_set_with(document: Callable[[], bytes]) -> None:
    with pytest.raises(ValueError, match=r"^[^{]+$"):  # and it repeats none of it
        read_key_set(document())


def keys(*entries: Entry) -> bytes:
    return json.dumps({"keys": entries}).encode()
