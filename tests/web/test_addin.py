"""The add-in's files as Outlook asks for them, without any account."""

import re
from importlib.resources import files

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.desk.issuer import ENTRA_CLIENT_ID
from backend.services.addin import (
    FILES,
    LIBRARY,
    SIGN_IN,
    Nesting,
    UnusableAddress,
)
from backend.web import addin, headers
from tests.house.addin import Settings

PUBLIC = "https://candor.north.example"
OFFICE = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
OUTLOOK = ("https://outlook.office.com", "https://outlook.office365.com")
CLIENT = "11111111-2222-3333-4444-555555555555"
PAGES = [name for name in FILES if name.endswith(".html")]
ICONS = [name for name in FILES if name.endswith(".png")]


def outlook(settings: Settings) -> FlaskClient:
    app = Flask("addin")
    app.register_blueprint(addin.routes(settings))
    headers.register(app, secure=True)
    return app.test_client()


@pytest.fixture
def client() -> FlaskClient:
    return outlook(Settings(frame_ancestors=OUTLOOK))


def test_it_serves_msal_only_where_it_was_built() -> None:
    page = "/addin/outlook/taskpane/taskpane.html"
    without = outlook(Settings())
    assert without.get(f"/addin/outlook/{LIBRARY}").status_code == 404
    assert 'name="candor-client" content=""' in without.get(page).text
    app = Flask("addin")
    app.register_blueprint(addin.routes(Settings(), Nesting(b"msal", CLIENT)))
    built = app.test_client()
    assert built.get(f"/addin/outlook/{LIBRARY}").data == b"msal"
    assert f'name="candor-client" content="{CLIENT}"' in built.get(page).text


def test_it_refuses_a_client_id_that_would_write_code() -> None:
    with pytest.raises(UnusableAddress):
        addin.routes(Settings(), Nesting(b"", '"><script>'))
    with pytest.raises(UnusableAddress):
        addin.routes(Settings(entra_client_ids=('"><script>',)))


def shipped(folder: str) -> set[str]:
    place = files("addin_manifest").joinpath(folder)
    return {f"{folder}/{entry.name}" for entry in place.iterdir()}


@pytest.mark.parametrize("name", FILES)
def test_it_serves_each_file_of_the_list(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/addin/outlook/{name}")
    assert answer.status_code == 200
    assert answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert re.findall(rb"\{\{ \w+ \}\}", answer.data) == []


def test_it_serves_everything_the_pane_is_made_of() -> None:
    served = set(FILES)
    # the shapes of the API's answers are for the type checker alone
    assert shipped("taskpane") - served == {"taskpane/types.js"}
    assert shipped("assets") <= served


def test_it_serves_every_module_that_another_one_imports(client: FlaskClient) -> None:
    for name in FILES:
        if name.startswith("taskpane/") and name.endswith(".js"):
            text = client.get(f"/addin/outlook/{name}").get_data(as_text=True)
            for imported in re.findall(r' from "\./(.+)";', text):
                assert f"taskpane/{imported}" in FILES, name


@pytest.mark.parametrize(
    "name",
    [
        "manifest.xml",  # it names the installation's client id
        "__init__.py",
        "README.md",
        "taskpane/",
        "taskpane/types.js",
        "taskpane/../launchevent.js",
        "../../pyproject.toml",
        "%2e%2e/%2e%2e/pyproject.toml",
        "",
    ],
)
def test_it_serves_nothing_else(client: FlaskClient, name: str) -> None:
    assert client.get(f"/addin/outlook/{name}").status_code == 404


# The dialog fetches its token from the directory; it is never in a frame.
ENTRA = ("https://login.microsoftonline.com", "'none'")


@pytest.mark.parametrize("name", PAGES)
def test_it_lets_a_page_load_its_own_files_and_office_js_alone(
    client: FlaskClient, name: str
) -> None:
    connects, framed = ENTRA if name == SIGN_IN else ("'self'", " ".join(OUTLOOK))
    policy = client.get(f"/addin/outlook/{name}").headers["Content-Security-Policy"]
    assert policy.split("; ") == [
        "default-src 'none'",
        "script-src 'self' https://appsforoffice.microsoft.com",
        "style-src 'self'",
        "img-src 'self'",
        f"connect-src {connects}",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {framed}",
    ]


def test_it_tells_the_dialog_whose_sign_in_to_use() -> None:
    page = f"/addin/outlook/{SIGN_IN}"
    elsewhere = Settings(entra_base="https://login.elsewhere.example/entra")
    served = outlook(elsewhere).get(page)
    assert f'name="candor-client" content="{ENTRA_CLIENT_ID}"' in served.text
    told = 'name="candor-entra" content="https://login.elsewhere.example/entra"'
    assert told in served.text
    policy = served.headers["Content-Security-Policy"].split("; ")
    assert "connect-src https://login.elsewhere.example" in policy
    nobody = outlook(Settings(entra_client_ids=())).get(page)
    assert 'name="candor-client" content=""' in nobody.text


@pytest.mark.parametrize("name", PAGES)
def test_it_needs_no_inline_script_or_style(client: FlaskClient, name: str) -> None:
    page = client.get(f"/addin/outlook/{name}").get_data(as_text=True)
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"<style|\bstyle=|\bon[a-z]+=|javascript:", page) == []


def test_it_lets_nobody_frame_the_pane_when_nobody_is_named() -> None:
    page = outlook(Settings(frame_ancestors=())).get(f"/addin/outlook/{PAGES[0]}")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", PAGES)
def test_it_loads_office_js_from_where_it_was_told(
    client: FlaskClient, name: str
) -> None:
    page = client.get(f"/addin/outlook/{name}").get_data(as_text=True)
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [source for source in sources if ":" in source] == [OFFICE]


def test_it_tells_the_event_code_the_absolute_address(client: FlaskClient) -> None:
    script = client.get("/addin/outlook/launchevent.js").get_data(as_text=True)
    assert f'const MESSAGES_URL = "{PUBLIC}/api/v1/messages";' in script


@pytest.mark.parametrize(
    "address",
    [
        'https://candor.north.example";alert(1)//',
        "https://candor.north.example/</script>",
        "javascript:alert(1)",
        "https://candor.north.example\n",
    ],
)
def test_it_refuses_an_address_that_would_write_code(address: str) -> None:
    for settings in (
        Settings(public_url=address),
        Settings(office_js_url=address),
        Settings(entra_base=address),
    ):
        with pytest.raises(UnusableAddress):
            addin.routes(settings)


@pytest.mark.parametrize("name", ICONS)
def test_it_serves_icons_that_outlook_may_store_and_show(
    client: FlaskClient, name: str
) -> None:
    icon = client.get(f"/addin/outlook/{name}")
    assert icon.content_type == "image/png"
    assert icon.headers["Cache-Control"] == "public, max-age=86400"
    assert icon.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    side = int(re.findall(r"\d+", name)[0])
    assert icon.data.startswith(b"\x89PNG\r\n\x1a\n")
    assert icon.data[16:24] == side.to_bytes(4) * 2


def test_it_has_pages_and_scripts_asked_for_again_each_time(
    client: FlaskClient,
) -> None:
    for name in set(FILES) - set(ICONS):
        first = client.get(f"/addin/outlook/{name}")
        assert first.headers["Cache-Control"] == "no-cache"
        again = client.get(
            f"/addin/outlook/{name}", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")


def test_it_lists_the_event_script_for_classic_outlook(client: FlaskClient) -> None:
    answer = client.get("/.well-known/microsoft-officeaddins-allowed.json")
    assert answer.get_json() == {"allowed": [f"{PUBLIC}/addin/outlook/launchevent.js"]}
    assert answer.content_type == "application/json"
