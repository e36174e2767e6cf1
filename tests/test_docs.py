"""Holds the papers to the code: what they list is what there is."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.store.spool.spool import Spool
from backend.store.sqlite.engine import open_store
from backend.store.sqlite.keystore import open_keystore
from backend.store.targets import FILE_NAME, Targets
from tests.house.papers import DOCS, PYTHON, ROOT, cells, text

INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q"
PAPERS = [
    path.relative_to(ROOT)
    for path in (
        ROOT / "README.md",
        ROOT / "addin_manifest/README.md",
        ROOT / "gmail_addon/README.md",
        *sorted(DOCS.rglob("*.md")),
    )
]


def code(cell: str) -> str:
    return cell.strip("`")


# settings


def settings_read() -> set[str]:
    return {
        match
        for path in PYTHON
        for match in re.findall(r'"(CANDOR_[A-Z_]+)"', text(path))
    }


def test_it_explains_every_setting() -> None:
    explained = {code(row[0]) for row in cells("operations.md", 3)}
    assert {name for name in explained if name.startswith("CANDOR_")} == settings_read()


# promises


def promises() -> list[str]:
    listed = text(DOCS / "privacy.md").split("## Promises")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. .*$", listed, re.MULTILINE)


def test_it_makes_twelve_promises() -> None:
    assert [int(line.split(".")[0]) for line in promises()] == list(range(1, 13))


@pytest.mark.parametrize("promise", promises(), ids=lambda line: line.split(".")[0])
def test_it_names_a_test_for_the_promise(promise: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_it_\w+)`", promise)
    assert named
    for file, function in named:
        tree = ast.parse(text(ROOT / file))
        defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        assert function in defined, f"{file} has no {function}"


# columns


def columns(file: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(file) as connection:
        found = connection.execute(
            "SELECT tables.name, columns.name FROM sqlite_schema AS tables"
            " JOIN pragma_table_info(tables.name) AS columns"
            " WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'"
            # sqlite-utils' own note of which migrations ran
            " AND tables.name <> '_sqlite_migrations'"
        ).fetchall()
    connection.close()
    return set(found)


def test_it_accounts_for_every_column(tmp_path: Path) -> None:
    data, keys = tmp_path / "data", tmp_path / "keys"
    open_store(data).close()
    Targets(data / FILE_NAME).close()
    Spool(data, [bytes(32)], most=1000).close()
    open_keystore(keys).close()
    files = [*data.glob("*.db"), *keys.glob("*.db")]
    stored = set[tuple[str, str]]().union(*map(columns, files))
    told = {
        (code(row[0]), code(row[1]))
        for row in cells("privacy.md", 3)
        if row[0] != "Table"
    }
    assert len(files) == 4
    assert told == stored


# the README


def test_it_gives_two_commands() -> None:
    blocks = re.findall(
        r"^```\n(.+?)\n```$", text(ROOT / "README.md"), re.MULTILINE | re.DOTALL
    )
    assert [block for block in blocks if "pip" in block] == [
        f"{INSTALL} -e . && .venv/bin/candor demo",
        f"{INSTALL} -e '.[test]' && .venv/bin/python -m pytest",
    ]


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_it_links_to_what_exists(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text(ROOT / paper))
    inside = [ROOT / paper.parent / link for link in links if "://" not in link]
    assert [link for link in inside if not link.exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_it_claims_no_verdict_of_others(paper: Path) -> None:
    claims = re.compile(
        r"soc 2|gdpr.compliant|fully compliant|we are compliant", re.IGNORECASE
    )
    assert claims.findall(text(ROOT / paper)) == []


# commands


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", [*commands(main, ())], ids=" ".join)
def test_it_shows_an_example_of(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*command, "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output
    assert f"candor {' '.join(command)}" in shown.output
