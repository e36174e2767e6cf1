"""The master key and what it opens."""

from collections.abc import Generator
from pathlib import Path

from backend.cli.doctor import replication
from backend.cli.doctor.finding import Finding
from backend.config import Config
from backend.crypto.keyring import Keyring
from backend.domain.errors import CandorError
from backend.installation import open_keys
from backend.store.sqlite.keystore import FILE_NAME

CHECK = "keys"


def examine(config: Config) -> Generator[Finding, None, Keyring | None]:
    """Yield how the keys are; return them where they open."""
    if isinstance(config.keys, Path) and not (config.keys / FILE_NAME).exists():
        # Opened, it would be made anew.
        yield Finding.failure(
            CHECK,
            f"there is no {FILE_NAME} in {config.keys}",
            "restore it from its backup; on a new server run 'candor init'",
        )
        return None
    try:
        keystore, keyring = open_keys(config)
    except CandorError as error:
        yield Finding.failure(CHECK, str(error))
        return None
    yield Finding.ok(CHECK, "the master key is private and opens the others")
    if isinstance(config.keys, str):
        yield from replication.examine(CHECK, config.keys)
    # What the probe needs of it is in memory.
    keystore.close()
    return keyring
