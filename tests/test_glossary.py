"""Holds names and texts to the glossary: its third column appears nowhere."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.house import node
from tests.house.papers import PYTHON, ROOT, cells, text

SHIPPED = ("addin_manifest", "gmail_addon", "backend")

# Other programs' names are spelled as they spell themselves.
SPEAKS_OF_OTHERS = {"fetchers.py", "openers.py"}


def banned() -> list[str]:
    """Return the glossary's third column: words for no name and no text."""
    column = [row[2] for row in cells("glossary.md", 4) if row[0] != "Term"]
    return sorted({word.strip() for cell in column for word in cell.split(",")} - {""})


def spaced(name: str) -> str:
    """Return `fetchCount` and `fetch_count` as "fetch count"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.sub(r"[\W_]+", " ", apart).lower()


def python_words(path: Path) -> Iterator[str]:
    tree = ast.parse(text(path))
    docstrings = {
        ast.get_docstring(n, clean=False)
        for n in ast.walk(tree)
        if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    for found in ast.walk(tree):
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            if found.value not in docstrings:
                yield found.value
        else:
            for field in ("id", "attr", "arg", "name", "asname"):
                if isinstance(value := getattr(found, field, None), str):
                    yield value


# Prints every name and text of the given files; comments are left out.
JAVASCRIPT_WORDS = """
const acorn = require("acorn"), fs = require("fs"), words = [];
for (const file of process.argv.slice(1)) {
  acorn.parse(fs.readFileSync(file, "utf8"), {
    ecmaVersion: 2022, sourceType: "module", allowReturnOutsideFunction: true,
    onToken: ({value}) => typeof value === "string" && words.push([file, value]),
  });
}
console.log(JSON.stringify(words));
"""


def javascript_words() -> list[tuple[Path, str]]:
    files = [file for place in SHIPPED for file in (ROOT / place).rglob("*.js")]
    done = subprocess.run(
        [node.NODE, "-e", JAVASCRIPT_WORDS, *files],
        cwd=node.modules().parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return [(Path(file), word) for file, word in json.loads(done.stdout)]


def page_words() -> list[tuple[Path, str]]:
    return [
        (path, text(path))
        for place in SHIPPED
        for kind in ("*.html", "*.xml", "*.json", "*.css")
        for path in (ROOT / place).rglob(kind)
    ]


def test_it_avoids_the_words_it_says_it_avoids() -> None:
    words = [
        (path, word)
        for path in PYTHON
        if path.name not in SPEAKS_OF_OTHERS
        for word in python_words(path)
    ]
    words += javascript_words() + page_words()
    avoided = re.compile(rf"\b({'|'.join(map(re.escape, banned()))})s?\b")
    assert {
        (str(path.relative_to(ROOT)), found)
        for path, word in words
        for found in avoided.findall(spaced(word))
    } == set()
