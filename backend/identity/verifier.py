"""The one place where a token becomes an identity."""

from collections.abc import Iterable

import jwt

from backend.domain.errors import ConfigInvalid
from backend.identity.claims import Claims, identify
from backend.identity.compact import ALGORITHM, take_apart
from backend.identity.issuers import Issuer
from backend.identity.jwks import IssuerKey
from backend.identity.keys import Clock, KeySet
from backend.identity.principal import Identity
from backend.identity.refusal import Reason, TokenRefused


class Verifier:
    """Check tokens of the issuers in the table. Safe to share between threads.

    Token libraries check less than one hopes (google-auth 2.62 passes `exp: NaN`,
    PyJWT 2.15 a missing `exp`, msal 1.39 no signature at all), so every rule is
    stated here and PyJWT is asked for the one thing it is good at: the signature.
    """

    def __init__(
        self, issuers: Iterable[Issuer], clock: Clock, *, timeout_seconds: float = 3.0
    ) -> None:
        self._clock = clock
        self._signatures = jwt.PyJWS(algorithms=[ALGORITHM])
        self._table = [
            (issuer, KeySet(issuer.jwks_url, clock, timeout_seconds=timeout_seconds))
            for issuer in issuers
        ]
        names = [name for issuer, _ in self._table for name in issuer.names]
        if len(names) != len(set(names)):
            raise ConfigInvalid("two issuers of one name")

    def verify(self, token: str) -> Identity:
        """Return whom the token names; raises TokenRefused or IssuerUnavailable."""
        compact = take_apart(token)
        issuer, keys = self._choose(compact.claims)
        key = keys.find(compact.key_id)
        self._check_signature(token, key, compact.claims)
        return identify(issuer, compact.claims, self._clock())

    def _choose(self, claims: Claims) -> tuple[Issuer, KeySet]:
        # Before any key is touched: a token chooses among our issuers, it never
        # brings one, and the keys of one issuer never check a token of another.
        iss = claims.get("iss")
        for issuer, keys in self._table:
            if isinstance(iss, str) and issuer.is_named(iss):
                return issuer, keys
        raise TokenRefused(Reason.ISSUER)

    def _check_signature(self, token: str, key: IssuerKey, claims: Claims) -> None:
        if not key.may_sign_for(claims["iss"], claims.get("tid")):
            raise TokenRefused(Reason.ISSUER)
        try:
            self._signatures.decode(token, key.public_key, algorithms=[ALGORITHM])
        except jwt.InvalidTokenError:
            raise TokenRefused(Reason.SIGNATURE) from None
