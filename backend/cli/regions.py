"""`candor regions`: where recipients are, as IT knows better than a domain's ending."""

import json
from pathlib import Path

import click

from backend.cli.address import AddressType, asked
from backend.cli.beside import Beside, Progress, beside, organisation, settings
from backend.cli.erasing import ACTOR
from backend.domain.consent import Regime
from backend.domain.errors import DomainInvalid, RegionUnknown
from backend.domain.recipient import Address, mail_domain
from backend.domain.regions import read_country
from backend.installation import now
from backend.services.erasure import COMMAND_REST_SECONDS
from backend.services.regions import Change, Mapped, Regions

HOLDS = {
    Regime.OPT_OUT: "tracked until they say no",
    Regime.CONSENT: "tracked only after they agreed",
    Regime.OFF: "never tracked",
}

as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print the outcome as JSON."
)
reason = click.option(
    "--reason",
    metavar="TEXT",
    help="Why, where less is asked for than before; kept in the audit log.",
)
reason_always = click.option(
    "--reason", metavar="TEXT", required=True, help="Why; kept in the audit log."
)


class _CountryType(click.ParamType[str]):
    """A country's code."""

    name = "country"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        try:
            return read_country(value)
        except RegionUnknown as error:
            self.fail(str(error), param, ctx)


class _DomainType(click.ParamType[str]):
    """A mail domain; what is said about a wrong one never repeats it."""

    name = "domain"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        try:
            return mail_domain(value)
        except DomainInvalid as error:
            self.fail(str(error), param, ctx)


def _one(
    ctx: click.Context, param: click.Parameter, value: tuple[Address, ...]
) -> Address | None:
    """Take one address or none."""
    if len(value) > 1:
        raise click.BadParameter("one address at a time", ctx, param)
    return value[0] if value else None


# An optional argument in front of another is one that may be given many times.
address_first = click.argument(
    "address", type=AddressType(), nargs=-1, metavar="[ADDRESS]", callback=_one
)


@click.group()
def regions() -> None:
    """Say in which country recipients are.

    Unless something is set here, the ending of their domain tells it, and where that
    says nothing, as .com does, they count as being where the sender is at home. What
    is set for an address beats what is set for its domain.

    A country that asks for more than the one before holds at once, for mail that is
    out, too. One that asks for less takes a reason, and holds for new mail only.
    """


@regions.command(
    "list",
    epilog="""\b
Examples:
  candor regions list
  candor regions list --org 'North Sales' --json
""",
)
@organisation
@settings
@as_json
def list_(org: str | None, config_file: Path | None, *, as_json: bool) -> None:
    """Show what is set: the domains, and for how many addresses.

    Which addresses these are is not kept, but for a keyed hash of each.
    """
    with beside(config_file) as place:
        whose = place.organisation(org)
        mapped = _service(place).mapped(whose.id)
    if as_json:
        domains = {
            domain: {"country": country, "regime": regime.value}
            for domain, (country, regime) in mapped.domains.items()
        }
        told = {"organisation": whose.name, "domains": domains}
        click.echo(json.dumps(told | {"addresses": dict(mapped.addresses)}))
        return
    for line in _lines(whose.name, mapped):
        click.echo(line)


@regions.command(
    epilog="""\b
Examples:
  candor regions set-domain customer.example FR
  candor regions set-domain customer.example US --reason 'the firm left France'
"""
)
@click.argument("domain", type=_DomainType())
@click.argument("country", type=_CountryType())
@reason
@organisation
@settings
@as_json
def set_domain(
    domain: str,
    country: str,
    reason: str | None,
    org: str | None,
    config_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say in which country the people of DOMAIN are.

    It is the part behind the @, and of no domain below it. COUNTRY has two letters, as
    US or DE. Mail that is out is stopped, or less is kept of it, where COUNTRY asks for
    more; mail whose recipients Candor was not allowed to note is stopped, too, if it
    could have gone there. What is stopped stays so.

    Works beside a running server. Killed half way, the same command goes on.
    """
    with beside(config_file) as place:
        whose = place.organisation(org)
        done = _service(place).set_domain(
            whose.id, domain, country, reason=reason, told=Progress()
        )
    said = f"Set at {whose.name}: people of {domain} are in {done.after}"
    _report(said, done, as_json=as_json, organisation=whose.name, domain=domain)


@regions.command(
    epilog="""\b
Examples:
  candor regions set-address FR                          asks for the address
  candor regions set-address dave@customer.example FR
  candor regions set-address US --reason 'she moved to Boston'
"""
)
@address_first
@click.argument("country", type=_CountryType())
@reason
@organisation
@settings
@as_json
def set_address(
    address: Address | None,
    country: str,
    reason: str | None,
    org: str | None,
    config_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say in which country one person is, whatever their domain says.

    An address that is left out is asked for, and so stays out of the shell's history.
    Only that spelling of it counts. Mail that is out is stopped, or less is kept of it,
    where COUNTRY asks for more; what is stopped stays so.

    Works beside a running server. Killed half way, the same command goes on.
    """
    address = address or asked()
    with beside(config_file) as place:
        whose = place.organisation(org)
        done = _service(place).set_address(
            whose.id, address, country, reason=reason, told=Progress()
        )
    said = f"Set at {whose.name}: this person is in {done.after}"
    _report(said, done, as_json=as_json, organisation=whose.name)


@regions.command(
    epilog="""\b
Examples:
  candor regions unset-domain customer.example --reason 'was a slip'
"""
)
@click.argument("domain", type=_DomainType())
@reason_always
@organisation
@settings
@as_json
def unset_domain(
    domain: str,
    reason: str,
    org: str | None,
    config_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Take back what was set for DOMAIN.

    From then on its ending counts, or else the sender's home. That may ask for less,
    now or when the home moves, so it always takes a reason. Where it asks for more, it
    holds for mail that is out as if it had been set.

    Works beside a running server. Killed half way, the same command goes on.
    """
    with beside(config_file) as place:
        whose = place.organisation(org)
        done = _service(place).unset_domain(
            whose.id, domain, reason=reason, told=Progress()
        )
    said = f"Taken back at {whose.name}: people of {domain} count as in {done.after}"
    _report(said, done, as_json=as_json, organisation=whose.name, domain=domain)


@regions.command(
    epilog="""\b
Examples:
  candor regions unset-address --reason 'was a slip'     asks for the address
  candor regions unset-address dave@customer.example --reason 'was a slip'
"""
)
@click.argument("address", type=AddressType(), required=False)
@reason_always
@organisation
@settings
@as_json
def unset_address(
    address: Address | None,
    reason: str,
    org: str | None,
    config_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Take back what was set for one person.

    From then on their domain counts. That may ask for less, so it always takes a
    reason. Where it asks for more, it holds for mail that is out as if it had been set.

    An address that is left out is asked for, and so stays out of the shell's history.
    Works beside a running server. Killed half way, the same command goes on.
    """
    address = address or asked()
    with beside(config_file) as place:
        whose = place.organisation(org)
        done = _service(place).unset_address(
            whose.id, address, reason=reason, told=Progress()
        )
    said = f"Taken back at {whose.name}: this person counts as in {done.after}"
    _report(said, done, as_json=as_json, organisation=whose.name)


def _service(place: Beside) -> Regions:
    return Regions(
        place.store,
        place.keyring,
        clock=now,
        actor=ACTOR,
        rest_seconds=COMMAND_REST_SECONDS,
    )


def _lines(organisation: str, mapped: Mapped) -> list[str]:
    width = max(map(len, mapped.domains), default=0)
    lines = [
        f"{domain:{width}}  {country}  {HOLDS[regime]}"
        for domain, (country, regime) in mapped.domains.items()
    ] or [f"No domain has a country set at {organisation}."]
    total = sum(mapped.addresses.values())
    each = ", ".join(f"{count:,} {of}" for of, count in mapped.addresses.items())
    return [*lines, f"Addresses: {total:,}{f' ({each})' if each else ''}"]


def _report(said: str, done: Change, *, as_json: bool, **more: str) -> None:
    if as_json:
        outcome = {
            "before": done.before,
            "country": done.after,
            "regime": done.regime.value,
            "stopped": done.mail.stopped,
            "restricted": done.mail.restricted,
        }
        click.echo(json.dumps(more | outcome))
        return
    before = f" ({done.before} before)" if done.before != done.after else ""
    click.echo(f"{said}{before}: {HOLDS[done.regime]}.")
    click.echo(
        f"Of mail that is out, {done.mail.stopped:,} messages were stopped, and of"
        f" {done.mail.restricted:,} less is kept."
    )
