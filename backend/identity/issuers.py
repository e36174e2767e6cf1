"""The table of issuers that are believed, and under which conditions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from backend.domain.errors import ConfigInvalid
from backend.identity.principal import Provider

ENTRA = "https://login.microsoftonline.com"
GOOGLE = "https://accounts.google.com"
GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# Office signs in for its add-ins under ids of its own, and names them as `azp`:
# https://learn.microsoft.com/office/dev/add-ins/develop/register-sso-add-in-aad-v2
OFFICE_CLIENTS = frozenset(
    {
        "ea5a67f6-b6f3-4338-b240-c655ddc3cc8e",  # every Office client
        "d3590ed6-52b3-4102-aeff-aad2292ab01c",  # Office on the desktop
        "93d53678-613d-4013-afc1-62e9e444a0a5",  # Office on the web
        "bc59ab01-8403-45c6-8796-ac3ef710b3e3",  # Outlook on the web
    }
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Hold the settings of one issuer; refuses those that check nothing.

    `names` are the exact `iss` values, `{tid}` standing for an Entra directory.
    `clients` are the allowed `azp`, `directories` the allowed `tid` or `hd`; an empty
    `directories` leaves that choice to the registered organisations.
    """

    kind: Provider
    names: tuple[str, ...]
    jwks_url: str
    audiences: frozenset[str]
    scope: str | None = None
    clients: frozenset[str] = frozenset()
    directories: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # Libraries read an empty audience list as "any audience": then every token
        # of the issuer, made for whichever product, opens this one.
        if not self.audiences or "" in self.audiences:
            raise ConfigInvalid(f"{self.kind}: audiences must not be empty")
        if not self.names:
            raise ConfigInvalid(f"{self.kind}: issuer names must not be empty")
        if self.kind == "entra" and not (self.scope and self.clients):
            raise ConfigInvalid("entra: scope and clients must not be empty")
        _refuse_weak_url(self.kind, self.jwks_url)

    def is_named(self, iss: str) -> bool:
        """Tell whether `iss` is one of this issuer's names."""
        patterns = (re.escape(name).replace(r"\{tid\}", GUID) for name in self.names)
        return any(re.fullmatch(pattern, iss) for pattern in patterns)


def entra(
    audiences: Iterable[str],
    *,
    clients: Iterable[str] | None = None,
    directories: Iterable[str] = (),
    scope: str = "access_as_user",
    base: str = ENTRA,
) -> Issuer:
    """Describe Microsoft Entra v2.0, where `audiences` are our own client ids.

    Without `clients`, our own ids (nested app authentication) and Office's (its
    single sign-on) may ask for tokens. `base` names another cloud or a local issuer.
    """
    ours = _set_of("entra", "audiences", audiences)
    return Issuer(
        kind="entra",
        names=(f"{base}/{{tid}}/v2.0",),
        jwks_url=f"{base}/common/discovery/v2.0/keys",
        audiences=ours,
        scope=scope,
        clients=(
            ours | OFFICE_CLIENTS
            if clients is None
            else _set_of("entra", "clients", clients)
        ),
        directories=_set_of("entra", "directories", directories),
    )


def google(
    audiences: Iterable[str],
    *,
    directories: Iterable[str] = (),
    base: str = GOOGLE,
) -> Issuer:
    """Describe Google, where `audiences` are the add-on's OAuth client ids.

    Another `base` names a local issuer, which serves its keys at `base`/certs.
    """
    names: tuple[str, ...] = (base,)
    jwks_url = f"{base}/certs"
    if base == GOOGLE:  # writes its name in two ways and its keys elsewhere
        names = (base, "accounts.google.com")
        jwks_url = "https://www.googleapis.com/oauth2/v3/certs"
    return Issuer(
        kind="google",
        names=names,
        jwks_url=jwks_url,
        audiences=_set_of("google", "audiences", audiences),
        directories=_set_of("google", "directories", directories),
    )


def is_loopback(url: str) -> bool:
    """Tell whether the URL's host is this machine, judged by its literal name."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _set_of(kind: Provider, name: str, values: Iterable[str]) -> frozenset[str]:
    # A lone string is an iterable too: of letters, each then an allowed value.
    if isinstance(values, str):
        raise ConfigInvalid(f"{kind}: {name} must be a list, not one string")
    return frozenset(values)


def _refuse_weak_url(kind: Provider, url: str) -> None:
    parts = urlsplit(url)
    # Whoever answers for this URL signs in as anybody: plain http never leaves the
    # machine, and "http://127.0.0.1@elsewhere" is elsewhere.
    strong = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    if not strong or not parts.hostname or "@" in parts.netloc:
        raise ConfigInvalid(f"{kind}: keys need https, or http on loopback")
