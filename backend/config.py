"""The settings of an installation: read once, checked, then frozen."""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

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
    data_dir: Path
    key_dir: Path
    trusted_proxies: tuple[Network, ...]
    entra_base: str
    entra_client_ids: tuple[str, ...]
    google_base: str
    google_client_ids: tuple[str, ...]
    office_js_url: str
    frame_ancestors: tuple[str, ...]
    window: timedelta
    cooldown: timedelta

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
        if key_dir == data_dir or key_dir.is_relative_to(data_dir):
            # Whoever takes the data, a volume or a backup, must not get the keys too.
            raise ConfigInvalid(
                "CANDOR_KEY_DIR lies inside CANDOR_DATA_DIR: choose a place outside, "
                "best on another volume with a backup of its own"
            )
        return cls(
            public_url=public_url,
            pixel_url=_origin(
                "CANDOR_PIXEL_URL", setting("CANDOR_PIXEL_URL", public_url)
            ),
            host=setting("CANDOR_HOST", "127.0.0.1"),
            port=_number("CANDOR_PORT", setting("CANDOR_PORT", "8000"), 1, 65535),
            data_dir=data_dir,
            key_dir=key_dir,
            trusted_proxies=_networks(setting("CANDOR_TRUSTED_PROXIES", "")),
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


def _number(name: str, text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigInvalid(f"{name}: {text!r} is not a number from {low} to {high}")
    return int(text)


def _seconds(name: str, text: str) -> timedelta:
    return timedelta(seconds=_number(name, text, 1, 3600))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(word) for word in _words(text))
    except ValueError as error:
        raise ConfigInvalid(
            f"CANDOR_TRUSTED_PROXIES: {error}; write networks as 10.0.0.0/8"
        ) from error
