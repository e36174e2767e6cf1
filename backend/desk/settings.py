"""What the desk is told when it starts."""

import ipaddress
import json
from dataclasses import dataclass, fields
from urllib.parse import urlsplit
from uuid import UUID

HOST = "127.0.0.1"


class SettingsInvalid(ValueError):
    """The desk was told something it cannot work with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Candor answers, and where the desk shall; port 0 takes any free one.

    `tenant` is the Entra directory (a UUID) that everybody's stable id derives from.
    The waiting times are only what the page tells the newcomer.
    """

    candor_url: str
    tenant: str
    port: int = 0
    smtp_port: int = 0
    window_seconds: int = 5
    cooldown_seconds: int = 5

    def __post_init__(self) -> None:
        try:
            UUID(self.tenant)
        except ValueError as error:
            raise SettingsInvalid("tenant is not a UUID") from error
        parts = urlsplit(self.candor_url)
        if self.candor_url != f"http://{parts.netloc}":
            raise SettingsInvalid("candor_url is not a plain http origin")
        if not is_loopback(parts.hostname or ""):
            # The desk hands out identity tokens to whoever asks: it must not be able
            # to do so for a Candor that other people use.
            raise SettingsInvalid("candor_url is not on loopback: the desk refuses")


def read(line: str) -> Settings:
    """Parse the one JSON line of settings. Raises SettingsInvalid."""
    try:
        told = json.loads(line)
    except ValueError as error:
        raise SettingsInvalid(f"settings are not JSON: {error}") from error
    known = {field.name: field.type for field in fields(Settings)}
    if not isinstance(told, dict) or not told.keys() <= known.keys():
        raise SettingsInvalid(f"settings are an object with {', '.join(known)}")
    for name, value in told.items():
        if type(value) is not known[name]:
            raise SettingsInvalid(f"{name} is of the wrong type")
    if not {"candor_url", "tenant"} <= told.keys():
        raise SettingsInvalid("candor_url and tenant are needed")
    return Settings(**told)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine and nothing else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
