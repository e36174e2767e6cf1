"""Take the bearer token out of a request's Authorization headers (RFC 6750, 2.1)."""

import re
from collections.abc import Sequence

from backend.identity.refusal import Reason, TokenRefused

MAX_TOKEN_BYTES = 8 * 1024

# RFC 9110 schemes are case-insensitive; one space, then a token68 without padding.
_BEARER = re.compile(r"(?i:bearer) ([A-Za-z0-9._~+/-]+)")


def bearer_token(authorization: Sequence[str]) -> str:
    """Return the one bearer token among all Authorization values, or refuse.

    Two headers are refused even when equal: proxies and servers disagree about
    which of them counts, and somebody may have added the other.
    """
    if len(authorization) != 1:
        raise TokenRefused(Reason.BEARER)
    found = _BEARER.fullmatch(authorization[0])
    if found is None or len(found[1]) > MAX_TOKEN_BYTES:
        raise TokenRefused(Reason.BEARER)
    return found[1]
