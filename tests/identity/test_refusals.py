"""Wrong in every way that matters: each token, and the rule that refuses it."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.identity.refusal import Reason, TokenRefused
from backend.identity.verifier import Verifier
from tests.identity.outside import ABSENT, ELSEWHERE, NORTH, NOW, Forger, spell

HOUR, DAY = 60 * 60, 24 * 60 * 60
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def good(forger: Forger) -> str:
    return forger.entra()


def unsigned(forger: Forger) -> str:
    return good(forger).rpartition(".")[0]


def signed_as_another(forger: Forger) -> str:
    mallory = forger.entra(name="Mallory").rpartition(".")[0]
    return f"{mallory}.{good(forger).rpartition('.')[2]}"


def second_spelling(forger: Forger) -> str:
    """Return a good token whose last letter differs in bits that carry nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = good(forger)
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


def public_key_as_secret(forger: Forger) -> str:
    """Return the classic: HS256, keyed with the public key that everybody has."""
    key_id, key = forger.issuer.entra_keys.newest
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = json.dumps({"alg": "HS256", "kid": key_id}).encode()
    signed = f"{spell(header)}.{spell(forger.claims())}"
    return f"{signed}.{spell(hmac.new(pem, signed.encode(), hashlib.sha256).digest())}"


def key_id_of_google(forger: Forger) -> str:
    return forger.header(kid=forger.issuer.google_keys.newest[0])


def key_of_google(forger: Forger) -> str:
    return forger.raw(key=forger.issuer.google_keys.newest[1])


def alice_by_google(forger: Forger) -> str:
    return forger.issuer.google_keys.sign(json.loads(forger.claims()))


def alice_by_google_as_google(forger: Forger) -> str:
    claims = json.loads(forger.claims()) | {"iss": forger.issuer.google_base}
    return forger.issuer.google_keys.sign(claims)


def with_expiry(spelled: str) -> Callable[[Forger], str]:
    def forge(forger: Forger) -> str:
        return forger.raw(claims=forger.claims(f'"exp": {NOW + 12 * HOUR}', spelled))

    return forge


# fmt: off
SPELLINGS: list[tuple[str, Callable[[Forger], str], Reason]] = [
    ("nothing at all", lambda _: "", Reason.MALFORMED),
    ("two parts", unsigned, Reason.MALFORMED),
    ("four parts", lambda f: good(f) + ".AAAA", Reason.MALFORMED),
    ("an empty signature", lambda f: unsigned(f) + ".", Reason.MALFORMED),
    ("padding", lambda f: good(f) + "==", Reason.MALFORMED),
    ("a space at the end", lambda f: good(f) + " ", Reason.MALFORMED),
    ("a line break at the end", lambda f: good(f) + "\n", Reason.MALFORMED),
    ("a second spelling", second_spelling, Reason.MALFORMED),
    ("more than 8 KiB", lambda f: f.entra(name="x" * 8192), Reason.MALFORMED),
    ("a list of claims", lambda f: f.raw(claims=b"[]"), Reason.MALFORMED),
    ("claims that are no JSON", lambda f: f.raw(claims=b"{'a': 1}"), Reason.MALFORMED),
    ("claims that are no UTF-8", lambda f: f.raw(claims=b'{"a": "\xff"}'),
     Reason.MALFORMED),
    ("claims in UTF-16", lambda f: f.raw(claims=f.claims().decode().encode("utf-16")),
     Reason.MALFORMED),
    ("thousands of brackets", lambda f: f.raw(claims=b"[" * 5000), Reason.MALFORMED),
    ("a claim said twice",
     lambda f: f.raw(claims=f.claims('"ver"', '"ver": "1.0", "ver"')),
     Reason.MALFORMED),
    ("a claim said twice, deep inside",
     lambda f: f.raw(claims=f.claims("{", '{"x": {"a": 1, "a": 2}, ')),
     Reason.MALFORMED),
    ("a header member said twice",
     lambda f: f.raw(header=b'{"alg": "none", "alg": "RS256", "kid": "1"}'),
     Reason.MALFORMED),
    ("exp NaN", with_expiry('"exp": NaN'), Reason.MALFORMED),
    ("exp Infinity", with_expiry('"exp": Infinity'), Reason.MALFORMED),
    ("exp beyond all numbers", with_expiry('"exp": 1e999'), Reason.TIMES),
    ("exp in 4,000 digits", with_expiry('"exp": ' + "9" * 4000), Reason.LIFETIME),
    ("exp in 5,000 digits", with_expiry('"exp": ' + "9" * 5000), Reason.MALFORMED),
    ("HS256 with the public key", public_key_as_secret, Reason.ALGORITHM),
    ("a signature of one byte", lambda f: unsigned(f) + ".AA", Reason.SIGNATURE),
    ("the signature of another token", signed_as_another, Reason.SIGNATURE),
    ("a stranger's key", lambda f: f.raw(key=STRANGER), Reason.SIGNATURE),
    ("Google's key", key_of_google, Reason.SIGNATURE),
    ("Google's key id", key_id_of_google, Reason.KEY),
    ("Google speaking as Entra", alice_by_google, Reason.KEY),
    ("Entra's claims in Google's name", alice_by_google_as_google, Reason.AUDIENCE),
    ("Entra speaking as Google", lambda f: f.entra(iss="{google}"), Reason.KEY),
    ("Google's claims in Entra's name",
     lambda f: f.google(iss=f"{{entra}}/{NORTH}/v2.0"), Reason.KEY),
]

HEADERS: list[tuple[str, dict[str, Any], Reason]] = [
    ("no signature", {"alg": "none"}, Reason.ALGORITHM),
    ("no signature, oddly spelled", {"alg": "nOnE"}, Reason.ALGORITHM),
    ("no algorithm", {"alg": ABSENT}, Reason.ALGORITHM),
    ("a longer digest", {"alg": "RS512"}, Reason.ALGORITHM),
    ("another padding", {"alg": "PS256"}, Reason.ALGORITHM),
    ("small letters", {"alg": "rs256"}, Reason.ALGORITHM),
    ("a list of algorithms", {"alg": ["RS256"]}, Reason.ALGORITHM),
    ("an address of keys", {"jku": "https://evil.example/keys"}, Reason.HEADER),
    ("an address of certificates", {"x5u": "https://evil.example/c"}, Reason.HEADER),
    ("a key of its own", {"jwk": {"kty": "RSA"}}, Reason.HEADER),
    ("a certificate of its own", {"x5c": ["MIIB"]}, Reason.HEADER),
    ("critical extensions", {"crit": ["exp"]}, Reason.HEADER),
    ("an unencoded payload", {"b64": False}, Reason.HEADER),
    ("compression", {"zip": "DEF"}, Reason.HEADER),
    ("an encrypted type", {"typ": "JWE"}, Reason.HEADER),
    ("a type that is null", {"typ": None}, Reason.HEADER),
    ("a type that is a list", {"typ": ["JWT"]}, Reason.HEADER),
    ("no key id", {"kid": ABSENT}, Reason.HEADER),
    ("a key id that is a number", {"kid": 1}, Reason.HEADER),
    ("a key id nobody published", {"kid": "1"}, Reason.KEY),
    ("a key id that is a path", {"kid": "../../dev/null"}, Reason.KEY),
]

TIMES: list[tuple[str, dict[str, Any], Reason]] = [
    ("no exp", {"exp": ABSENT}, Reason.TIMES),
    ("exp null", {"exp": None}, Reason.TIMES),
    ("exp true", {"exp": True}, Reason.TIMES),
    ("exp in quotes", {"exp": str(NOW + HOUR)}, Reason.TIMES),
    ("exp with a fraction", {"exp": NOW + HOUR + 0.5}, Reason.TIMES),
    ("no iat", {"iat": ABSENT}, Reason.TIMES),
    ("iat with a fraction", {"iat": NOW - 0.5}, Reason.TIMES),
    ("nbf null", {"nbf": None}, Reason.TIMES),
    ("nbf in quotes", {"nbf": "0"}, Reason.TIMES),
    ("expired a minute ago", {"iat": NOW - HOUR, "exp": NOW - 60}, Reason.EXPIRED),
    ("issued a minute ahead", {"iat": NOW + 61}, Reason.EARLY),
    ("valid a minute ahead", {"nbf": NOW + 61}, Reason.EARLY),
    ("good for more than a day", {"exp": NOW + DAY + 1}, Reason.LIFETIME),
    ("over as it begins", {"iat": NOW, "exp": NOW}, Reason.LIFETIME),
]

ENTRA: list[tuple[str, dict[str, Any], Reason]] = [
    ("no issuer", {"iss": ABSENT}, Reason.ISSUER),
    ("the real Entra, not in this table",
     {"iss": f"https://login.microsoftonline.com/{NORTH}/v2.0"}, Reason.ISSUER),
    ("the issuer with a path behind", {"iss": f"{{entra}}/{NORTH}/v2.0/"},
     Reason.ISSUER),
    ("the issuer with a line break", {"iss": f"{{entra}}/{NORTH}/v2.0\n"},
     Reason.ISSUER),
    ("the issuer in capitals", {"iss": f"{{entra}}/{NORTH.upper()}/v2.0"},
     Reason.ISSUER),
    ("the issuer template", {"iss": "{entra}/{{tid}}/v2.0"}, Reason.ISSUER),
    ("the issuer of v1.0", {"iss": f"{{entra}}/{NORTH}/"}, Reason.ISSUER),
    ("the issuer of another directory", {"iss": f"{{entra}}/{ELSEWHERE}/v2.0"},
     Reason.ISSUER),
    ("another directory than the issuer's", {"tid": ELSEWHERE}, Reason.ISSUER),
    ("a directory nobody allowed",
     {"tid": ELSEWHERE, "iss": f"{{entra}}/{ELSEWHERE}/v2.0"}, Reason.DIRECTORY),
    ("no directory", {"tid": ABSENT}, Reason.ISSUER),
    ("no audience", {"aud": ABSENT}, Reason.AUDIENCE),
    ("an empty audience", {"aud": ""}, Reason.AUDIENCE),
    ("another service's audience", {"aud": ELSEWHERE}, Reason.AUDIENCE),
    ("the address of our API as audience", {"aud": "api://candor"}, Reason.AUDIENCE),
    ("no client", {"azp": ABSENT}, Reason.CLIENT),
    ("a client nobody allowed", {"azp": ELSEWHERE}, Reason.CLIENT),
    ("a list of clients", {"azp": []}, Reason.CLIENT),
    ("no version", {"ver": ABSENT}, Reason.VERSION),
    ("version 1.0", {"ver": "1.0"}, Reason.VERSION),
    ("version 2.0 as a number", {"ver": 2.0}, Reason.VERSION),
    ("no scope", {"scp": ABSENT}, Reason.SCOPE),
    ("another scope", {"scp": "Mail.Read"}, Reason.SCOPE),
    ("a scope that begins like ours", {"scp": "access_as_user2"}, Reason.SCOPE),
    ("a list of scopes", {"scp": ["access_as_user"]}, Reason.SCOPE),
    ("a program with a role", {"scp": ABSENT, "roles": ["access_as_user"]},
     Reason.SCOPE),
    ("a program that says so", {"idtyp": "app"}, Reason.APP_ONLY),
    ("no object id", {"oid": ABSENT}, Reason.SUBJECT),
    ("an address as object id", {"oid": "alice@north.example"}, Reason.SUBJECT),
    ("a list of object ids", {"oid": []}, Reason.SUBJECT),
]

GOOGLE: list[tuple[str, dict[str, Any], Reason]] = [
    ("no audience", {"aud": ABSENT}, Reason.AUDIENCE),
    ("another script's audience", {"aud": "x.apps.googleusercontent.com"},
     Reason.AUDIENCE),
    ("an audience among others", {"aud": ["candor-desk.apps.googleusercontent.com"]},
     Reason.AUDIENCE),
    ("Google's own name, not in this table", {"iss": "accounts.google.com"},
     Reason.ISSUER),
    ("no exp", {"exp": ABSENT}, Reason.TIMES),
    ("expired", {"iat": NOW - HOUR, "exp": NOW - 60}, Reason.EXPIRED),
    ("an address nobody verified", {"email_verified": False}, Reason.EMAIL),
    ("verified in quotes", {"email_verified": "true"}, Reason.EMAIL),
    ("verified as a number", {"email_verified": 1}, Reason.EMAIL),
    ("nothing said of the address", {"email_verified": ABSENT}, Reason.EMAIL),
    ("a consumer account", {"hd": ABSENT}, Reason.DIRECTORY),
    ("a domain that is empty", {"hd": ""}, Reason.DIRECTORY),
    ("a domain with a line break", {"hd": "south.example\n"}, Reason.DIRECTORY),
    ("no account", {"sub": ABSENT}, Reason.SUBJECT),
    ("an account with a line break", {"sub": "1\n"}, Reason.SUBJECT),
    ("an account of 256 characters", {"sub": "1" * 256}, Reason.SUBJECT),
]
# fmt: on


def named(cases: list[tuple[str, Any, Reason]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("wrong", "reason"), [pytest.param(*rest, id=name) for name, *rest in cases]
    )


def reason_of(verifier: Verifier, token: str) -> Reason:
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(token)
    return refused.value.reason


@named(SPELLINGS)
def test_it_refuses_a_token_that_is(
    verifier: Verifier,
    forger: Forger,
    wrong: Callable[[Forger], str],
    reason: Reason,
) -> None:
    assert reason_of(verifier, wrong(forger)) is reason


@named(HEADERS)
def test_it_refuses_a_header_with(
    verifier: Verifier, forger: Forger, wrong: dict[str, Any], reason: Reason
) -> None:
    assert reason_of(verifier, forger.header(**wrong)) is reason


@named(TIMES + ENTRA)
def test_it_refuses_alice_with(
    verifier: Verifier, forger: Forger, wrong: dict[str, Any], reason: Reason
) -> None:
    assert reason_of(verifier, forger.entra(**wrong)) is reason


@named(GOOGLE)
def test_it_refuses_carol_with(
    verifier: Verifier, forger: Forger, wrong: dict[str, Any], reason: Reason
) -> None:
    assert reason_of(verifier, forger.google(**wrong)) is reason
