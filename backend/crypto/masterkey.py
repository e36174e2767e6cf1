"""The master key's file: 32 random bytes for the service's own eyes.

Systemd and containers hand over secrets in places of their own; these come first.
"""

import os
import secrets
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from backend.crypto.derive import KEY_BYTES
from backend.domain.errors import KeyMissing, KeyUnsafe

PROVIDED_NAME = "candor_master_key"
CONTAINER_SECRETS = Path("/run/secrets")

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_ROOT = 0


def provided_places(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return where systemd and containers would put the key, first choice first."""
    systemd = environ.get("CREDENTIALS_DIRECTORY", "")
    places = [Path(systemd)] if systemd else []
    return tuple(place / PROVIDED_NAME for place in (*places, CONTAINER_SECRETS))


def create(path: Path) -> None:
    """Write a new key file, durably; a file that is already there stays as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(descriptor)
        # A link, unlike a rename, never replaces: of two creators the first one wins,
        # and nobody ever sees half a key.
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        temporary.unlink()
    _sync_directory(path.parent)


def load(path: Path, data_dir: Path, *, provided: Sequence[Path] = ()) -> bytes:
    """Return the master key from the first of the provided places, or from the path.

    Raises KeyUnsafe or KeyMissing, which say what to do and never show the key.
    """
    for place in provided:
        if os.path.lexists(place):
            # Kept by the system, which also chooses mode and owner: whoever may not
            # look into that directory cannot read it, whatever the file's mode.
            return _read(
                place, data_dir, owners={os.geteuid(), _ROOT}, mask=_OTHERS_WRITE
            )
    return _read(path, data_dir, owners={os.geteuid()}, mask=_OTHERS)


def _read(path: Path, data_dir: Path, *, owners: set[int], mask: int) -> bytes:
    # One stolen volume or backup must not be both the data and their key.
    if path.parent.resolve().is_relative_to(data_dir.resolve()):
        raise KeyUnsafe(f"{path} lies in the data directory; move it out of {data_dir}")
    try:
        # O_NONBLOCK: a pipe in the key's place would hold up the start for ever.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise KeyMissing(f"there is no {path}; restore it from its backup") from None
    except OSError:
        raise KeyUnsafe(
            f"{path} cannot be opened; make it a plain file, no link, of this user"
        ) from None
    try:
        # Asked of the open file, not of the name, which may change hands meanwhile.
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise KeyUnsafe(f"{path} is no plain file; put the key file there")
        if found.st_uid not in owners:
            raise KeyUnsafe(f"{path} belongs to somebody else; chown it to this user")
        if found.st_mode & mask:
            raise KeyUnsafe(f"others can get at {path}; chmod 600 it")
        key = os.read(descriptor, KEY_BYTES + 1)
    finally:
        os.close(descriptor)
    # One byte over and over is a place-holder somebody meant to replace.
    if len(key) != KEY_BYTES or len(set(key)) == 1:
        raise KeyUnsafe(f"{path} does not hold 32 random bytes; restore it")
    return key


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
