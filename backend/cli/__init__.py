"""The `candor` command: one module per thing it does."""

import click

from backend.cli.demo import demo
from backend.cli.doctor import doctor
from backend.cli.gmail import gmail
from backend.cli.init import init
from backend.cli.migrate_store import migrate_store
from backend.cli.orgs import orgs
from backend.cli.outlook import outlook
from backend.cli.regions import regions
from backend.cli.serve import serve
from backend.cli.subjects import subjects


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="candor-mail", prog_name="candor")
def main() -> None:
    """Tell when a tracked mail was opened, without ever seeing the mail."""


COMMANDS = (
    *(demo, doctor, gmail, init, migrate_store),
    *(orgs, outlook, regions, serve, subjects),
)
for command in COMMANDS:
    main.add_command(command)
