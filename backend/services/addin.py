"""The Outlook add-in's files with the installation's addresses filled in.

What is served and what `candor outlook build --hashes` prints come from here, so that
the two are the same bytes.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol

from backend.domain.errors import CandorError

PREFIX: Final = "/addin/outlook"
_PANE_FILES: Final = (
    "taskpane.html",
    "signin.html",
    "taskpane.css",
    "api.js",
    "card.js",
    "choice.js",
    "claims.js",
    "code.js",
    "compose.js",
    "confirm.js",
    "dialog.js",
    "dom.js",
    "english.js",
    "failure.js",
    "feed.js",
    "first.js",
    "french.js",
    "german.js",
    "insert.js",
    "italian.js",
    "items.js",
    "limit.js",
    "link.js",
    "main.js",
    "marks.js",
    "nested.js",
    "news.js",
    "office.js",
    "openmail.js",
    "poll.js",
    "preferences.js",
    "privacy.js",
    "read.js",
    "signin.js",
    "spanish.js",
    "start.js",
    "tabs.js",
    "theme.js",
    "time.js",
    "traces.js",
    "ways.js",
    "words.js",
)
ICON_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 80, 128)
FILES: Final = (
    "commands.html",
    "launchevent.js",
    *(f"taskpane/{name}" for name in _PANE_FILES),
    *(f"assets/icon-{size}.png" for size in ICON_SIZES),
)

SIGN_IN: Final = "taskpane/signin.html"  # the page of the sign-in dialog

# MSAL browser as its package ships it: fetched by `candor outlook build`.
LIBRARY: Final = "taskpane/msal-browser.min.js"
LIBRARY_SHA256: Final = (
    "1115b080498b79b0b4b621dd3df478b0a9b1035f5d076d5741d1888f06923b84"
)

# What may stand where a template variable stood, in HTML and in a JavaScript string.
_PLAIN_URL: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:_-]+(?:/[A-Za-z0-9._~/-]*)?")


_HANDLER: Final = re.compile(r'Office\.actions\.associate\("(\w+)"')


@dataclass(frozen=True, slots=True)
class Nesting:
    """What nested app authentication needs: MSAL, and for which app registration."""

    library: bytes
    client_id: str


def library_place(data_dir: Path) -> Path:
    """Return where the fetched MSAL lies."""
    return data_dir / "addin" / LIBRARY.rpartition("/")[2]


def nesting(data_dir: Path, client_ids: Sequence[str]) -> Nesting | None:
    """Return what was fetched; None where nothing was.

    Raises LibraryAltered when the file is not the one that was pinned.
    """
    place = library_place(data_dir)
    if not client_ids or not place.exists():
        return None
    library = place.read_bytes()
    if hashlib.sha256(library).hexdigest() != LIBRARY_SHA256:
        raise LibraryAltered(
            f"{place} is not the MSAL that was pinned: run 'candor outlook build' "
            "again, or delete it"
        )
    return Nesting(library, client_ids[0])


class LibraryAltered(CandorError):
    """The served copy of MSAL is not the pinned one; says what to do."""


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

    @property
    def entra_base(self) -> str:
        """Return where Entra's directories sign people in."""

    @property
    def entra_client_ids(self) -> tuple[str, ...]:
        """Return the app registrations; the first is the add-in's."""


def served(config: AddinConfig, nesting: Nesting | None = None) -> dict[str, bytes]:
    """Return every file as it is served, by name."""
    found = {name: _rendered(name, config, nesting) for name in FILES}
    return found if nesting is None else found | {LIBRARY: nesting.library}


def _rendered(name: str, config: AddinConfig, nesting: Nesting | None) -> bytes:
    body = files("addin_manifest").joinpath(name).read_bytes()
    for variable in ("public_url", "office_js_url", "entra_base"):
        mark = f"{{{{ {variable} }}}}".encode()
        if mark in body:
            body = body.replace(mark, plain(getattr(config, variable)).encode())
    nested = "" if nesting is None else _word(nesting.client_id)
    client_id = _word(config.entra_client_ids[0]) if config.entra_client_ids else ""
    body = body.replace(b"{{ nested_client_id }}", nested.encode())
    return body.replace(b"{{ client_id }}", client_id.encode())


def hashes(config: AddinConfig, nesting: Nesting | None = None) -> dict[str, str]:
    """Return the SHA-256 of every served file, in hexadecimal, by name."""
    return {
        name: hashlib.sha256(body).hexdigest()
        for name, body in served(config, nesting).items()
    }


def allowed_scripts(public_url: str) -> list[str]:
    """Return the scripts that classic Outlook lets sign in by themselves."""
    return [f"{public_url}{PREFIX}/launchevent.js"]


def handlers() -> frozenset[str]:
    """Return the functions the event script offers to Outlook."""
    script = files("addin_manifest").joinpath("launchevent.js").read_text("utf-8")
    return frozenset(_HANDLER.findall(script))


def _word(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", text):
        raise UnusableAddress(text)
    return text


def plain(url: str) -> str:
    """Return an address that can stand in a page; raises UnusableAddress."""
    if not _PLAIN_URL.fullmatch(url):
        raise UnusableAddress(url)
    return url
