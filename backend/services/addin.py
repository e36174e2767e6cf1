"""The Outlook add-in's files with the installation's addresses filled in.

What is served and what `candor outlook build --hashes` prints come from here, so that
the two are the same bytes.
"""

import hashlib
import re
from importlib.resources import files
from typing import Final, Protocol

PREFIX: Final = "/addin/outlook"
_PANE_FILES: Final = (
    "taskpane.html",
    "taskpane.css",
    "api.js",
    "card.js",
    "choice.js",
    "compose.js",
    "confirm.js",
    "dom.js",
    "english.js",
    "feed.js",
    "first.js",
    "french.js",
    "german.js",
    "insert.js",
    "italian.js",
    "link.js",
    "main.js",
    "marks.js",
    "news.js",
    "office.js",
    "poll.js",
    "preferences.js",
    "read.js",
    "spanish.js",
    "tabs.js",
    "time.js",
    "words.js",
)
ICON_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 80, 128)
FILES: Final = (
    "commands.html",
    "launchevent.js",
    *(f"taskpane/{name}" for name in _PANE_FILES),
    *(f"assets/icon-{size}.png" for size in ICON_SIZES),
)

# What may stand where a template variable stood, in HTML and in a JavaScript string.
_PLAIN_URL: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:_-]+(?:/[A-Za-z0-9._~/-]*)?")


class UnusableAddress(ValueError):
    """A configured address that cannot be written into a page as it stands."""


class AddinConfig(Protocol):
    """The settings the add-in's files depend on."""

    @property
    def public_url(self) -> str:
        """Return where API and add-in files are served."""

    @property
    def office_js_url(self) -> str:
        """Return where Office.js is loaded from."""


def rendered(name: str, config: AddinConfig) -> bytes:
    """Return one file of FILES as it is served."""
    body = files("addin_manifest").joinpath(name).read_bytes()
    for variable in ("public_url", "office_js_url"):
        mark = f"{{{{ {variable} }}}}".encode()
        if mark in body:
            body = body.replace(mark, plain(getattr(config, variable)).encode())
    return body


def hashes(config: AddinConfig) -> dict[str, str]:
    """Return the SHA-256 of every served file, in hexadecimal, by name."""
    return {name: hashlib.sha256(rendered(name, config)).hexdigest() for name in FILES}


def allowed_scripts(public_url: str) -> list[str]:
    """Return the scripts that classic Outlook lets sign in by themselves."""
    return [f"{public_url}{PREFIX}/launchevent.js"]


def plain(url: str) -> str:
    """Return an address that can stand in a page; raises UnusableAddress."""
    if not _PLAIN_URL.fullmatch(url):
        raise UnusableAddress(url)
    return url
