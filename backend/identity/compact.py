"""A signed token taken apart, not yet believed (RFC 7515 section 3.1)."""

from dataclasses import dataclass
from typing import Any

from backend.identity import base64url, strict_json
from backend.identity.bearer import MAX_TOKEN_BYTES
from backend.identity.refusal import Reason, TokenRefused

ALGORITHM = "RS256"

# Each of these lets the token say how it wants to be verified: with which key
# (CVE-2018-0114 was an embedded jwk), over which bytes, after which unpacking.
_STEERING = frozenset({"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip"})


@dataclass(frozen=True, slots=True)
class Compact:
    """Hold the key id and the claims of a token whose signature is unchecked."""

    key_id: str
    claims: dict[str, Any]


def take_apart(token: str) -> Compact:
    """Read a compact token; refuses what is not one exact, harmless spelling."""
    if len(token) > MAX_TOKEN_BYTES:
        raise TokenRefused(Reason.MALFORMED)
    try:
        header, claims, signature = token.split(".")
        base64url.decode(signature)
        head = strict_json.read_object(base64url.decode(header))
        body = strict_json.read_object(base64url.decode(claims))
    except ValueError:
        raise TokenRefused(Reason.MALFORMED) from None
    return Compact(key_id=_key_id(head), claims=body)


def _key_id(header: dict[str, Any]) -> str:
    # An allow-list of one closes "none", and HS256 keyed with our public key.
    if header.get("alg") != ALGORITHM:
        raise TokenRefused(Reason.ALGORITHM)
    key_id = header.get("kid")
    odd_type = "typ" in header and header["typ"] not in ("JWT", "at+jwt")
    if odd_type or not _STEERING.isdisjoint(header) or not isinstance(key_id, str):
        raise TokenRefused(Reason.HEADER)
    return key_id
