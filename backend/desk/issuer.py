"""An Entra and a Google of one's own: real RSA keys, published over HTTP."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Blueprint, Response

from backend.desk.people import SENDERS, Person

TOKEN_LIFE = timedelta(hours=12)
KEYS_FRESH_SECONDS = 3600

# What Candor is told to expect as `aud`: the client ids of its two add-ins here.
ENTRA_CLIENT_ID = "0a7d1c5e-4b1f-4c0a-9d0e-c0de00000001"
GOOGLE_CLIENT_ID = "candor-desk.apps.googleusercontent.com"

Json = dict[str, Any]


def new_key() -> rsa.RSAPrivateKey:
    """Make a key as issuers have them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class SigningKeys:
    """Sign with the newest of an issuer's keys; publish the one before it too."""

    def __init__(self, new_key: Callable[[], rsa.RSAPrivateKey]) -> None:
        self._new_key = new_key
        self._keys: list[tuple[str, rsa.RSAPrivateKey]] = []
        self.rotate()

    def rotate(self) -> None:
        """Make a new key. The key before last is no longer published."""
        key = self._new_key()
        # The id is the key's own digest: a desk started again does not offer a new
        # key under an id that Candor has already learned.
        public = key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        self._keys = [(sha256(public).hexdigest()[:32], key), *self._keys[:1]]

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
    """Issue tokens for the sample people under `base_url` (…/issuer).

    `tenant` is the Entra directory. Everybody's stable id derives from it.
    """

    def __init__(
        self,
        base_url: str,
        tenant: str,
        clock: Callable[[], datetime],
        new_key: Callable[[], rsa.RSAPrivateKey] = new_key,
    ) -> None:
        self.tenant = tenant
        self.entra_base = f"{base_url}/entra"
        self.google_base = f"{base_url}/google"
        self.entra_keys = SigningKeys(new_key)
        self.google_keys = SigningKeys(new_key)
        self._clock = clock

    def directory_id(self, person: Person) -> str:
        """Return the Entra tenant, or the Google Workspace domain."""
        if person.provider == "google":
            return person.email.partition("@")[2]
        return self.tenant

    def subject(self, person: Person) -> str:
        """Return the Entra object id, or Google's account number of 21 digits."""
        object_id = uuid5(UUID(self.tenant), person.email)
        if person.provider == "google":
            return f"{object_id.int % 10**21:021}"
        return str(object_id)

    def rotate(self) -> None:
        """Let both issuers sign with a new key from now on."""
        self.entra_keys.rotate()
        self.google_keys.rotate()

    def token(self, name: str) -> str:
        """Return a token for one of the sample people; KeyError for anybody else."""
        person = SENDERS[name]
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
            "iss": self.entra_issuer(self.tenant),
            "aud": ENTRA_CLIENT_ID,
            "azp": ENTRA_CLIENT_ID,
            "ver": "2.0",
            "tid": self.tenant,
            "oid": self.subject(person),
            "sub": str(uuid5(UUID(ENTRA_CLIENT_ID), person.email)),
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
            "sub": self.subject(person),
            "hd": self.directory_id(person),
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
