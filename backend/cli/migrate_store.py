"""`candor migrate-store`: move an installation's data from one database to another."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from backend.config import database
from backend.domain.errors import CandorError, ConfigInvalid
from backend.store.moving.move import Moved, Pair, move, not_arrived
from backend.store.places import Place, data_end, keys_end

TELL_SECONDS = 1.0  # between two lines of progress


class _PlaceType(click.ParamType[Place]):
    """A directory, or the URL of a PostgreSQL database."""

    name = "place"

    def convert(
        self,
        value: str | Path,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Place:
        if isinstance(value, Path) or "://" not in value:
            return Path(value).absolute()
        try:
            return database(param.name or "" if param else "", value)
        except ConfigInvalid as error:
            self.fail(str(error), param, ctx)


@click.command(
    "migrate-store",
    epilog="""\b
Examples:
  candor migrate-store /var/lib/candor postgresql://candor@127.0.0.1/candor
  candor migrate-store /var/lib/candor \\
      'postgresql://candor@db.example.com/candor?sslmode=verify-full' \\
      --keys /etc/candor/keys \\
      'postgresql://candor@keys.example.com/keys?sslmode=verify-full'
  candor migrate-store --json postgresql://candor@127.0.0.1/candor /var/lib/candor
""",
)
@click.argument("source", type=_PlaceType(), metavar="FROM")
@click.argument("target", type=_PlaceType(), metavar="TO")
@click.option(
    "--keys",
    type=_PlaceType(),
    nargs=2,
    metavar="FROM TO",
    help="Move the wrapped keys, too. The master key stays the file it is.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def migrate_store(
    source: Place, target: Place, keys: tuple[Place, Place] | None, *, as_json: bool
) -> None:
    """Move all data of FROM to TO, an empty place, and compare both.

    FROM and TO are data directories or postgresql:// URLs. Stop the servers first. FROM
    stays as it is. Killed half way, the same command goes on where it was. Keep
    passwords out of the command line: libpq reads them from ~/.pgpass.
    """
    progress = _Progress()
    try:
        found, again = _moved(source, target, keys or None, progress)
    except CandorError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        rows = [asdict(each) | {"same": each.same} for each in found]
        click.echo(json.dumps({"tables": rows}))
    else:
        for line in _report(found):
            click.echo(line)
    if not all(each.same for each in found):
        raise click.ClickException(again)
    click.echo(
        "Moved. Point the settings at TO, start, and keep FROM as a backup"
        " only for as long as backups are kept.",
        err=True,
    )


def _moved(
    source: Place, target: Place, keys: tuple[Place, Place] | None, told: "_Progress"
) -> tuple[list[Moved], str]:
    with (
        closing(data_end(source, target=False)) as data_from,
        closing(data_end(target, target=True)) as data_to,
    ):
        data = Pair(data_from, data_to)
        if keys is None:
            return move(data, None, told=told), not_arrived(data, None)
        with (
            closing(keys_end(keys[0], target=False)) as keys_from,
            closing(keys_end(keys[1], target=True)) as keys_to,
        ):
            wrapped = Pair(keys_from, keys_to)
            return move(data, wrapped, told=told), not_arrived(data, wrapped)


class _Progress:
    """Says on standard error how far a table is, at its end and now and then."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, table: str, done: int, total: int) -> None:
        if done == total or time.monotonic() >= self._next:
            self._next = time.monotonic() + TELL_SECONDS
            print(f"{table}: {done:,} of {total:,}", file=sys.stderr, flush=True)


def _report(found: Sequence[Moved]) -> list[str]:
    return [
        f"{each.table:<16}{each.rows:>12,} rows  {each.checksum}  "
        + ("same" if each.same else f"DIFFERS: {each.rows_there:,} rows arrived")
        for each in found
    ]
