"""The pane with the real MSAL, over a played broker and under its own policy."""

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from backend.cli import msal
from backend.services.addin import Nesting
from tests.browser.pane import Pane, feed, serving
from tests.browser.rep import settled
from tests.browser.sample import TO_DAVE, YES
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


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    """Serve the pane where MSAL was never fetched."""
    with serving() as origin:
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


def in_the_dialog(page: Page, stand: dict[str, Any], origin: str) -> Page:
    """Open the pane of somebody nobody signs in, and press its button."""
    page.add_init_script(path=BRIDGE)
    Pane.open(page, origin, {"signedOut": True, **stand}, {})
    expect(page.locator("#link")).to_have_text("Signed out")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Sign in").click()
    dialog = opened.value
    expect(dialog.get_by_role("link", name="Alice North")).to_be_visible()
    return dialog


@pytest.mark.parametrize("nests", [True, False], ids=["broker", "no broker"])
def test_it_signs_in_by_a_dialog_where_neither_gives_a_token(
    page: Page, origin: str, bare: str, nests: bool
) -> None:
    stand = {"nests": True, "refuses": True} if nests else {}
    dialog = in_the_dialog(page, stand, origin if nests else bare)
    with page.expect_request("**/api/v1/feed") as asked, dialog.expect_event("close"):
        dialog.get_by_role("link", name="Alice North").click()
    expect(page.locator("#link")).to_have_text("Live")
    token = asked.value.headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["preferred_username"] == "alice@north.example"
    kept = "[localStorage, sessionStorage].map((it) => JSON.stringify(it))"
    assert token not in str(page.evaluate(kept))
    assert page.context.cookies() == []


def test_it_leaves_no_token_in_an_address_or_in_the_dialog_s_storage(
    page: Page, bare: str
) -> None:
    addresses: list[str] = []
    page.context.on("request", lambda request: addresses.append(request.url))
    dialog = in_the_dialog(page, {}, bare)
    # The dialog stays open, so that it can be looked at.
    page.evaluate("window.mailbox.closeDialog = () => undefined")
    with dialog.expect_response("**/oauth2/v2.0/token") as answered:
        dialog.get_by_role("link", name="Alice North").click()
    token = answered.value.json()["access_token"]
    expect(page.locator("#link")).to_have_text("Live")
    kept = "[localStorage, sessionStorage].map((it) => JSON.stringify(it))"
    assert dialog.evaluate(kept) == ["{}", "{}"]
    assert token not in "".join(addresses) + dialog.url
    assert answered.value.request.method == "POST"


def test_it_hands_a_claims_challenge_to_the_dialog(page: Page, bare: str) -> None:
    wanted = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    challenge = base64.b64encode(wanted.encode()).decode()

    def refuse(route: Route) -> None:
        token = route.request.headers["authorization"].removeprefix("Bearer ")
        if token == "alice's token":
            header = f'Bearer error="insufficient_claims", claims="{challenge}"'
            route.fulfill(status=401, headers={"WWW-Authenticate": header}, json={})
        else:
            route.fulfill(json=feed())

    page.add_init_script(path=BRIDGE)
    Pane.open(page, bare, {"lacks": True}, {"GET feed": refuse})
    expect(page.locator("#link")).to_have_text("Signed out")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Sign in").click()
    with page.expect_request("**/api/v1/feed") as asked:
        opened.value.get_by_role("link", name="Alice North").click()
    token = asked.value.headers["authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, options={"verify_signature": False})["acrs"] == ["c1"]
    expect(page.locator("#link")).to_have_text("Live")


def test_it_stays_signed_out_when_alice_closes_the_dialog(
    page: Page, bare: str
) -> None:
    dialog = in_the_dialog(page, {}, bare)
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog.get_by_role("status")).to_contain_text("That did not work")
    for colours in ("light", "dark"):
        dialog.emulate_media(color_scheme=colours)
        assert Axe().run(dialog).violations_count == 0
    dialog.close()
    page.wait_for_timeout(500)  # until Office has noticed
    expect(page.locator("#link")).to_have_text("Signed out")
    # The button opens it again.
    with page.expect_popup():
        page.get_by_role("button", name="Sign in").click()


def test_it_tracks_from_the_pane_what_an_event_could_not_sign_in_for(
    page: Page, bare: str
) -> None:
    page.add_init_script(path=BRIDGE)
    stand = {"signedOut": True, "draft": TO_DAVE}
    Pane.open(page, bare, stand, YES)
    settled()(page)
    needed = page.get_by_text("Candor needs you to sign in")
    expect(needed).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Sign in").first.click()
    opened.value.get_by_role("link", name="Alice North").click()
    expect(page.locator("#link")).to_have_text("Live")
    again = page.get_by_role("button", name="Sign in")
    expect(page.get_by_text("Will be tracked")).to_be_visible()
    expect(again).to_be_hidden()


def test_it_does_not_load_msal_where_outlook_does_not_nest(
    page: Page, origin: str
) -> None:
    _, bearers = sign_in(page, origin, {})
    assert set(bearers) == {"Bearer alice's token"}
    assert page.evaluate("[typeof window.msal, window.bridged]") == ["undefined", []]
