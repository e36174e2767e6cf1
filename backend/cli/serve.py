"""`candor serve`: answer HTTP until told to stop."""

import os
from pathlib import Path

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings

from backend.cli import tls
from backend.config import END_SECONDS, Config
from backend.domain.errors import CandorError, ConfigInvalid

# A bearer takes up to 8 KB; a whole head beyond this is nobody's.
HEAD_BYTES = 64 * 1024
# How long a client may take to send a head, and a connection may lie idle.
HEAD_MILLISECONDS = 30_000


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
        run(Config.from_environ())
    except CandorError as error:
        raise click.ClickException(str(error)) from error


def run(config: Config) -> None:
    """Run the server; its worker reads the same settings from the environment.

    Raises ConfigInvalid for a certificate or key that cannot be used, and for an
    address that cannot be listened on.
    """
    server = Granian(
        "backend.front:create",
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        factory=True,
        loop=Loops.uvloop,
        # While it guesses between 1.1 and 2 it waits for ever for a first byte, so that
        # silent connections would pile up. HTTP/2 is for a proxy to speak.
        http=HTTPModes.http1,
        workers=1,  # one process owns the store
        websockets=False,
        backlog=4096,
        # Waiting sidebars count as requests in flight: at the default of 1,024 they
        # would keep the pixel from being answered.
        backpressure=20_000,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEAD_MILLISECONDS, max_buffer_size=HEAD_BYTES
        ),
        log_access=False,  # it would write addresses and tokens
        workers_kill_timeout=END_SECONDS + 1,
        respawn_failed_workers=False,
        **tls.settings(config),
    )
    try:
        server.serve()
    except (RuntimeError, OSError) as error:
        if "os error" not in str(error):  # as Granian words what the system refuses
            raise
        raise ConfigInvalid(
            f"cannot listen on {config.host}:{config.port}: {error}. Stop what does, or"
            " set CANDOR_PORT"
        ) from error
