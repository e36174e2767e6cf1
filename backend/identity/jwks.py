"""Signing keys out of a published key set (RFC 7517)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from backend.identity import base64url, strict_json
from backend.identity.compact import ALGORITHM

MIN_RSA_BITS = 2048  # NIST SP 800-131A, until 2030
MAX_RSA_BITS = 8192  # past this one verification costs more than a flood should buy
_MIN_EXPONENT = 65537  # FIPS 186-5 section 5.1


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """Hold one public key, and whose tokens it may sign when the set says so."""

    public_key: RSAPublicKey
    issuer: str | None

    def may_sign_for(self, iss: str, tid: object) -> bool:
        """Tell whether the set publishes this key for that issuer.

        Entra's common set holds the keys of consumer accounts beside those of
        organisations; one must not sign for the other.
        """
        return self.issuer is None or self.issuer.replace("{tenantid}", str(tid)) == iss


def read_key_set(document: bytes) -> Mapping[str, IssuerKey]:
    """Return the usable RSA keys by key id; raises ValueError for a dubious set.

    Keys of other kinds, purposes or strengths are left out: an issuer may publish
    them for others. A set without a single usable key is no set.
    """
    entries = strict_json.read_object(document).get("keys")
    if not isinstance(entries, list):
        raise ValueError("no list of keys")  # noqa: TRY004  # one error for bad input
    keys: dict[str, IssuerKey] = {}
    for entry in entries:
        if not _is_for_us(entry):
            continue
        key_id = entry["kid"]
        if key_id in keys:  # which of the two would verify? nobody can say
            raise ValueError("two keys of one id")
        public_key = _public_key(entry)
        if public_key is not None:
            keys[key_id] = IssuerKey(public_key, _issuer_of(entry))
    if not keys:
        raise ValueError("no usable key")
    return keys


def _is_for_us(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", ALGORITHM) == ALGORITHM
        and isinstance(entry.get("kid"), str)
    )


def _public_key(entry: dict[str, Any]) -> RSAPublicKey | None:
    n, e = _number(entry.get("n")), _number(entry.get("e"))
    if not MIN_RSA_BITS <= n.bit_length() <= MAX_RSA_BITS or e < _MIN_EXPONENT:
        return None
    return RSAPublicNumbers(e, n).public_key()  # ValueError when they cannot be RSA


def _number(text: object) -> int:
    if not isinstance(text, str):
        raise ValueError("a key without its numbers")  # noqa: TRY004  # bad input
    return int.from_bytes(base64url.decode(text), "big")


def _issuer_of(entry: dict[str, Any]) -> str | None:
    issuer = entry.get("issuer")
    if issuer is not None and not isinstance(issuer, str):
        raise ValueError("an issuer that is not a name")
    return issuer
