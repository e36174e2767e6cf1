"""Who may pass: each blueprint names its guard, a test looks that none forgot."""

from flask import g, request

from backend.identity.bearer import bearer_token
from backend.identity.principal import Principal
from backend.services.signin import SignIn


class SenderGuard:
    """Lets a request through once its bearer is verified."""

    def __init__(self, signin: SignIn) -> None:
        self._signin = signin

    def __call__(self) -> None:
        """Set the request's principal; raises TokenRefused and its like."""
        bearer = bearer_token(request.headers.getlist("Authorization"))
        g.principal = self._signin.principal(bearer)


def sender() -> Principal:
    """Return the principal the guard let through."""
    principal: Principal = g.principal
    return principal
