"""What the commands that erase share: to ask first, and to say what was done."""

import json

import click

from backend.cli.beside import Beside
from backend.installation import now
from backend.services.erasure import COMMAND_REST_SECONDS, Erased, Erasure

ACTOR = "cli"
LOG_HELD = (
    "The rows are gone, but a program that reads the database keeps their bytes in its"
    " log. When it has ended (a backup, as a rule), run the same command again."
)


def erasure(place: Beside) -> Erasure:
    """Return what erases beside a server."""
    return Erasure(
        place.store,
        place.keyring,
        clock=now,
        actor=ACTOR,
        rest_seconds=COMMAND_REST_SECONDS,
    )


def confirm(question: str, *, yes: bool) -> None:
    """Ask, unless the answer was given on the command line; a no ends the command."""
    if not yes:
        click.confirm(question, abort=True, err=True)


def report(done: Erased, said: str, *, as_json: bool, **more: object) -> None:
    """Say what was erased; ends with 1 when its bytes are not all gone."""
    if as_json:
        outcome = {"messages": done.messages, "log_emptied": done.log_emptied}
        click.echo(json.dumps(more | outcome))
    else:
        click.echo(said)
    if not done.log_emptied:
        raise click.ClickException(LOG_HELD)
