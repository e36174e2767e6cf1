"""A packaged open tracker to compare with, installed for one run and then gone."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.target import Target


@dataclass(frozen=True, slots=True)
class Peer:
    """A running peer, what it is set to do, its pixels, and how to count its rows."""

    target: Target
    setting: str
    paths: list[str]
    count: Callable[[], int]


class InstallFailed(Exception):
    """A package manager could not install a peer; the text is what it said."""


def written(file: Path, text: str) -> Path:
    """Write a file of a peer's own; return it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def done(
    command: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> str:
    """Run a command of the setting-up; return what it printed."""
    ended = subprocess.run(
        command,
        env=os.environ | dict(environ or {}),
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise InstallFailed(f"{' '.join(command)}: {ended.stderr[-2000:]}")
    return ended.stdout
