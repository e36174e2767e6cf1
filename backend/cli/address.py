"""A mail address on the command line, or asked for to keep it off that line."""

import click

from backend.domain.errors import AddressInvalid
from backend.domain.recipient import Address, normalize


class AddressType(click.ParamType[Address]):
    """A mail address; what is said about it never repeats it."""

    name = "address"

    def convert(
        self,
        value: str | Address,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Address:
        """Return the address in its one spelling."""
        if isinstance(value, Address):
            return value
        try:
            return normalize(value)
        except AddressInvalid as error:
            self.fail(str(error), param, ctx)


def asked() -> Address:
    """Ask for an address, which so stays out of the shell's history."""
    address: Address = click.prompt("Address", type=AddressType(), err=True)
    return address
