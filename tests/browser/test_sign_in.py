"""The pane with the real MSAL, over a played broker and under its own policy."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.cli import msal
from backend.services.addin import Nesting
from tests.browser.pane import Pane, serving
from tests.house import cache, node

CLIENT = "11111111-2222-3333-4444-555555555555"
BRIDGE = Path(__file__).parent / "bridge.js"


def library() -> bytes:
    """Return MSAL from npm, as `candor outlook build` has it; fetched once."""
    name = msal.PACKAGE.rpartition("@")[2]
    archive = cache.directory() / f"msal-browser-{name}.tgz"
    with cache.lock("msal"):
        if not archive.exists():
            with tempfile.TemporaryDirectory(dir=archive.parent) as place:
                node.npm("pack", msal.PACKAGE, cwd=Path(place))
                (packed,) = Path(place).glob("*.tgz")
                packed.rename(archive)
    return msal.script(archive)


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving(Nesting(library(), CLIENT)) as origin:
        yield origin


def sign_in(page: Page, origin: str, stand: dict[str, Any]) -> tuple[Pane, list[str]]:
    """Open the pane; return it and the bearer of each of its requests."""
    bearers: list[str] = []
    page.on(
        "request",
        lambda request: (
            bearers.append(request.headers["authorization"])
            if "/api/v1/" in request.url
            else None
        ),
    )
    page.add_init_script(path=BRIDGE)
    pane = Pane.open(page, origin, stand, {})
    expect(page.locator("#link")).to_have_text("Live")
    return pane, bearers


def test_it_signs_in_through_outlook_where_outlook_does_that(
    page: Page, origin: str
) -> None:
    pane, bearers = sign_in(page, origin, {"nests": True})
    assert set(bearers) == {"Bearer the broker's token"}
    scope = f"api://{origin.removeprefix('http://')}/{CLIENT}/access_as_user"
    bridged = page.evaluate("window.bridged")
    assert {asked for method, asked in bridged if method == "GetToken"} == {scope}
    assert not [name for name in pane.touched() if name.startswith("OfficeRuntime")]
    kept = page.evaluate(
        "[localStorage, sessionStorage].map((it) => Object.values(it))"
    )
    assert "broker's token" not in str(kept)
    assert page.context.cookies() == []


def test_it_signs_in_by_office_where_the_broker_gives_nothing(
    page: Page, origin: str
) -> None:
    _, bearers = sign_in(page, origin, {"nests": True, "refuses": True})
    assert set(bearers) == {"Bearer alice's token"}


def test_it_does_not_load_msal_where_outlook_does_not_nest(
    page: Page, origin: str
) -> None:
    _, bearers = sign_in(page, origin, {})
    assert set(bearers) == {"Bearer alice's token"}
    assert page.evaluate("[typeof window.msal, window.bridged]") == ["undefined", []]
