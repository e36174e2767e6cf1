"""Which layer may import what: web, front, cli -> services -> store, crypto -> domain.

Kept as tables, so that the rule can be read; a new layer or package needs a line.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BACKEND = ROOT / "backend"

# layer: the project's own layers it may import beside itself
LAYERS: dict[str, set[str]] = {
    "domain": set(),
    "crypto": {"domain"},
    "store": {"domain", "crypto"},
    "identity": {"domain"},
    "mail": {"domain"},
    "services": {"domain", "crypto", "store", "identity"},
    "web": {"domain", "services", "identity", "config"},
    # init makes keys and store before there is a server
    "cli": {"domain", "services", "crypto", "store", "config", "installation"},
    "desk": set(),
    "config": {"domain"},
}
# layer: what it may import from outside the standard library
PACKAGES: dict[str, set[str]] = {
    "domain": {"idna", "iporigin"},
    "crypto": {"cryptography"},
    "store": {"psycopg", "psycopg_pool", "sqlite_utils"},
    "identity": {
        "jwt",
        "msal",
        "google",
        "googleapiclient",
        "requests",
        "cryptography",
    },
    "mail": {"dns"},
    "services": set(),
    "web": {"a2wsgi", "flask", "prometheus_client", "pydantic", "werkzeug"},
    "cli": {"click", "granian", "requests"},
    "desk": {"aiosmtpd", "cryptography", "flask", "jwt", "requests", "werkzeug"},
    "config": set(),
}
ROOTS = {
    "app",
    "front",
    "installation",
}  # put the parts together; import what they need
# the rules are values in, values out: no clock, randomness, storage, network, logging
IMPURE = {
    *("asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets"),
    *("shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading"),
    *("time", "urllib"),
}
# narrower than the layer: an address or agent string cannot be kept by accident
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "store": ("backend.domain.signals",),
    # a view asks for a principal; only the sign-in service verifies
    "web": ("backend.identity.verifier", "backend.identity.issuers"),
}


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
    narrower = FORBIDDEN.get(here, ())
    assert {found for found in own if found.startswith(narrower)} == set()


@pytest.mark.parametrize("path", INNER, ids=name)
def test_it_imports_only_the_packages_of_its_layer(path: Path) -> None:
    outside = {found.split(".")[0] for found in imports(path)} - {"backend"}
    allowed = set(sys.stdlib_module_names) | PACKAGES[layer(path)]
    assert outside - allowed == set()


@pytest.mark.parametrize("path", sorted((BACKEND / "domain").glob("*.py")), ids=name)
def test_it_keeps_the_rules_pure(path: Path) -> None:
    assert {found.split(".")[0] for found in imports(path)} & IMPURE == set()
    nodes = list(ast.walk(ast.parse(path.read_text())))
    clocks = {"now", "today", "utcnow"}
    asked = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    called = {
        node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert asked & clocks == set()
    assert called & {"input", "open", "print"} == set()


@pytest.mark.parametrize(
    "path", sorted((BACKEND / "store/queries").glob("*.py")), ids=name
)
def test_it_keeps_shared_queries_from_knowing_an_engine(path: Path) -> None:
    engines = ("backend.store.sqlite", "backend.store.postgres", "sqlite3", "psycopg")
    assert {found for found in imports(path) if found.startswith(engines)} == set()


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
