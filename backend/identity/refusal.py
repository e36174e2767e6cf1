"""Why a token was not believed; for counters only, never for the client."""

from enum import StrEnum

from backend.domain.errors import CandorError


class Reason(StrEnum):
    """Name the rule that refused a token. The list is closed."""

    BEARER = "bearer"  # not exactly one well-formed Authorization: Bearer
    MALFORMED = "malformed"  # size, parts, base64url or JSON
    ALGORITHM = "algorithm"  # anything but RS256
    HEADER = "header"  # a parameter that could steer verification, odd typ or kid
    ISSUER = "issuer"  # not in the table, or not this key's issuer
    KEY = "key"  # a key id this issuer does not publish
    SIGNATURE = "signature"
    TIMES = "times"  # exp, iat or nbf missing or not an integer
    LIFETIME = "lifetime"  # longer than a day, or ends before it begins
    EXPIRED = "expired"
    EARLY = "early"  # issued or valid in the future
    AUDIENCE = "audience"
    CLIENT = "client"  # azp not allowed
    VERSION = "version"  # an Entra token that is not v2.0
    SCOPE = "scope"
    APP_ONLY = "app_only"  # a program, not a person
    EMAIL = "email"  # Google does not vouch for the address
    DIRECTORY = "directory"  # no directory, a wrong one, or one not allowed
    SUBJECT = "subject"


class TokenRefused(CandorError):
    """A token is not believed; the client learns only 401."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class IssuerUnavailable(CandorError):
    """An issuer's keys are unknown and cannot be had at the moment: 503."""
