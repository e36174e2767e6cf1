"""The world outside: a clock, two issuers over real HTTP, and a forger."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask, Response, request
from werkzeug.serving import make_server

from backend.desk.issuer import (
    ENTRA_CLIENT_ID,
    GOOGLE_CLIENT_ID,
    LocalIssuer,
    issuer_routes,
    new_key,
)
from backend.desk.people import SENDERS
from backend.identity.issuers import entra, google
from backend.identity.verifier import Verifier

ALICE, BOB, CAROL = SENDERS["alice"], SENDERS["bob"], SENDERS["carol"]
NORTH = "3f0a9d5e-52a5-4c25-9a51-0d6f1f0c1a11"
ELSEWHERE = "9188040d-6c67-4c5b-b112-36a304b66dad"  # where consumer accounts live
ENTRA_KEYS = "/issuer/entra/common/discovery/v2.0/keys"
GOOGLE_KEYS = "/issuer/google/certs"


STARTED_AT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
NOW = int(STARTED_AT.timestamp())


class Clock:
    """Tells one time until it is moved."""

    def __init__(self) -> None:
        self.now = STARTED_AT

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@cache
def _first_keys() -> tuple[RSAPrivateKey, RSAPrivateKey]:
    """Return what every Entra and every Google here begins with: keys are slow."""
    return new_key(), new_key()


class Outside:
    """Serves the issuers' keys, counts who asks, and can answer something else."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self.clock = clock
        keys = chain(_first_keys(), iter(new_key, None))
        self.issuer = LocalIssuer(f"{url}/issuer", NORTH, clock, keys.__next__)
        self.asked: list[str] = []
        self.answer: Callable[[], Response] | None = None

    def verifier(self, **settings: Any) -> Verifier:
        base = {"entra": self.issuer.entra_base, "google": self.issuer.google_base}
        return Verifier(
            [
                entra([ENTRA_CLIENT_ID], base=base["entra"], **settings),
                google([GOOGLE_CLIENT_ID], base=base["google"]),
            ],
            self.clock,
            timeout_seconds=3,
        )

    def goes_down(self) -> None:
        self.answer = lambda: Response("out of order", 503)

    def comes_back(self) -> None:
        self.answer = None

    def hear(self) -> Response | None:
        self.asked.append(request.path)
        return self.answer() if self.answer else None


@contextmanager
def outside_world() -> Iterator[Outside]:
    app = Flask(__name__)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    outside = Outside(f"http://127.0.0.1:{server.port}", Clock())
    app.register_blueprint(issuer_routes(outside.issuer))
    app.before_request(outside.hear)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield outside
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def spell(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


ABSENT = object()


class Forger:
    """Writes tokens nobody would issue, most of them with a true signature.

    ABSENT takes a member away; {entra} and {google} stand for the issuers' bases.
    """

    def __init__(self, issuer: LocalIssuer) -> None:
        self.issuer = issuer

    def entra(self, **claims: Any) -> str:
        told = self.issuer.entra_claims(ALICE) | claims
        return self.issuer.entra_keys.sign(self._filled(told))

    def google(self, **claims: Any) -> str:
        told = self.issuer.google_claims(CAROL) | claims
        return self.issuer.google_keys.sign(self._filled(told))

    def header(self, **members: Any) -> str:
        """Return Alice's token under this header."""
        full = {"alg": "RS256", "kid": self.issuer.entra_keys.newest[0]} | members
        return self.raw(header=json.dumps(self._filled(full)).encode())

    def raw(
        self,
        *,
        header: bytes | None = None,
        claims: bytes | None = None,
        key: RSAPrivateKey | None = None,
    ) -> str:
        """Return a token of exactly these bytes, Alice's where not given."""
        key_id, newest = self.issuer.entra_keys.newest
        if header is None:
            header = json.dumps({"alg": "RS256", "kid": key_id}).encode()
        signed = f"{spell(header)}.{spell(self.claims() if claims is None else claims)}"
        signature = (key or newest).sign(signed.encode(), PKCS1v15(), SHA256())
        return f"{signed}.{spell(signature)}"

    def claims(self, replace: str = "", by: str = "") -> bytes:
        """Return Alice's claims as JSON, with one piece of the text replaced."""
        text = json.dumps(self.issuer.entra_claims(ALICE))
        assert replace in text
        return text.replace(replace, by, 1).encode()

    def _filled(self, members: dict[str, Any]) -> dict[str, Any]:
        bases = {"entra": self.issuer.entra_base, "google": self.issuer.google_base}
        return {
            name: value.format(**bases) if isinstance(value, str) else value
            for name, value in members.items()
            if value is not ABSENT
        }
