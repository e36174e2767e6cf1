"""What the pane says, in each of its languages; read from its own files."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

from tests.house import node

WORDS = Path(__file__).parents[2] / "addin_manifest/taskpane/words.js"
LANGUAGES = ("en", "de", "fr", "es", "it")


@cache
def _read() -> dict[str, dict[str, str]]:
    code = (
        f"import {{ LANGUAGES }} from {json.dumps(WORDS.as_uri())};"
        "process.stdout.write(JSON.stringify(LANGUAGES));"
    )
    done = subprocess.run(
        [node.NODE, "--input-type=module", "--eval", code],
        env=node.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return {tag: _flat(words) for tag, words in json.loads(done.stdout).items()}


def _flat(words: dict[str, object], place: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in words.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{place}{name}.")
        else:
            found[place + name] = str(value)
    return found


def words(language: str) -> dict[str, str]:
    """Return every text of a language by its place, such as "links.live"."""
    return _read()[language]


def pattern(language: str, name: str) -> re.Pattern[str]:
    """Return what matches a text with anything in its blanks."""
    parts = re.split(r"\{\w+\}", words(language)[name])
    return re.compile(".+".join(re.escape(part) for part in parts))


def translated(text: str, language: str) -> str:
    """Return an English text in another language; what is no text of the pane stays.

    The same English may stand in two places: they must agree in the other language.
    """
    names = [name for name, english in words("en").items() if english == text]
    found = {words(language)[name] for name in names} or {text}
    assert len(found) == 1, f"{text!r} is {found} in {language}"
    return found.pop()
