"""Which layer may import what: `web, front, cli -> services -> store, crypto -> domain`.

Kept as tables, so that the rule can be read; a new layer or package needs a line.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BACKEND = ROOT / "backend"

# layer: the project's own layers it may import beside itself
LAYERS = {
    "domain": set(),
    "crypto": {"domain"},
    "store": {"domain", "crypto"},
    "identity": {"domain"},
    "services": {"domain", "crypto", "store", "identity"},
    "web": {"domain", "services", "identity", "config"},
    "cli": {"domain", "services", "identity", "config", "crypto", "store", "desk"},
    "desk": set(),
    "config": {"domain"},
}
# layer: what it may import from outside the standard library
PACKAGES = {
    "domain": {"idna", "iporigin"},
    "crypto": {"cryptography"},
    "store": {"sqlite_utils"},
    "identity": {
        "jwt",
        "msal",
        "google",
        "googleapiclient",
        "requests",
        "cryptography",
    },
    "services": set(),
    "web": {"flask", "werkzeug", "pydantic"},
    "cli": {"click"},
    "desk": {"aiosmtpd", "cryptography", "flask", "jwt", "requests", "werkzeug"},
    "config": set(),
}
ROOTS = {"app", "front"}  # put the parts together; may import everything
# the rules are values in, values out: no clock, randomness, storage, network, logging
IMPURE = {
    *("asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets"),
    *("shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading"),
    *("time", "urllib"),
}
# narrower than the layer: an address or agent string cannot be kept by accident
FORBIDDEN = {"store": "backend.domain.signals"}


def imports(path: Path) -> set[str]:
    """Return every name a file imports, `from x import y` as x.y."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def layer(path: Path) -> str:
    return path.relative_to(BACKEND).parts[0].removesuffix(".py")


FILES = sorted(BACKEND.rglob("*.py"))
INNER = [path for path in FILES if layer(path) not in ROOTS | {"__init__"}]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", INNER, ids=name)
def test_it_imports_inwards_only(path: Path) -> None:
    here = layer(path)
    own = {found for found in imports(path) if found.split(".")[0] == "backend"}
    allowed = LAYERS[here] | {here}
    assert {found for found in own if found.split(".")[1] not in allowed} == set()
    if here in FORBIDDEN:
        assert {found for found in own if found.startswith(FORBIDDEN[here])} == set()


@pytest.mark.parametrize("path", INNER, ids=name)
def test_it_imports_only_the_packages_of_its_layer(path: Path) -> None:
    outside = {found.split(".")[0] for found in imports(path)} - {"backend"}
    allowed = set(sys.stdlib_module_names) | PACKAGES[layer(path)]
    assert outside - allowed == set()


@pytest.mark.parametrize("path", sorted((BACKEND / "domain").glob("*.py")), ids=name)
def test_it_keeps_the_rules_pure(path: Path) -> None:
    assert {found.split(".")[0] for found in imports(path)} & IMPURE == set()
    clocks = {"now", "utcnow", "today", "uuid4"}
    called = {
        n.attr
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Attribute)
    }
    assert called & clocks == set()
    assert "open" not in {
        n.id for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Name)
    }


def test_it_holds_nothing_else_at_the_top() -> None:
    seen = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert seen == {
        *("README.md", "addin_manifest", "backend", "gmail_addon"),
        *("pyproject.toml", "tests"),
    }


def test_it_has_no_catch_all_file() -> None:
    catch_alls = {"common", "helper", "helpers", "misc", "models", "util", "utils"}
    places = [BACKEND, ROOT / "tests", ROOT / "addin_manifest", ROOT / "gmail_addon"]
    files = [
        path
        for place in places
        for path in place.rglob("*.*")
        if "node_modules" not in path.parts and path.suffix in {".py", ".js", ".mjs"}
    ]
    assert [name(path) for path in files if path.stem in catch_alls] == []
