"""`candor doctor`: is everything as it must be, and if not, what to do."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from backend.cli.doctor import (
    clock,
    database,
    files,
    keys,
    outside,
    probe,
    secrets,
    settings,
    spool,
)
from backend.cli.doctor.finding import Finding, Level
from backend.config import Config
from backend.domain.errors import ConfigInvalid

MARKS = {Level.OK: "ok      ", Level.WARNING: "WARNING ", Level.FAILURE: "FAILURE "}


@click.command(
    epilog="""\b
Examples:
  candor doctor --config /etc/candor/candor.toml
  candor doctor --probe            also asks outside
  candor doctor --json             for scripts
"""
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Settings file that 'candor init' wrote; CANDOR_* variables beat it.",
)
@click.option(
    "--probe",
    "probes",
    is_flag=True,
    help="Also ask the sign-in services for the time, the public address for its TLS, "
    "and send one open of a message of the doctor's own, deleted at once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def doctor(config_file: Path | None, *, probes: bool, as_json: bool) -> None:
    """Check keys, files, disk, database and settings; say what to do.

    Works beside a running server, as the same user. Ends with 1 when something fails.
    """
    if config_file is not None:
        os.environ["CANDOR_CONFIG"] = str(config_file.absolute())
    found = list(examine(probes=probes))
    failed = any(each.level is Level.FAILURE for each in found)
    if as_json:
        findings = [each.json() for each in found]
        click.echo(json.dumps({"ok": not failed, "findings": findings}))
    else:
        for each in found:
            click.echo(f"{MARKS[each.level]} {each.check}: {each.said}")
            if each.advice:
                click.echo(f"         -> {each.advice}")
    sys.exit(1 if failed else 0)


def examine(*, probes: bool) -> Iterator[Finding]:
    """Yield what every check finds; one that needs what failed before is left out."""
    try:
        config = Config.from_environ()
    except ConfigInvalid as error:
        yield Finding.failure("settings", str(error))
        return
    yield from settings.examine(config)
    yield from secrets.examine(config, os.environ.get("CANDOR_CONFIG"))
    stranger = files.stranger(config)
    if stranger is not None:
        yield stranger
        return
    yield from files.examine(config)
    yield from spool.examine(config)
    keyring = yield from keys.examine(config)
    store = yield from database.examine(config)
    if store is None:
        return
    try:
        yield from database.organisations(store)
        if probes:
            yield from clock.examine(config)
            yield from outside.examine(config)
            if keyring is not None:
                yield from probe.examine(config, store, keyring)
    finally:
        store.close()
