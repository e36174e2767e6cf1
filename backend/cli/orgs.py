"""`candor orgs`: the organisations of an installation."""

from pathlib import Path

import click

from backend.cli.beside import Progress, beside, settings
from backend.cli.erasing import confirm, erasure, report


@click.group()
def orgs() -> None:
    """Look after the organisations."""


@orgs.command(
    epilog="""\b
Examples:
  candor orgs erase 'North Sales'
  candor orgs erase 'North Sales' --yes --json
"""
)
@click.argument("name")
@settings
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def erase(name: str, config_file: Path | None, *, yes: bool, as_json: bool) -> None:
    """Erase an organisation: its mail, its people, its rules, and all its keys.

    NAME may be its number, too. Links in its mail lead nowhere from then on, and nobody
    of it can sign in. What recipients refused stays as keyed hashes, with the number of
    the organisation and of its directory, so that their no holds should it come back.

    Works beside a running server. Killed half way, the same command goes on.
    """
    with beside(config_file) as place:
        whose = place.organisation(name)
        confirm(
            f"Erase {whose.name} for good, with all its mail, people and keys?", yes=yes
        )
        done = erasure(place).organisation(whose.id, told=Progress())
        said = f"Erased: {whose.name}, with {done.messages:,} messages."
        report(done, said, as_json=as_json, organisation=whose.name)
