"""The rules for the claims of a token whose signature holds. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from backend.identity.issuers import GUID, Issuer
from backend.identity.principal import Identity
from backend.identity.refusal import Reason, TokenRefused

LEEWAY_SECONDS = 60
MAX_LIFETIME_SECONDS = 24 * 60 * 60

_GUID = re.compile(GUID)
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_GOOGLE_SUBJECT = re.compile(r"[!-~]{1,255}")  # OpenID Connect Core 1.0, section 2
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[!-?A-~]{1,255}")

Claims = Mapping[str, Any]


def identify(issuer: Issuer, claims: Claims, now: datetime) -> Identity:
    """Return whom the claims name, or refuse. `issuer` is the one that signed them."""
    good_until = _check_times(claims, int(now.timestamp()))
    # A list would make one token good for several services, and each of them could
    # replay it here. Both issuers write one string.
    if not _is_one_of(issuer.audiences, claims.get("aud")):
        raise TokenRefused(Reason.AUDIENCE)
    if issuer.clients and not _is_one_of(issuer.clients, claims.get("azp")):
        raise TokenRefused(Reason.CLIENT)
    who = _entra(issuer, claims) if issuer.kind == "entra" else _google(claims)
    if issuer.directories and who.directory_id not in issuer.directories:
        raise TokenRefused(Reason.DIRECTORY)
    return replace(who, good_until=good_until)


def _check_times(claims: Claims, now: int) -> datetime:
    """Return when the token ends."""
    exp, iat, nbf = claims.get("exp"), claims.get("iat"), claims.get("nbf", now)
    # Exactly int: True is 1, 1e999 outlives everything, "9" sorts after "10".
    if not type(exp) is type(iat) is type(nbf) is int:
        raise TokenRefused(Reason.TIMES)
    # A stolen token must not work for years, whatever its issuer thought.
    if not 0 < exp - iat <= MAX_LIFETIME_SECONDS:
        raise TokenRefused(Reason.LIFETIME)
    end = exp + LEEWAY_SECONDS
    if now >= end:
        raise TokenRefused(Reason.EXPIRED)
    if max(iat, nbf) > now + LEEWAY_SECONDS:
        raise TokenRefused(Reason.EARLY)
    return datetime.fromtimestamp(end, UTC)


def _entra(issuer: Issuer, claims: Claims) -> Identity:
    # https://learn.microsoft.com/entra/identity-platform/claims-validation
    if claims.get("ver") != "2.0":
        raise TokenRefused(Reason.VERSION)
    # The issuer must be named after this very directory: else the administrator of
    # one writes the `tid` of another.
    tid = _shaped(_GUID, claims.get("tid"))
    if claims["iss"] not in [name.replace("{tid}", tid) for name in issuer.names]:
        raise TokenRefused(Reason.DIRECTORY)
    # A program's own token has roles instead of scopes: nobody sits in front of it.
    if claims.get("idtyp", "user") != "user":
        raise TokenRefused(Reason.APP_ONLY)
    scopes = claims.get("scp")
    if not isinstance(scopes, str) or issuer.scope not in scopes.split(" "):
        raise TokenRefused(Reason.SCOPE)
    oid = _shaped(_GUID, claims.get("oid"))
    if not oid:
        raise TokenRefused(Reason.SUBJECT)
    email = claims.get("email", claims.get("preferred_username"))
    return Identity("entra", tid, oid, _shaped(_ADDRESS, email) or None)


def _google(claims: Claims) -> Identity:
    # https://developers.google.com/identity/openid-connect/openid-connect
    if claims.get("email_verified") is not True:
        raise TokenRefused(Reason.EMAIL)
    # Without `hd` it is a consumer account, also when its address looks like work.
    domain = _shaped(_DOMAIN, claims.get("hd"))
    if not domain:
        raise TokenRefused(Reason.DIRECTORY)
    subject = _shaped(_GOOGLE_SUBJECT, claims.get("sub"))
    if not subject:
        raise TokenRefused(Reason.SUBJECT)
    email = _shaped(_ADDRESS, claims.get("email")) or None
    return Identity("google", domain, subject, email)


def _is_one_of(allowed: Collection[str], value: object) -> bool:
    return isinstance(value, str) and value in allowed


def _shaped(shape: re.Pattern[str], value: object) -> str:
    # "" for anything else: callers refuse it, and no claim of a strange shape (a
    # list, a lone surrogate, a line break) travels further into the house.
    return value if isinstance(value, str) and shape.fullmatch(value) else ""
