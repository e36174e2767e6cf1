"""`candor subjects`: what recipients can ask of whoever answers for the tracking."""

import json
import os
from pathlib import Path

import click

from backend.cli.address import AddressType, asked
from backend.cli.beside import Progress, beside, organisation, settings
from backend.cli.erasing import ACTOR, confirm, erasure, report
from backend.domain.recipient import Address
from backend.installation import now
from backend.services.holdings import Holdings


@click.group()
def subjects() -> None:
    """Answer what recipients ask for."""


@subjects.command(
    epilog="""\b
Examples:
  candor subjects erase                    asks for the address
  candor subjects erase dave@customer.example --org 'North Sales'
  candor subjects erase dave@customer.example --yes --json
"""
)
@click.argument("address", type=AddressType(), required=False)
@organisation
@settings
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def erase(
    address: Address | None,
    org: str | None,
    config_file: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Erase what is kept about a recipient, by their address.

    All mail to exactly that address loses its opens, clicks, links and label, mail to
    several people included, and the keys for it are destroyed. A no stays, and so does
    a consent that still allows something. It is no no by itself: later mail may be
    tracked again.

    An address that is left out is asked for, and so stays out of the shell's history.
    Works beside a running server. Killed half way, the same command goes on.
    """
    address = address or asked()
    with beside(config_file) as place:
        whose = place.organisation(org)
        confirm(f"Erase for good what {whose.name} keeps about this person?", yes=yes)
        erases = erasure(place)
        done = erases.person(whose.id, address, told=Progress())
        alike = erases.alike(whose.id, address)
        said = f"Erased at {whose.name}: {done.messages:,} messages."
        if alike:
            said += (
                f"\n{alike:,} more went to spellings of the address that may be"
                " somebody else's (name+word, or other dots): name them to erase them."
            )
        report(done, said, as_json=as_json, organisation=whose.name, alike=alike)


@subjects.command(
    epilog="""\b
Examples:
  candor subjects export                   asks for the address
  candor subjects export dave@customer.example -o dave.json
  candor subjects export dave@customer.example --org 'North Sales'
"""
)
@click.argument("address", type=AddressType(), required=False)
@organisation
@settings
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, for its owner alone; standard output without it.",
)
def export(
    address: Address | None,
    org: str | None,
    config_file: Path | None,
    output: Path | None,
) -> None:
    """Write down, as JSON, what is kept about a recipient, by their address.

    Of mail to several people it says that it was sent, but not what was opened: nobody
    knows by whom. It names no other recipient and no sender. Make sure that whoever
    asks is whose address it is.
    """
    address = address or asked()
    with beside(config_file) as place:
        whose = place.organisation(org)
        holdings = Holdings(place.store, place.keyring, clock=now, actor=ACTOR)
        found = {"organisation": whose.name} | holdings.of(whose.id, address)
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)  # a file that was there kept its mode
        file.write(text)
    click.echo(f"{output}: {len(found['messages']):,} messages", err=True)
