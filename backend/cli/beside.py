"""Opens store and keys of an installation, beside its running server or without it."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from backend.config import Config
from backend.crypto.keyring import Keyring
from backend.domain.errors import CandorError, ConfigInvalid
from backend.installation import open_keys
from backend.store.places import data_exist, open_store
from backend.store.store import OrganisationRow, Store

F = TypeVar("F", bound=Callable[..., object])

organisation = click.option(
    "--org", help="The organisation, by name or number, where there are several."
)

TELL_SECONDS = 1.0  # between two lines of progress


@dataclass(frozen=True, slots=True)
class Beside:
    """What a command works on."""

    store: Store
    keyring: Keyring

    def organisation(self, named: str | None) -> OrganisationRow:
        """Return the organisation of that name or number; the only one without.

        Raises ConfigInvalid, listing those there are.
        """
        with self.store.read() as reader:
            there = sorted(
                (each for each in reader.organisations() if each.name),
                key=lambda each: each.name,
            )
        fitting = [each for each in there if named in {None, each.name, each.id.hex()}]
        if len(fitting) == 1:
            return fitting[0]
        listed = ", ".join(f"{each.name!r} ({each.id.hex()})" for each in there)
        if not fitting:
            raise ConfigInvalid(
                f"there is no organisation {named!r}; there are: {listed or 'none'}"
                if named
                else "there is no organisation: run 'candor init' first"
            )
        raise ConfigInvalid(f"which organisation, by name or number? {listed}")


@contextmanager
def beside(config_file: Path | None) -> Iterator[Beside]:
    """Open what the settings name; what goes wrong is told as a command tells it."""
    if config_file is not None:
        os.environ["CANDOR_CONFIG"] = str(config_file.absolute())
    try:
        config = Config.from_environ()
        if not data_exist(config.data):
            raise ConfigInvalid(
                "no data are there: do the settings name the right place?"
            )
        keystore, keyring = open_keys(config)
        with (
            closing(keystore),
            closing(open_store(config.data, exclusive=False)) as store,
        ):
            yield Beside(store, keyring)
    except CandorError as error:
        raise click.ClickException(str(error)) from error


class Progress:
    """Says on standard error how many messages are done, now and then."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TELL_SECONDS

    def __call__(self, done: int) -> None:
        """Take note that so many are done."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TELL_SECONDS
            print(f"messages: {done:,} done", file=sys.stderr, flush=True)


def settings(command: F) -> F:
    """Give a command the option that names the settings file."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="Settings file that 'candor init' wrote; CANDOR_* variables beat it.",
    )(command)
