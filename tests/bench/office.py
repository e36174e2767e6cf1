"""A running Candor with people who can sign in, any number of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backend.desk.issuer import ENTRA_CLIENT_ID
from backend.desk.people import Person
from tests.bench.target import Target, candor, granian
from tests.house import company
from tests.house.shop import FRONT, Shop
from tests.identity.outside import Outside, outside_world

# One sender issues more here than people do.
UNLIMITED = {
    "CANDOR_ISSUES_PER_MINUTE": "1000000",
    "CANDOR_ISSUES_PER_DAY": "1000000",
    "CANDOR_REQUESTS_PER_MINUTE": "1000000",
}


@dataclass(frozen=True, slots=True)
class Office:
    """A server, its installation, and the directory that vouches for its people."""

    shop: Shop
    outside: Outside
    target: Target
    paths: Sequence[str]  # pixels of messages that are about

    def bearer(self, name: str) -> str:
        """Return a token for somebody at North Sales, whoever it is."""
        person = Person(name, name.title(), f"{name}@north.example", "entra")
        return self.outside.issuer.entra_token(person)

    def sender(self, name: str) -> company.Person:
        """Return somebody who speaks the API."""
        return company.Person(self.shop.config.public_url, self.bearer(name))


@contextmanager
def office(
    directory: Path, application: str = FRONT, *, messages: int = 0
) -> Iterator[Office]:
    """Serve an installation whose senders sign in; another application for a trial."""
    with outside_world() as outside:
        outside.clock.now = datetime.now(UTC)  # the server's is the real one
        shop = Shop(
            directory,
            application,
            CANDOR_TRUSTED_PROXIES="127.0.0.1/32",
            CANDOR_ENTRA_BASE=outside.issuer.entra_base,
            CANDOR_ENTRA_CLIENT_IDS=ENTRA_CLIENT_ID,
            # One person asks for what a whole office does.
            CANDOR_ISSUES_PER_MINUTE="1000000000",
            CANDOR_ISSUES_PER_DAY="1000000000",
            CANDOR_REQUESTS_PER_MINUTE="1000000000",
        )
        paths = list(shop.stock(messages)) if messages else []
        served = candor(shop) if application == FRONT else granian(shop, application)
        with served as target:
            yield Office(shop, outside, target, paths)
