"""Who else can read the files with secrets that lie outside data and keys."""

import os
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from backend.cli.doctor.finding import Finding
from backend.config import Config

SETTINGS, KEY = "settings file", "TLS key"
DATABASES = ("database_url", "keys_url")


def examine(config: Config, settings: str | None) -> Iterator[Finding]:
    """Yield who can get at the settings file, if there is one, and at the TLS key."""
    if settings is not None:
        yield _settings(Path(settings))
    if config.tls_key is not None and config.tls_key.exists():
        if _open_to_others(config.tls_key, stat.S_IRGRP, stat.S_IROTH):
            yield Finding.failure(
                KEY,
                f"others can read {config.tls_key}",
                "chmod go= it; who reads it can pass for this server",
            )
        else:
            yield Finding.ok(KEY, "for the service's user alone")


def _settings(path: Path) -> Finding:
    if _open_to_others(path, stat.S_IWGRP, stat.S_IWOTH):
        return Finding.failure(SETTINGS, f"others can change {path}", "chmod go-w it")
    if not _holds_password(path):
        return Finding.ok(SETTINGS, "it holds no secret, and nobody else can change it")
    if _open_to_others(path, stat.S_IRGRP, stat.S_IROTH):
        return Finding.failure(
            SETTINGS,
            f"others can read {path}, which holds the password of a database",
            "chmod go= it",
        )
    return Finding.ok(SETTINGS, "its password is for the service's user alone")


def _open_to_others(path: Path, group: int, others: int) -> bool:
    """Whether somebody may who is not of a group the service's user is in.

    Such a group is how an administrator lends a file to a service.
    """
    found = path.stat()
    ours = found.st_gid in {os.getegid(), *os.getgroups()}
    return bool(found.st_mode & (others if ours else group | others))


def _holds_password(path: Path) -> bool:
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    urls = [urlsplit(str(settings.get(name, ""))) for name in DATABASES]
    return any(url.password or "password" in parse_qs(url.query) for url in urls)
