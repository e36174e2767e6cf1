"""The manifest of an installation, with an id that stays and a version that rises.

The version is 1.0.DAYS.PAIRS: the days since 2020 and the pairs of seconds of that day
(UTC) at which this very content was rendered first. So other content has a higher
version, the same content keeps its own, and a lost note cannot lead back to a lower.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from backend.services import addin
from backend.services.addin import AddinConfig, Nesting

_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
_PAIRS_OF_A_DAY: Final = 43_200
PROVIDER: Final = "Candor"


@dataclass(frozen=True, slots=True)
class Edition:
    """What an installation notes of the manifest it rendered last."""

    addin_id: str
    version: str
    digest: str  # of the manifest without its version, and of all served files

    @classmethod
    def parse(cls, text: str) -> "Edition":
        """Read a note; raises ValueError, KeyError or TypeError."""
        kept: dict[str, str] = json.loads(text)
        _numbers(kept["version"])
        return cls(kept["addin_id"], kept["version"], kept["digest"])

    def json(self) -> str:
        """Return the note."""
        noted = {
            "addin_id": self.addin_id,
            "version": self.version,
            "digest": self.digest,
        }
        return json.dumps(noted, indent=2) + "\n"


def render(
    config: AddinConfig,
    client_id: str,
    *,
    before: Edition | None,
    now: datetime,
    nesting: Nesting | None = None,
    addin_id: str | None = None,
) -> tuple[str, Edition]:
    """Return the manifest and what to note of it.

    `addin_id` takes over the id of a manifest that was deployed before.
    """
    known = addin_id or (before and before.addin_id)
    identity = known or str(uuid5(NAMESPACE_URL, config.public_url))
    unversioned = _filled(config, client_id, identity)
    digest = _digest(addin.hashes(config, nesting), unversioned)
    version = _version(digest, before, now)
    edition = Edition(identity, version, digest)
    return unversioned.replace("{{ version }}", version), edition


def _filled(config: AddinConfig, client_id: str, identity: str) -> str:
    text = files("addin_manifest").joinpath("manifest.xml").read_text("utf-8")
    for name, value in {
        "addin_id": identity,
        "provider_name": PROVIDER,
        "public_url": addin.plain(config.public_url),
        "public_host": urlsplit(config.public_url).netloc,
        "entra_client_id": client_id,
    }.items():
        text = text.replace(f"{{{{ {name} }}}}", escape(value, {'"': "&quot;"}))
    return text


def _digest(hashes: dict[str, str], manifest: str) -> str:
    whole = hashlib.sha256(manifest.encode())
    for name, digest in hashes.items():
        whole.update(f"{name}\0{digest}\0".encode())
    return whole.hexdigest()


def _version(digest: str, before: Edition | None, now: datetime) -> str:
    if before is not None and before.digest == digest:
        return before.version
    since = now - _EPOCH
    numbers = (1, 0, since.days, since.seconds // 2)
    if before is not None and numbers <= _numbers(before.version):
        # Rendered twice within two seconds, or by a clock that was set back.
        numbers = _after(_numbers(before.version))
    return ".".join(map(str, numbers))


def _after(numbers: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    major, minor, days, pairs = numbers
    carry, pairs = divmod(pairs + 1, _PAIRS_OF_A_DAY)
    return major, minor, days + carry, pairs


def _numbers(version: str) -> tuple[int, int, int, int]:
    major, minor, days, pairs = map(int, version.split("."))
    return major, minor, days, pairs
