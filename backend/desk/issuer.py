"""An Entra and a Google of one's own: real RSA keys, published over HTTP."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import NAMESPACE_DNS, UUID, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Blueprint, Response

TOKEN_LIFE = timedelta(hours=12)
KEYS_FRESH_SECONDS = 3600

# What Candor expects as `aud`: the client ids of its Outlook and Gmail add-ins.
ENTRA_CLIENT_ID = str(uuid5(NAMESPACE_DNS, "outlook.candor.example"))
GOOGLE_CLIENT_ID = "candor.apps.example"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Name a sender the way a directory does; every id derives from the name."""

    name: str
    domain: str
    provider: Literal["entra", "google"]

    @property
    def email(self) -> str:
        """Return the address."""
        return f"{self.name}@{self.domain}"

    @property
    def directory_id(self) -> str:
        """Return the Entra tenant id, or the Google Workspace domain."""
        return self.domain if self.provider == "google" else str(self._tenant)

    @property
    def subject(self) -> str:
        """Return the Entra object id, or Google's account number."""
        object_id = uuid5(self._tenant, self.name)
        return str(object_id.int)[:21] if self.provider == "google" else str(object_id)

    @property
    def _tenant(self) -> UUID:
        return uuid5(NAMESPACE_DNS, self.domain)


PEOPLE = {
    person.name: person
    for person in (
        Person("alice", "north.example", "entra"),
        Person("bob", "north.example", "entra"),
        Person("carol", "south.example", "google"),
    )
}


class SigningKeys:
    """Sign with the newest of an issuer's keys; publish the one before it too."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._made = 0
        self._keys: list[tuple[str, rsa.RSAPrivateKey]] = []
        self.rotate()

    def rotate(self) -> None:
        """Make a new key. The key before last is no longer published."""
        self._made += 1
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._keys = [(f"{self._label}-{self._made}", key), *self._keys[:1]]

    @property
    def newest(self) -> tuple[str, rsa.RSAPrivateKey]:
        """Return the id and the key that sign now."""
        return self._keys[0]

    def sign(self, claims: Json, **header: Any) -> str:
        """Return a token with these claims; `header` adds to or replaces its header."""
        key_id, key = self.newest
        return jwt.encode(claims, key, "RS256", headers={"kid": key_id, **header})

    def published(self, **members: str) -> Json:
        """Return the public keys as a JWK set, `members` added to each key."""
        return {
            "keys": [
                {
                    **jwt.algorithms.RSAAlgorithm.to_jwk(
                        key.public_key(), as_dict=True
                    ),
                    "kid": key_id,
                    "use": "sig",
                    **members,
                }
                for key_id, key in self._keys
            ]
        }


class LocalIssuer:
    """Issue tokens for the sample people under `base_url` (…/issuer)."""

    def __init__(self, base_url: str, clock: Callable[[], datetime]) -> None:
        self.entra_base = f"{base_url}/entra"
        self.google_base = f"{base_url}/google"
        self.entra_keys = SigningKeys("entra")
        self.google_keys = SigningKeys("google")
        self._clock = clock

    def rotate(self) -> None:
        """Let both issuers sign with a new key from now on."""
        self.entra_keys.rotate()
        self.google_keys.rotate()

    def token(self, name: str) -> str:
        """Return a token for one of the sample people; KeyError for anybody else."""
        person = PEOPLE[name]
        issue = self.google_token if person.provider == "google" else self.entra_token
        return issue(person)

    def entra_token(self, person: Person, **overrides: Any) -> str:
        """Return an access token for Candor's API; a claim given replaces its own."""
        return self.entra_keys.sign(self.entra_claims(person) | overrides)

    def google_token(self, person: Person, **overrides: Any) -> str:
        """Return an identity token for the add-on; a claim given replaces its own."""
        return self.google_keys.sign(self.google_claims(person) | overrides)

    def entra_claims(self, person: Person) -> Json:
        """Return what Entra v2.0 puts into an access token."""
        return {
            **self._times(),
            "iss": self.entra_issuer(person.directory_id),
            "aud": ENTRA_CLIENT_ID,
            "azp": ENTRA_CLIENT_ID,
            "ver": "2.0",
            "tid": person.directory_id,
            "oid": person.subject,
            "sub": str(uuid5(UUID(person.directory_id), f"{person.name} at candor")),
            "scp": "access_as_user",
            "name": person.name.title(),
            "preferred_username": person.email,
        }

    def google_claims(self, person: Person) -> Json:
        """Return what Google puts into an identity token of an Apps Script."""
        times = self._times()
        del times["nbf"]
        return {
            **times,
            "iss": self.google_base,
            "aud": GOOGLE_CLIENT_ID,
            "azp": GOOGLE_CLIENT_ID,
            "sub": person.subject,
            "hd": person.directory_id,
            "email": person.email,
            "email_verified": True,
        }

    def entra_issuer(self, directory_id: str) -> str:
        """Return the name under which Entra issues for one directory."""
        return f"{self.entra_base}/{directory_id}/v2.0"

    def _times(self) -> Json:
        now = int(self._clock().timestamp())
        life = int(TOKEN_LIFE.total_seconds())
        return {"iat": now, "nbf": now, "exp": now + life}


def issuer_routes(issuer: LocalIssuer) -> Blueprint:
    """Publish the keys and metadata of both issuers below /issuer."""
    routes = Blueprint("issuer", __name__, url_prefix="/issuer")

    @routes.get("/entra/<tenant>/v2.0/.well-known/openid-configuration")
    def entra_metadata(tenant: str) -> Response:
        keys = f"{issuer.entra_base}/{tenant}/discovery/v2.0/keys"
        return _published(_metadata(issuer.entra_issuer(tenant), keys))

    @routes.get("/entra/<tenant>/discovery/v2.0/keys")
    def entra_keys(tenant: str) -> Response:  # noqa: ARG001  # the path has it
        # One set for all tenants; as in Entra each key says for whom it stands.
        issued_by = issuer.entra_issuer("{tenantid}")
        return _published(issuer.entra_keys.published(issuer=issued_by))

    @routes.get("/google/.well-known/openid-configuration")
    def google_metadata() -> Response:
        return _published(_metadata(issuer.google_base, f"{issuer.google_base}/certs"))

    @routes.get("/google/certs")
    def google_keys() -> Response:
        return _published(issuer.google_keys.published(alg="RS256"))

    return routes


def _metadata(name: str, jwks_uri: str) -> Json:
    return {
        "issuer": name,
        "jwks_uri": jwks_uri,
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _published(document: Json) -> Response:
    answer = Response(json.dumps(document), mimetype="application/json")
    answer.headers["Cache-Control"] = f"public, max-age={KEYS_FRESH_SECONDS}"
    return answer
