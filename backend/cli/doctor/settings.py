"""Settings that are each allowed and together make no sense."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from backend.cli import tls
from backend.cli.doctor.finding import Finding
from backend.config import Config
from backend.domain.errors import ConfigInvalid

CHECK = "settings"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
WIDEST = {4: 8, 6: 16}  # a network of proxies beyond this is half the internet
SHORTEST = timedelta(seconds=30)


def examine(config: Config) -> Iterator[Finding]:
    """Yield what is odd about the settings; one good word if nothing is."""
    found = [*_sign_in(config), *_proxies(config), *_times(config), *_tls(config)]
    yield from found or [Finding.ok(CHECK, "they fit together")]


def _sign_in(config: Config) -> Iterator[Finding]:
    if not config.entra_client_ids and not config.google_client_ids:
        yield Finding.failure(
            CHECK,
            "no audience is set, so that nobody can sign in",
            "set CANDOR_ENTRA_CLIENT_IDS or CANDOR_GOOGLE_CLIENT_IDS",
        )


def _proxies(config: Config) -> Iterator[Finding]:
    for network in config.trusted_proxies:
        if network.prefixlen < WIDEST[network.version]:
            yield Finding.failure(
                CHECK,
                f"CANDOR_TRUSTED_PROXIES holds {network}: almost anybody could claim "
                "any address",
                "name the proxies' own addresses",
            )
    if config.tls_cert is not None or _is_here(config.public_url):
        return
    # Only a proxy can speak https for us, so that there is one.
    if not config.trusted_proxies:
        yield Finding.failure(
            CHECK,
            "a proxy speaks TLS for this server, but CANDOR_TRUSTED_PROXIES names "
            "none: every open will seem to come from the proxy",
            "name the proxy's address, as 127.0.0.1/32",
        )
    elif config.host in LOOPBACK and not _trusts_loopback(config):
        yield Finding.failure(
            CHECK,
            "the server listens on loopback, but CANDOR_TRUSTED_PROXIES does not name "
            "it: every open will seem to come from the proxy",
            "add 127.0.0.1/32",
        )
    if config.host not in LOOPBACK:
        yield Finding.warning(
            CHECK,
            "the server speaks plain http to more than this machine",
            "set CANDOR_HOST to 127.0.0.1, or keep others than the proxy away from "
            "its port",
        )


def _times(config: Config) -> Iterator[Finding]:
    if min(config.window, config.cooldown) < SHORTEST:
        yield Finding.warning(
            CHECK,
            "the waiting times are those of a trial: machines will pass for people",
            "leave CANDOR_WINDOW_SECONDS and CANDOR_COOLDOWN_SECONDS unset",
        )


def _tls(config: Config) -> Iterator[Finding]:
    try:
        tls.settings(config)
    except ConfigInvalid as error:
        yield Finding.failure(CHECK, str(error))


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK


def _trusts_loopback(config: Config) -> bool:
    here = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))
    return any(each in net for each in here for net in config.trusted_proxies)
