"""IT makes, checks and accounts for the add-in at the command line."""

import base64
import hashlib
import io
import json
import re
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from backend.cli import main, msal
from backend.services import addin as services
from backend.services import edition
from backend.services.addin import FILES
from backend.web import addin
from tests.house.addin import Settings

CLIENT = "11111111-2222-3333-4444-555555555555"
DEPLOYED = "0f625c00-8d54-4d3c-9d0e-5a5f1c1d2e3f"
NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


class Installation:
    """One installation's settings, asked for as IT asks."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.file = place / "candor.toml"
        (place / "data").mkdir()
        self.set()

    def set(self, **changes: str) -> None:
        settings = {
            "public_url": Settings.public_url,
            "data_dir": str(self.place / "data"),
            "key_dir": str(self.place / "keys"),
            "entra_client_ids": CLIENT,
        } | changes
        lines = [f'{name} = "{value}"' for name, value in settings.items()]
        self.file.write_text("\n".join(lines))

    def ask(self, *words: str) -> Result:
        command = ["outlook", *words, "--config", str(self.file)]
        return CliRunner(env={"CANDOR_CONFIG": None}).invoke(main, command)

    def manifest(self, *words: str) -> str:
        done = self.ask("manifest", *words)
        assert done.exit_code == 0, done.output
        return done.stdout


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("CANDOR_CONFIG", "")  # the command sets it; given back after
    return Installation(tmp_path)


def value(manifest: str, name: str) -> str:
    found = re.search(rf"<{name}>(.+)</{name}>", manifest)
    assert found
    return found[1]


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def test_it_renders_what_the_rules_allow(office: Installation) -> None:
    file = office.place / "manifest.xml"
    told = office.ask("manifest", "-o", str(file))
    assert told.exit_code == 0
    assert value(file.read_text("utf-8"), "Version") in told.output
    checked = office.ask("validate", str(file))
    assert (checked.exit_code, checked.output) == (0, f"{file}: no rule is broken\n")


def test_it_keeps_id_and_version_while_nothing_changes(office: Installation) -> None:
    assert office.manifest() == office.manifest()


def test_it_keeps_the_id_when_the_address_changes(office: Installation) -> None:
    first = office.manifest()
    office.set(public_url="https://mail.north.example")
    second = office.manifest()
    assert value(first, "Id") == value(second, "Id")
    before, after = (numbers(value(text, "Version")) for text in (first, second))
    assert before < after


def test_it_finds_the_same_id_when_its_note_is_lost(office: Installation) -> None:
    first = office.manifest()
    (office.place / "data/outlook.json").unlink()
    assert value(office.manifest(), "Id") == value(first, "Id")


def test_it_takes_over_and_keeps_the_id_of_an_earlier_deployment(
    office: Installation,
) -> None:
    office.manifest("--id", DEPLOYED)
    assert value(office.manifest(), "Id") == DEPLOYED


def test_it_makes_up_no_version_over_a_note_it_cannot_read(
    office: Installation,
) -> None:
    (office.place / "data/outlook.json").write_text("{}")
    refused = office.ask("manifest")
    assert refused.exit_code == 1
    assert "outlook.json" in refused.output


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"entra_client_ids": ""}, "CANDOR_ENTRA_CLIENT_IDS"),
        ({"entra_client_ids": "client"}, "application"),
        ({"public_url": "http://127.0.0.1:8000"}, "https"),
        ({"data_dir": "/nowhere/data"}, "candor init"),
    ],
)
def test_it_says_which_setting_makes_no_manifest(
    office: Installation, changes: dict[str, str], named: str
) -> None:
    office.set(**changes)
    refused = office.ask("manifest")
    assert refused.exit_code == 1
    assert named in refused.output
    assert "<OfficeApp" not in refused.output


def test_it_names_rule_and_line_of_what_is_wrong(office: Installation) -> None:
    file = office.place / "manifest.xml"
    text = office.manifest().replace("ReadWriteItem", "ReadWriteMailbox")
    file.write_text(text)
    line = text[: text.index("ReadWriteMailbox")].count("\n") + 1
    told = office.ask("validate", str(file))
    assert told.exit_code == 1
    assert told.output.startswith(f"{file}:{line}: permission: ")
    answer = json.loads(office.ask("validate", str(file), "--json").output)
    [finding] = answer["findings"]
    assert (answer["valid"], finding["rule"], finding["line"]) == (
        False,
        "permission",
        line,
    )


def test_it_checks_a_manifest_against_the_list_it_is_given(
    office: Installation,
) -> None:
    file, listed = office.place / "manifest.xml", office.place / "allowed.json"
    file.write_text(office.manifest())
    listed.write_text(json.dumps({"allowed": ["https://other.example/launchevent.js"]}))
    told = office.ask("validate", str(file), "--allowed", str(listed))
    assert "script-listed" in told.output
    listed.write_text("[]")
    assert office.ask("validate", str(file), "--allowed", str(listed)).exit_code == 1


def test_it_prints_the_hash_of_every_file_as_it_is_served(office: Installation) -> None:
    app = Flask("addin")
    app.register_blueprint(addin.routes(Settings(entra_client_ids=(CLIENT,))))
    told = office.ask("build", "--hashes").output.splitlines()
    printed = {line[66:]: line[:64] for line in told}
    assert list(printed) == list(FILES)
    for name, digest in printed.items():
        served = app.test_client().get(f"/addin/outlook/{name}").data
        assert hashlib.sha256(served).hexdigest() == digest


def archive(place: Path, **files: bytes) -> Path:
    """Pack an npm archive as one comes from a registry."""
    file = place / "package.tgz"
    with tarfile.open(file, "w:gz") as packed:
        for name, body in files.items():
            entry = tarfile.TarInfo(f"package/lib/{name}.min.js")
            entry.size = len(body)
            packed.addfile(entry, io.BytesIO(body))
    return file


def pin(monkeypatch: pytest.MonkeyPatch, file: Path, script: bytes) -> None:
    found = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    monkeypatch.setattr(msal, "INTEGRITY", found)
    monkeypatch.setattr(services, "LIBRARY_SHA256", hashlib.sha256(script).hexdigest())


def test_it_keeps_msal_when_it_is_the_one_that_was_pinned(
    office: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive(office.place, **{"msal-browser": b"signs in"})
    pin(monkeypatch, file, b"signs in")
    before = office.manifest()
    assert office.ask("build", "--archive", str(file)).exit_code == 0
    printed = office.ask("build", "--hashes").output
    assert f"{hashlib.sha256(b'signs in').hexdigest()}  {services.LIBRARY}" in printed
    after = office.manifest()
    versions = [numbers(value(text, "Version")) for text in (before, after)]
    assert versions[0] < versions[1]


def test_it_refuses_another_msal_than_the_pinned_one(office: Installation) -> None:
    file = archive(office.place, **{"msal-browser": b"sends tokens elsewhere"})
    refused = office.ask("build", "--archive", str(file))
    assert refused.exit_code == 1
    assert "not the archive that was pinned" in refused.output
    assert not (office.place / "data/addin/msal-browser.min.js").exists()


def test_it_serves_no_msal_that_was_altered_on_disk(
    office: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive(office.place, **{"msal-browser": b"signs in"})
    pin(monkeypatch, file, b"signs in")
    office.ask("build", "--archive", str(file))
    (office.place / "data/addin/msal-browser.min.js").write_bytes(b"altered")
    refused = office.ask("build", "--hashes")
    assert refused.exit_code == 1
    assert "candor outlook build" in refused.output


def test_it_says_that_npm_is_missing(
    office: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(office.place))
    refused = office.ask("build")
    assert refused.exit_code == 1
    assert "--archive" in refused.output


def version_after(
    before: str, digest: str = "of other content", now: datetime = NOW
) -> str:
    noted = edition.Edition(DEPLOYED, before, digest)
    return edition.render(Settings(), CLIENT, before=noted, now=now)[1].version


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.0.100.5", "1.0.2518.34200"),  # by the clock
        ("1.0.2518.34200", "1.0.2518.34201"),  # twice in a moment
        ("1.0.2518.43199", "1.0.2519.0"),
        ("1.0.9999.7", "1.0.9999.8"),  # a clock that was set back
    ],
)
def test_it_raises_the_version_of_other_content(before: str, after: str) -> None:
    assert version_after(before) == after


def test_it_leaves_the_version_of_the_same_content_whatever_the_time() -> None:
    first = edition.render(Settings(), CLIENT, before=None, now=NOW)[1]
    later = NOW + timedelta(days=400)
    assert edition.render(Settings(), CLIENT, before=first, now=later)[1] == first
