"""Programs a measurement needs beside Python."""

import shutil

# what to install where one is missing
PACKAGES = {
    "nginx": "apt-get install nginx-light",
    "wrk": "apt-get install wrk",
    "caddy": "apt-get install caddy",
    "strace": "apt-get install strace",
    "node": "apt-get install nodejs",
    "npm": "apt-get install npm",
}


class ToolMissing(Exception):
    """A measurement cannot run without a program; the text says how to get it."""


def tool(name: str) -> str:
    """Return the path of a program; raises ToolMissing."""
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(f"{name} is not installed: try '{PACKAGES[name]}'")
    return found
