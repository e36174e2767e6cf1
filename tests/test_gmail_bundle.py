"""`candor gmail bundle`: what IT pushes to its own Apps Script project."""

import json
import subprocess
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.domain.gmail_manifest import SCOPES, Filling
from backend.domain.schema import problems
from tests.house import node

ADDON = files("gmail_addon")
TEMPLATE: dict[str, Any] = json.loads((ADDON / "appsscript.json").read_text("utf-8"))
SCHEMA: dict[str, Any] = json.loads(
    (ADDON / "schema/appsscript.schema.json").read_text("utf-8")
)
SCRIPTS = sorted(f.name for f in ADDON.iterdir() if f.name.endswith(".js"))
HERE = "https://candor.south.example"


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_PUBLIC_URL", HERE)
    monkeypatch.setenv("CANDOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CANDOR_KEY_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("CANDOR_GOOGLE_CLIENT_IDS", "7.apps.example")
    monkeypatch.delenv("CANDOR_CONFIG", raising=False)


def bundle(place: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["gmail", "bundle", "-o", str(place), *more])


def test_it_fills_in_the_installation_and_leaves_no_placeholder(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    assert bundle(place, "--time-zone", "America/New_York").exit_code == 0
    manifest = json.loads((place / "appsscript.json").read_text("utf-8"))
    assert manifest["urlFetchWhitelist"] == [f"{HERE}/"]
    assert manifest["timeZone"] == "America/New_York"
    assert manifest["addOns"]["common"]["logoUrl"] == (
        f"{HERE}/addin/outlook/assets/icon-80.png"
    )
    assert f'const CANDOR_URL = "{HERE}";' in (place / "config.js").read_text("utf-8")
    for file in place.iterdir():
        assert "candor.example.com" not in file.read_text("utf-8"), file.name


def test_it_changes_nothing_else_of_what_was_reviewed(tmp_path: Path) -> None:
    bundle(tmp_path / "bundle")
    for name in SCRIPTS:
        reviewed = (ADDON / name).read_text("utf-8")
        written = (tmp_path / "bundle" / name).read_text("utf-8")
        if name == "config.js":
            reviewed = reviewed.replace("https://candor.example.com", HERE)
        assert written == reviewed, name


def test_it_shows_an_own_logo(tmp_path: Path) -> None:
    logo = "https://www.south.example/logo.png"
    assert bundle(tmp_path / "b", "--logo", logo).exit_code == 0
    manifest = json.loads((tmp_path / "b/appsscript.json").read_text("utf-8"))
    assert manifest["addOns"]["common"]["logoUrl"] == logo


def test_it_says_what_each_of_the_six_scopes_can_see(tmp_path: Path) -> None:
    assert list(SCOPES) == TEMPLATE["oauthScopes"]
    said = bundle(tmp_path / "bundle").output
    for scope, sees in SCOPES.items():
        assert f"  {scope}\n      {sees}\n" in said


def test_it_says_the_same_as_json(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    told = json.loads(bundle(place, "--json").output)
    assert [scope["scope"] for scope in told["scopes"]] == list(SCOPES)
    assert sorted(told["files"]) == sorted(file.name for file in place.iterdir())
    assert told["public_url"] == HERE
    assert told["missing"] == []


def test_it_says_that_nobody_can_sign_in_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_GOOGLE_CLIENT_IDS", "")
    assert "CANDOR_GOOGLE_CLIENT_IDS" in bundle(tmp_path / "a").output
    told = json.loads(bundle(tmp_path / "b", "--json").output)
    assert told["missing"] == ["CANDOR_GOOGLE_CLIENT_IDS"]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("CANDOR_PUBLIC_URL", "http://127.0.0.1:8000", "cannot be reached by Google"),
        ("CANDOR_PUBLIC_URL", "https://192.0.2.7", "cannot be reached by Google"),
        ("CANDOR_PUBLIC_URL", "https://candor", "cannot be reached by Google"),
        ("CANDOR_PUBLIC_URL", "https://candor.example.com", "placeholder"),
        ("--logo", "http://www.south.example/logo.png", "cannot be reached by Google"),
        ("--logo", "https://www.south.example/logo.svg", "logoUrl"),
        ("--time-zone", "Europe/Nowhere", "there is no"),
    ],
)
def test_it_refuses_to_leave_a_bundle_half_filled(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    value: str,
    said: str,
) -> None:
    options = [setting, value] if setting.startswith("--") else []
    if not options:
        monkeypatch.setenv(setting, value)
    done = bundle(tmp_path / "bundle", *options)
    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "bundle").exists()


def test_it_does_not_write_among_the_files_of_others(tmp_path: Path) -> None:
    (tmp_path / "thesis.js").write_text("a year of work")
    done = bundle(tmp_path)
    assert done.exit_code == 1
    assert "thesis.js" in done.output
    assert not (tmp_path / "appsscript.json").exists()


def test_it_does_not_write_over_somebody_s_own_file(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("a year of work")
    done = bundle(tmp_path)
    assert done.exit_code == 1
    assert "main.js" in done.output
    assert (tmp_path / "main.js").read_text() == "a year of work"


def earlier(place: Path, name: str, text: str = "// as it was then\n") -> None:
    """Leave a bundle of an earlier version, with a file that this one lacks."""
    assert bundle(place).exit_code == 0
    (place / name).write_text(text)
    note = place / ".candor-bundle.json"
    digests = json.loads(note.read_text()) | {name: sha256(text.encode()).hexdigest()}
    note.write_text(json.dumps(digests))


def test_it_replaces_what_an_earlier_version_wrote(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    earlier(place, "notifications.js")
    (place / "main.js").write_text("// of an earlier version")
    assert bundle(place).exit_code == 0
    assert not (place / "notifications.js").exists()
    assert (place / "main.js").read_text() == (ADDON / "main.js").read_text("utf-8")
    assert bundle(place).exit_code == 0


def test_it_removes_nothing_that_somebody_changed(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    earlier(place, "notifications.js")
    (place / "notifications.js").write_text("// tried something")
    done = bundle(place)
    assert done.exit_code == 1
    assert "notifications.js" in done.output
    assert (place / "notifications.js").exists()


def test_it_still_tells_strangers_in_a_folder_of_its_own(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    bundle(place)
    (place / "thesis").mkdir()
    (place / "notes.js").write_text("mine")
    done = bundle(place)
    assert done.exit_code == 1
    assert "notes.js, thesis" in done.output


@pytest.mark.parametrize("note", ["", "[]", "{", None])
def test_it_knows_a_bundle_whose_note_is_lost(tmp_path: Path, note: str | None) -> None:
    place = tmp_path / "bundle"
    bundle(place)
    path = place / ".candor-bundle.json"
    if note is None:
        path.unlink()
    else:
        path.write_text(note)
    assert bundle(place).exit_code == 0


def test_it_keeps_which_script_the_folder_belongs_to(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    bundle(place)
    (place / ".clasp.json").write_text('{"scriptId": "ours"}')
    assert bundle(place).exit_code == 0
    assert (place / ".clasp.json").read_text() == '{"scriptId": "ours"}'


def test_it_is_pushed_with_exactly_the_files_that_are_shipped(tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    bundle(place)
    (place / ".clasp.json.example").rename(place / ".clasp.json")
    (place / "notes.js").write_text("// left by somebody who tried something")
    # works offline and without a login, so that it can be asked here
    done = subprocess.run(
        [
            *(node.NODE, node.modules() / "@google/clasp/build/src/index.js"),
            *("show-file-status", "--json"),
        ],
        cwd=place,
        env=node.environment() | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert sorted(told["filesToPush"]) == sorted(["appsscript.json", *SCRIPTS])


# the schema


def changed(path: str, value: object) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(json.dumps(TEMPLATE))
    *way, last = path.split(".")
    part = manifest
    for name in way:
        part = part[name]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return manifest


COMPOSE = "addOns.gmail.composeTrigger"
WRONG = {
    "a seventh scope": changed(
        "oauthScopes", [*SCOPES, "https://www.googleapis.com/auth/script.locale"]
    ),
    "a scope that opens mail": changed("oauthScopes", ["https://mail.google.com/"]),
    "no list of scopes": changed("oauthScopes", None),
    "a host without its path": changed("urlFetchWhitelist", [HERE]),
    "a second host": changed("urlFetchWhitelist", [f"{HERE}/", "https://x.example/"]),
    "plain http": changed("urlFetchWhitelist", ["http://candor.south.example/"]),
    "the old engine": changed("runtimeVersion", "STABLE"),
    "a log of exceptions": changed("exceptionLogging", "STACKDRIVER"),
    "a field nobody decided on": changed("webapp", {"access": "ANYONE"}),
    "an advanced service": changed("dependencies", {"enabledAdvancedServices": []}),
    "a second compose action": changed(
        f"{COMPOSE}.selectActions",
        [{"text": "Track", "runFunction": "onCompose"}] * 2,
    ),
    "an action nobody wrote": changed(
        f"{COMPOSE}.selectActions", [{"text": "Track", "runFunction": "onSend"}]
    ),
    "a label of a paragraph": changed(
        f"{COMPOSE}.selectActions", [{"text": "T" * 99, "runFunction": "onCompose"}]
    ),
    "a draft without headers": changed(f"{COMPOSE}.draftAccess", "NONE"),
    "a card for some mail": changed("addOns.gmail.contextualTriggers", []),
    "no compose action": changed(COMPOSE, None),
    "a picture Gmail refuses": changed("addOns.common.logoUrl", f"{HERE}/logo.svg"),
    "a list in place of an object": changed("addOns.common", []),
    "a colour by name": changed(
        "addOns.common.layoutProperties.primaryColor", "rebeccapurple"
    ),
}


def test_it_accepts_the_manifest() -> None:
    assert list(problems(SCHEMA, TEMPLATE)) == []


@pytest.mark.parametrize("wrong", WRONG)
def test_it_refuses_a_manifest_with(wrong: str) -> None:
    assert list(problems(SCHEMA, WRONG[wrong])) != []


@pytest.mark.parametrize("manifest", [TEMPLATE, *WRONG.values()])
def test_it_reads_the_schema_as_json_schema_is_meant(manifest: dict[str, Any]) -> None:
    meant = jsonschema_rs.validator_for(SCHEMA).is_valid(manifest)
    assert meant == (not list(problems(SCHEMA, manifest)))


def test_it_refuses_a_schema_that_says_more_than_is_checked() -> None:
    with pytest.raises(ValueError, match="minProperties"):
        list(problems({"type": "object", "minProperties": 1}, {}))


def test_it_names_where_a_manifest_is_wrong() -> None:
    wrong = changed("addOns.common.layoutProperties.primaryColor", "red")
    assert list(problems(SCHEMA, wrong)) == [
        "addOns.common.layoutProperties.primaryColor: 'red' does not look as it should"
    ]


def test_it_fills_in_every_address_of_the_manifest() -> None:
    filling = Filling.of(HERE, None, "Etc/UTC")
    filled = filling.manifest(json.dumps(TEMPLATE))
    assert list(problems(SCHEMA, json.loads(filled))) == []
    assert filled.count(HERE) == json.dumps(TEMPLATE).count("candor.example.com")


# the guide


def guide() -> str:
    return (ADDON / "README.md").read_text("utf-8")


def test_it_says_on_the_first_screen_that_tracking_is_one_click_per_mail() -> None:
    first_screen = " ".join(guide().split("\n## ")[0].split())
    assert "no hook at sending, so tracking is one click per mail" in first_screen
    assert "None of this has been exercised in a real Workspace account" in first_screen


def test_it_has_the_listing_say_that_tracking_is_one_click_per_mail() -> None:
    listing = guide().split("### 6. The listing")[1].split("\n### ")[0]
    first_line = " ".join(listing.split()).split("say in its first line ")[1]
    assert first_line.startswith(
        '"One click per mail: Gmail tells an add-on nothing of sending."'
    )


def test_it_explains_every_scope_and_every_file() -> None:
    seen = guide().split("## What it can see")[1].split("\n## ")[0]
    scopes = [
        line.split("`")[1] for line in seen.splitlines() if line.startswith("| `")
    ]
    assert scopes == [scope.rsplit("/", 1)[-1] for scope in SCOPES]
    files_told = guide().split("## The files")[1]
    assert [name for name in SCRIPTS if f"`{name}`" not in files_told] == []


def test_it_lists_what_only_a_real_account_can_show() -> None:
    checks = guide().split("## Field test")[1].split("\n## ")[0]
    assert checks.count("- [ ]") >= 13
    assert "- [x]" not in checks
