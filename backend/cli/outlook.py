"""`candor outlook`: the manifest IT deploys, and what can be checked about it."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from backend.cli import msal
from backend.config import Config
from backend.domain.errors import CandorError, ConfigInvalid
from backend.domain.manifest import Finding, check
from backend.services import addin, edition
from backend.services.addin import Nesting, UnusableAddress
from backend.services.edition import Edition

NOTE = "outlook.json"  # in the data directory

settings = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Settings file that 'candor init' wrote; CANDOR_* variables beat it.",
)


@click.group()
def outlook() -> None:
    """Make, check and account for the Outlook add-in."""


@outlook.command(
    epilog="""\b
Examples:
  candor outlook manifest --config candor.toml -o candor-outlook.xml
  candor outlook manifest --id 0f625c00-8d54-4d3c-9d0e-5a5f1c1d2e3f
"""
)
@settings
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; standard output without it.",
)
@click.option("--id", "addin_id", type=UUID, help="Take over this add-in id; kept.")
def manifest(
    config_file: Path | None, output: Path | None, addin_id: UUID | None
) -> None:
    """Render the manifest to upload in the Microsoft 365 admin center.

    Its id stays; its version rises when anything that is shipped has changed.
    """
    try:
        config = _config(config_file)
        note = config.data_dir / NOTE
        text, noted = edition.render(
            config,
            _client_id(config),
            before=_noted(note),
            now=datetime.now(UTC),
            nesting=_nesting(config),
            addin_id=None if addin_id is None else str(addin_id),
        )
        allowed = addin.allowed_scripts(config.public_url)
        if findings := check(text.encode(), allowed=allowed, handlers=addin.handlers()):
            raise ConfigInvalid(
                "these settings make no manifest that Outlook takes:\n"
                + "\n".join(_line("manifest", each) for each in findings)
            )
        _write(note, noted.json())
    except (CandorError, UnusableAddress) as error:
        raise click.ClickException(str(error)) from error
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    click.echo(f"{output}: version {noted.version}, id {noted.addin_id}")


@outlook.command(
    epilog="""\b
Examples:
  candor outlook validate candor-outlook.xml --config candor.toml
  candor outlook validate manifest.xml --allowed allowed.json --json
"""
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@settings
@click.option(
    "--allowed",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A saved /.well-known/microsoft-officeaddins-allowed.json, in place of the "
    "one of these settings.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def validate(
    file: Path, config_file: Path | None, allowed: Path | None, *, as_json: bool
) -> None:
    """Check a manifest, offline; exit with 1 when it breaks a rule."""
    try:
        listed = (
            _listed(allowed)
            if allowed
            else addin.allowed_scripts(_config(config_file).public_url)
        )
        findings = check(file.read_bytes(), allowed=listed, handlers=addin.handlers())
    except CandorError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        rows = [
            {"rule": each.rule, "line": each.line, "text": each.text}
            for each in findings
        ]
        click.echo(json.dumps({"valid": not findings, "findings": rows}))
    elif findings:
        click.echo("\n".join(_line(str(file), each) for each in findings))
    else:
        click.echo(f"{file}: no rule is broken")
    if findings:
        raise SystemExit(1)


@outlook.command(
    epilog="""\b
Examples:
  candor outlook build --config candor.toml
  candor outlook build --archive azure-msal-browser-5.30.0.tgz
  candor outlook build --hashes --config candor.toml
"""
)
@settings
@click.option(
    "--archive",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="MSAL's npm archive, fetched elsewhere; npm is not asked then.",
)
@click.option(
    "--hashes", is_flag=True, help="Fetch nothing; print the SHA-256 of every file."
)
def build(config_file: Path | None, archive: Path | None, *, hashes: bool) -> None:
    """Fetch Microsoft's MSAL for the task pane, checked by its hash.

    Without it the pane signs in by Office's own single sign-on.
    """
    try:
        config = _config(config_file)
        if not hashes:
            place = addin.library_place(config.data_dir)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(msal.script(archive))
            click.echo(f"{place}: {msal.PACKAGE}; start the server again to serve it")
            return
        found = addin.hashes(config, _nesting(config))
    except (CandorError, UnusableAddress) as error:
        raise click.ClickException(str(error)) from error
    # In the form of sha256sum, so that `sha256sum -c` checks downloaded files.
    click.echo("\n".join(f"{digest}  {name}" for name, digest in found.items()))


def _nesting(config: Config) -> Nesting | None:
    return addin.nesting(config.data_dir, config.entra_client_ids)


def _config(config_file: Path | None) -> Config:
    if config_file is not None:
        os.environ["CANDOR_CONFIG"] = str(config_file.absolute())
    return Config.from_environ()


def _client_id(config: Config) -> str:
    if not config.entra_client_ids:
        raise ConfigInvalid(
            "CANDOR_ENTRA_CLIENT_IDS is blank: the manifest names the app registration"
        )
    return config.entra_client_ids[0]


def _noted(path: Path) -> Edition | None:
    try:
        return Edition.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigInvalid(
            f"{path} cannot be read ({type(error).__name__}): restore it, or delete it "
            "and give the deployed manifest's id with --id"
        ) from error


def _write(path: Path, text: str) -> None:
    if not path.parent.is_dir():
        raise ConfigInvalid(f"{path.parent} does not exist: run 'candor init' first")
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def _listed(path: Path) -> list[str]:
    try:
        read: Any = json.loads(path.read_text(encoding="utf-8"))
        return [str(url) for url in read["allowed"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigInvalid(f"{path} is no list of allowed scripts") from error


def _line(file: str, finding: Finding) -> str:
    return f"{file}:{finding.line}: {finding.rule}: {finding.text}"
