"""`candor init`: keys, store, the first organisation and a settings file."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from backend.config import Config
from backend.crypto import masterkey
from backend.domain.errors import CandorError
from backend.domain.policy import Controller
from backend.installation import MASTER_KEY, now, open_keys
from backend.services.orgs import Founding, found
from backend.store.places import open_store

QUESTIONS = {
    "public_url": "Public address of this server (https://...)",
    "data_dir": "Directory for the data",
    "key_dir": "Directory for the keys (elsewhere, with a backup of its own)",
    "organisation": "Name of the organisation",
    "home_region": "Home region, two letters (US, DE, ...)",
    "own_domains": "The organisation's own mail domains, separated by spaces",
    "entra_tenant": "Entra tenant id (blank: none)",
    "entra_client_ids": "Client id of the Outlook add-in (blank: none)",
    "google_domain": "Google Workspace domain (blank: none)",
    "google_client_ids": "Client id of the Gmail add-on (blank: none)",
    "controller_name": "Who answers for the tracking: name (blank: tracking stays off)",
    "controller_postal_address": "Its postal address",
    "controller_privacy_contact": "Its privacy contact (mail address or web page)",
    "controller_authority": "The data-protection authority to complain to",
}
SETTINGS = (
    "public_url",
    "data_dir",
    "key_dir",
    "entra_client_ids",
    "google_client_ids",
)
DEFAULTS = {"data_dir": "/var/lib/candor", "key_dir": "/etc/candor/keys"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, by the names of QUESTIONS."""

    values: dict[str, str]

    def founding(self) -> Founding:
        """Return the organisation to found; raises ClickException naming a gap."""
        directories = [
            (provider, self.values[name].lower())
            for provider, name in (
                ("entra", "entra_tenant"),
                ("google", "google_domain"),
            )
            if self.values[name]
        ]
        if not directories:
            raise click.ClickException(
                "entra_tenant and google_domain are both blank: nobody could sign in"
            )
        region = self.values["home_region"].upper()
        if not re.fullmatch("[A-Z]{2}", region):
            raise click.ClickException("home_region: two letters, as in US or DE")
        return Founding(
            name=self.values["organisation"],
            home_region=region,
            directories=directories,
            own_domains=self.values["own_domains"].lower().split(),
            controller=self._controller(),
        )

    def _controller(self) -> Controller | None:
        parts = [
            self.values[f"controller_{part}"].strip()
            for part in ("name", "postal_address", "privacy_contact", "authority")
        ]
        return Controller(*parts) if all(parts) else None

    def toml(self) -> str:
        """Return the settings file for `candor serve`."""
        lines = [
            f"{name} = {_quoted(self.values[name])}"
            for name in SETTINGS
            if self.values[name]
        ]
        return "\n".join(lines) + "\n"


@click.command(
    epilog="""\b
Examples:
  candor init                          asks everything
  candor init --answers answers.toml   asks nothing
"""
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="TOML file that answers every question by name.",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("candor.toml"),
    show_default=True,
    help="Settings file to write.",
)
def init(answers: Path | None, config_file: Path) -> None:
    """Create keys and store, found the organisation, write the settings file.

    Run again, it keeps keys and data and brings the organisation up to date.
    """
    given = _read(answers) if answers else _ask()
    try:
        config = Config.read(os.environ, {n: given.values[n] for n in SETTINGS})
        founding = given.founding()
        create(config, [founding])
    except CandorError as error:
        raise click.ClickException(str(error)) from error
    config_file.write_text(given.toml(), encoding="utf-8")
    click.echo(f"Organisation {founding.name!r} is set up.")
    click.echo(f"Data: {config.data_dir}   Keys: {config.key_dir}   (back up both,")
    click.echo("each on its own: together they open everything)")
    if founding.controller is None:
        click.echo("Tracking is OFF until the controller is complete: run init again.")
    click.echo(f"Next: candor serve --config {config_file}")


def create(config: Config, foundings: list[Founding]) -> None:
    """Create what is missing of keys, store and organisations; keep what is there."""
    masterkey.create(config.key_dir / MASTER_KEY)
    keystore, _ = open_keys(config)
    keystore.close()
    store = open_store(config.data)
    try:
        for founding in foundings:
            found(store, founding, clock=now, entropy=os.urandom)
    finally:
        store.close()


def _ask() -> Answers:
    return Answers(
        {
            name: str(click.prompt(question, default=DEFAULTS.get(name, "")))
            for name, question in QUESTIONS.items()
        }
    )


def _read(path: Path) -> Answers:
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise click.ClickException(f"{path}: {error}") from error
    if unknown := sorted(set(read) - set(QUESTIONS)):
        raise click.ClickException(f"{path}: no such question: {', '.join(unknown)}")
    values = {
        name: " ".join(value) if isinstance(value, list) else str(value)
        for name, value in read.items()
    }
    return Answers({name: values.get(name, "") for name in QUESTIONS})


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
