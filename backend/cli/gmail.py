"""`candor gmail`: the Gmail add-on, made ready for the Apps Script of one's own."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

import click

from backend.config import Config
from backend.domain.errors import CandorError
from backend.domain.gmail_manifest import (
    PLACEHOLDER,
    SCOPES,
    BundleRefused,
    Filling,
)
from backend.domain.schema import problems

MANIFEST = "appsscript.json"
SCHEMA = "schema/appsscript.schema.json"
IGNORE = ".claspignore"
EXAMPLE = ".clasp.json.example"
# Names the script of this installation; written by people, never by us.
OWN = ".clasp.json"
# Tells the next bundle which files are of this one: name and digest of each.
WRITTEN = ".candor-bundle.json"


@click.group()
def gmail() -> None:
    """Make the Gmail add-on ready for your own Apps Script project."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a folder that clasp can push: name and text."""

    texts: dict[str, str]

    @classmethod
    def of(cls, filling: Filling) -> "Bundle":
        """Fill in the shipped files; raises BundleRefused where that leaves a gap."""
        addon = files("gmail_addon")
        scripts = {
            file.name: filling.script(file.read_text("utf-8"))
            for file in addon.iterdir()
            if file.name.endswith(".js")
        }
        manifest = filling.manifest((addon / MANIFEST).read_text("utf-8"))
        schema = json.loads((addon / SCHEMA).read_text("utf-8"))
        gaps = [f"{MANIFEST}: {p}" for p in problems(schema, json.loads(manifest))]
        pushed = {MANIFEST: manifest, **dict(sorted(scripts.items()))}
        for name, text in pushed.items():
            if PLACEHOLDER in text:
                gaps.append(f"{name}: still names {PLACEHOLDER}")
        if not any(filling.public_url in text for text in scripts.values()):
            gaps.append("config.js: does not name this installation")
        if gaps:
            raise BundleRefused("; ".join(gaps))
        return cls(
            {
                **pushed,
                IGNORE: "".join(f"{line}\n" for line in _ignoring(list(pushed))),
                EXAMPLE: '{\n  "scriptId": "SCRIPT-ID",\n  "rootDir": "."\n}\n',
            }
        )

    def write(self, place: Path) -> None:
        """Write the folder over an earlier one; raises BundleRefused for another.

        What an earlier version wrote and this one has not is removed, unless somebody
        changed it.
        """
        place.mkdir(parents=True, exist_ok=True)
        found = {each.name for each in place.iterdir()}
        written = _written(place)
        left = {
            name
            for name in found & written.keys()
            if written[name] == _digest(place / name)
        }
        ours = {OWN, WRITTEN, *left}
        # Without the note it is a bundle if it has what every bundle has.
        if written or {MANIFEST, IGNORE} <= found:
            ours |= set(self.texts)
        if foreign := sorted(found - ours):
            raise BundleRefused(
                f"{place} holds what is not of the add-on: {', '.join(foreign[:5])}"
            )
        for name in left - set(self.texts):
            (place / name).unlink()
        for name, text in self.texts.items():
            (place / name).write_text(text, encoding="utf-8")
        digests = {name: _digest(place / name) for name in self.texts}
        (place / WRITTEN).write_text(json.dumps(digests, indent=2) + "\n")


def _written(place: Path) -> dict[str, object]:
    """Return what an earlier bundle noted in a folder; nothing without a note."""
    try:
        noted = json.loads((place / WRITTEN).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _digest(file: Path) -> str | None:
    """Return a file's SHA-256; of a folder there is none."""
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def _ignoring(pushed: list[str]) -> list[str]:
    """Return patterns that leave nothing but these: a push replaces all there is."""
    return ["**/**", *(f"!{name}" for name in pushed)]


@gmail.command(
    epilog="""\b
Examples:
  candor gmail bundle -o candor-gmail --config /etc/candor/candor.toml
  candor gmail bundle -o candor-gmail --time-zone America/New_York --json
"""
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write: new, empty, or an earlier bundle.",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Settings file that 'candor init' wrote; CANDOR_* variables beat it.",
)
@click.option("--logo", help="Address of a logo; without it, Candor's own is shown.")
@click.option(
    "--time-zone",
    default="Etc/UTC",
    show_default=True,
    help="The time zone in which cards name times.",
)
@click.option("--json", "as_json", is_flag=True, help="Say it as one JSON object.")
def bundle(
    output: Path,
    config_file: Path | None,
    logo: str | None,
    time_zone: str,
    *,
    as_json: bool,
) -> None:
    """Write a folder that is ready for `clasp push`, filled in from your settings.

    Refuses settings that would leave it half filled in; then nothing is written.
    """
    if config_file is not None:
        os.environ["CANDOR_CONFIG"] = str(config_file.absolute())
    try:
        config = Config.from_environ()
        filling = Filling.of(config.public_url, logo, _zone(time_zone))
        made = Bundle.of(filling)
        made.write(output)
    except CandorError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"{error}; do not push what is in {output}"
        ) from error
    told = {
        "directory": str(output.absolute()),
        "files": [*made.texts, WRITTEN],
        "public_url": filling.public_url,
        "logo_url": filling.logo_url,
        "time_zone": filling.time_zone,
        "scopes": [{"scope": scope, "sees": sees} for scope, sees in SCOPES.items()],
        "missing": [] if config.google_client_ids else ["CANDOR_GOOGLE_CLIENT_IDS"],
    }
    click.echo(json.dumps(told) if as_json else _words(output, filling, told))


def _words(output: Path, filling: Filling, told: Mapping[str, object]) -> str:
    lines = [f"Wrote the add-on for {filling.public_url} to {output}", ""]
    lines += ["It asks for six scopes. What it can see through each:"]
    lines += [f"  {scope}\n      {sees}" for scope, sees in SCOPES.items()]
    lines += ["", f"Next: copy {EXAMPLE} to {OWN}, name your script in it, then"]
    lines += ["'clasp show-file-status' and 'clasp push'; see gmail_addon/README.md."]
    if told["missing"]:
        lines += [
            "",
            "CANDOR_GOOGLE_CLIENT_IDS is not set: until it names the script's",
        ]
        lines += ["OAuth client, the server refuses every rep."]
    return "\n".join(lines)


def _zone(name: str) -> str:
    known = available_timezones()
    # A machine without the database of zones leaves it to the schema.
    if known and name not in known:
        raise BundleRefused(f"--time-zone: there is no {name!r}")
    return name
