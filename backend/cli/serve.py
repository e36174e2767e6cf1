"""`candor serve`: answer HTTP until told to stop."""

import logging
import os
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces

from backend.config import Config
from backend.domain.errors import CandorError


@click.command(
    epilog="""\b
Examples:
  candor serve --config /etc/candor/candor.toml
  CANDOR_PORT=8443 candor serve
"""
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Settings file that 'candor init' wrote; CANDOR_* variables beat it.",
)
def serve(config_file: Path | None) -> None:
    """Serve pixel, API, add-in files and privacy pages until SIGTERM or Ctrl-C."""
    if config_file is not None:
        os.environ["CANDOR_CONFIG"] = str(config_file.absolute())
    try:
        config = Config.from_environ()
    except CandorError as error:
        raise click.ClickException(str(error)) from error
    run(config)


def run(config: Config) -> None:
    """Run the server; its worker reads the same settings from the environment."""
    logging.getLogger("granian.access").disabled = True  # it would write addresses
    Granian(
        "backend.front:create",
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,  # one process owns the store
        websockets=False,
        backlog=4096,
        # Waiting sidebars count as requests in flight: at the default of 1,024 they
        # would keep the pixel from being answered.
        backpressure=20_000,
        log_access=False,
        workers_kill_timeout=10,
        respawn_failed_workers=False,
    ).serve()
