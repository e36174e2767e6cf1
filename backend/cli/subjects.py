"""`candor subjects`: what recipients can ask of whoever answers for the tracking."""

from pathlib import Path

import click

from backend.cli.beside import Progress, beside, settings
from backend.cli.erasing import confirm, erasure, report
from backend.domain.errors import AddressInvalid
from backend.domain.recipient import Address, normalize

organisation = click.option(
    "--org", help="The organisation, by name or number, where there are several."
)


class _AddressType(click.ParamType[Address]):
    """A mail address; what is said about it never repeats it."""

    name = "address"

    def convert(
        self,
        value: str | Address,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Address:
        if isinstance(value, Address):
            return value
        try:
            return normalize(value)
        except AddressInvalid as error:
            self.fail(str(error), param, ctx)


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
@click.argument("address", type=_AddressType(), required=False)
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
    if address is None:
        address = click.prompt("Address", type=_AddressType(), err=True)
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
