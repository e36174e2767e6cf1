"""The settings of an installation: read once, checked, then frozen."""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from backend.domain.errors import ConfigInvalid

OFFICE_JS_URL = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
# Where Outlook on the web and the new Outlook show an add-in's frame.
OUTLOOK_ORIGINS = (
    "https://outlook.office.com",
    "https://outlook.office365.com",
    "https://outlook.live.com",
    "https://outlook.cloud.microsoft",
)
ENTRA_BASE = "https://login.microsoftonline.com"
GOOGLE_BASE = "https://accounts.google.com"

# What a server asked to stop still answers has this long: a client that dawdles must
# not hold up the end. Server programs get a second more, so that this limit counts.
END_SECONDS = 8

# Nothing below is spoken by this server, so that nothing below can be asked for.
TLS_FLOORS = ("1.2", "1.3")

# The highest is as good as no limit at all.
_PER_PERSON = (1, 1_000_000_000)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the server is told from outside; every field has a line in the docs.

    Raises ConfigInvalid, naming the setting and what to do, for anything unusable.
    """

    public_url: str
    pixel_url: str
    host: str
    port: int
    tls_cert: Path | None
    tls_key: Path | None
    tls_min: str
    data_dir: Path
    key_dir: Path
    trusted_proxies: tuple[Network, ...]
    metrics_networks: tuple[Network, ...]
    spool_max: int
    entra_base: str
    entra_client_ids: tuple[str, ...]
    google_base: str
    google_client_ids: tuple[str, ...]
    office_js_url: str
    frame_ancestors: tuple[str, ...]
    window: timedelta
    cooldown: timedelta
    issues_per_minute: int
    issues_per_day: int
    requests_per_minute: int
    mx_lookup: bool
    # With a password in it, as a rule: not for logs.
    database_url: str | None = field(repr=False)
    keys_url: str | None = field(repr=False)

    @property
    def data(self) -> Path | str:
        """Return where the data lie: a directory, or the URL of a database."""
        return self.database_url or self.data_dir

    @property
    def keys(self) -> Path | str:
        """Return where the wrapped keys lie likewise; the master key stays a file."""
        return self.keys_url or self.key_dir

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read CANDOR_* variables over the file that CANDOR_CONFIG names, if any."""
        return cls.read(environ, _file_settings(environ.get("CANDOR_CONFIG")))

    @classmethod
    def read(cls, environ: Mapping[str, str], file: Mapping[str, str]) -> "Config":
        """Read settings; a variable in the environment beats the file."""

        def setting(name: str, default: str | None = None) -> str:
            value = environ.get(name)
            if value is None:
                value = file.get(name.removeprefix("CANDOR_").lower(), default)
            if value is None:
                raise ConfigInvalid(
                    f"{name} is not set: run 'candor init', or set it in the "
                    "environment"
                )
            return value.strip()

        public_url = _origin("CANDOR_PUBLIC_URL", setting("CANDOR_PUBLIC_URL"))
        data_dir = Path(setting("CANDOR_DATA_DIR")).absolute()
        key_dir = Path(setting("CANDOR_KEY_DIR")).absolute()
        if key_dir.is_relative_to(data_dir) or data_dir.is_relative_to(key_dir):
            # Whoever takes one, a volume or a backup, must not get the other too.
            raise ConfigInvalid(
                "CANDOR_KEY_DIR and CANDOR_DATA_DIR lie one inside the other: choose "
                "two places, best on two volumes with a backup each"
            )
        database_url, keys_url = (
            database(name, url) if (url := setting(name, "")) else None
            for name in ("CANDOR_DATABASE_URL", "CANDOR_KEYS_URL")
        )
        if database_url and keys_url and _where(database_url) == _where(keys_url):
            raise ConfigInvalid(
                "CANDOR_KEYS_URL names the database of CANDOR_DATABASE_URL: give the "
                "keys a database of their own, best on another server"
            )
        tls_cert = _file(setting("CANDOR_TLS_CERT", ""))
        tls_key = _file(setting("CANDOR_TLS_KEY", ""))
        if (tls_cert is None) != (tls_key is None):
            raise ConfigInvalid(
                "CANDOR_TLS_CERT and CANDOR_TLS_KEY belong together: set both, or "
                "neither where a reverse proxy ends TLS"
            )
        return cls(
            public_url=public_url,
            pixel_url=_origin(
                "CANDOR_PIXEL_URL", setting("CANDOR_PIXEL_URL", public_url)
            ),
            host=setting("CANDOR_HOST", "127.0.0.1"),
            port=_number("CANDOR_PORT", setting("CANDOR_PORT", "8000"), 1, 65535),
            tls_cert=tls_cert,
            tls_key=tls_key,
            tls_min=_one_of(
                "CANDOR_TLS_MIN", setting("CANDOR_TLS_MIN", "1.2"), TLS_FLOORS
            ),
            data_dir=data_dir,
            key_dir=key_dir,
            trusted_proxies=_networks(
                "CANDOR_TRUSTED_PROXIES", setting("CANDOR_TRUSTED_PROXIES", "")
            ),
            metrics_networks=_networks(
                "CANDOR_METRICS_NETWORKS",
                setting("CANDOR_METRICS_NETWORKS", "127.0.0.0/8 ::1/128"),
            ),
            spool_max=_number(
                "CANDOR_SPOOL_MAX",
                setting("CANDOR_SPOOL_MAX", "1000000"),
                1_000,
                100_000_000,
            ),
            entra_base=_origin(
                "CANDOR_ENTRA_BASE",
                setting("CANDOR_ENTRA_BASE", ENTRA_BASE),
                path_allowed=True,
            ),
            entra_client_ids=_words(setting("CANDOR_ENTRA_CLIENT_IDS", "")),
            google_base=_origin(
                "CANDOR_GOOGLE_BASE",
                setting("CANDOR_GOOGLE_BASE", GOOGLE_BASE),
                path_allowed=True,
            ),
            google_client_ids=_words(setting("CANDOR_GOOGLE_CLIENT_IDS", "")),
            office_js_url=_https_or_loopback(
                "CANDOR_OFFICE_JS_URL", setting("CANDOR_OFFICE_JS_URL", OFFICE_JS_URL)
            ),
            frame_ancestors=_words(
                setting("CANDOR_FRAME_ANCESTORS", " ".join(OUTLOOK_ORIGINS))
            ),
            window=_seconds(
                "CANDOR_WINDOW_SECONDS", setting("CANDOR_WINDOW_SECONDS", "60")
            ),
            cooldown=_seconds(
                "CANDOR_COOLDOWN_SECONDS", setting("CANDOR_COOLDOWN_SECONDS", "90")
            ),
            issues_per_minute=_number(
                "CANDOR_ISSUES_PER_MINUTE",
                setting("CANDOR_ISSUES_PER_MINUTE", "60"),
                *_PER_PERSON,
            ),
            issues_per_day=_number(
                "CANDOR_ISSUES_PER_DAY",
                setting("CANDOR_ISSUES_PER_DAY", "2000"),
                *_PER_PERSON,
            ),
            requests_per_minute=_number(
                "CANDOR_REQUESTS_PER_MINUTE",
                setting("CANDOR_REQUESTS_PER_MINUTE", "1200"),
                *_PER_PERSON,
            ),
            mx_lookup=_one_of(
                "CANDOR_MX_LOOKUP", setting("CANDOR_MX_LOOKUP", "off"), ("off", "on")
            )
            == "on",
            database_url=database_url,
            keys_url=keys_url,
        )


def _file_settings(path: str | None) -> Mapping[str, str]:
    if path is None:
        return {}
    try:
        read = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigInvalid(f"CANDOR_CONFIG: cannot read {path}: {error}") from error
    return {
        name: " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in read.items()
    }


def _https_or_loopback(name: str, url: str) -> str:
    parts = urlsplit(url)
    loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ConfigInvalid(f"{name}: {url!r} is not a plain web address")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise ConfigInvalid(f"{name}: use https:// (plain http only on loopback)")
    return url.rstrip("/")


def _origin(name: str, url: str, *, path_allowed: bool = False) -> str:
    url = _https_or_loopback(name, url)
    if urlsplit(url).path and not path_allowed:
        raise ConfigInvalid(f"{name}: give only scheme, host and port, no path")
    return url


# what libpq calls encrypted, whatever the server says (libpq, section SSL Support)
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})


def database(name: str, url: str) -> str:
    """Return the URL of a PostgreSQL database; what is said of it shows no password."""
    try:
        parts = urlsplit(url)
        host, _, database = _where(url)
    except ValueError:
        raise ConfigInvalid(
            f"{name}: cannot be read; special characters of the password are written "
            "as %XX"
        ) from None
    if parts.scheme not in {"postgresql", "postgres"} or not database or parts.fragment:
        raise ConfigInvalid(f"{name}: write postgresql://user@host:5432/database")
    mode = dict(parse_qsl(parts.query)).get("sslmode")
    if not _is_here(host) and mode not in _ENCRYPTED:
        raise ConfigInvalid(
            f"{name}: the way to {host} must be encrypted; add ?sslmode=verify-full"
        )
    return url


def _where(url: str) -> tuple[str, str, str]:
    """Return hosts or socket directories, ports and database that a URL names."""
    parts = urlsplit(url)
    # Several hosts, for failover, are libpq's own notion: h1:5432,h2:5432
    hosts = [urlsplit(f"//{each}") for each in parts.netloc.split("@")[-1].split(",")]
    query = dict(parse_qsl(parts.query))
    return (
        query.get("host")
        or query.get("hostaddr")
        or ",".join(each.hostname or "localhost" for each in hosts),
        query.get("port") or ",".join(str(each.port or 5432) for each in hosts),
        query.get("dbname") or unquote(parts.path.strip("/")),
    )


def _is_here(hosts: str) -> bool:
    return all(
        host.startswith(("/", "@")) or host in {"127.0.0.1", "::1", "localhost"}
        for host in hosts.split(",")
    )


def _number(name: str, text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigInvalid(f"{name}: {text!r} is not a number from {low} to {high}")
    return int(text)


def _seconds(name: str, text: str) -> timedelta:
    return timedelta(seconds=_number(name, text, 1, 3600))


def _one_of(name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise ConfigInvalid(f"{name}: {text!r} is none of {', '.join(allowed)}")
    return text


def _file(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _networks(name: str, text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(word) for word in _words(text))
    except ValueError as error:
        raise ConfigInvalid(f"{name}: {error}; write networks as 10.0.0.0/8") from error
