"""Whose the directories are, who else can read them, and the room that is left."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from backend.cli.doctor.finding import Finding
from backend.config import Config

MEGABYTE = 1024 * 1024
LOW, LOWEST = 2048 * MEGABYTE, 256 * MEGABYTE


def stranger(config: Config) -> Finding | None:
    """Say if this is not the service's user, who alone may open its files.

    Another, root above all, would leave files behind that the server cannot use.
    """
    for place in (config.data_dir, config.key_dir):
        if not place.is_dir():
            return Finding.failure(
                "files",
                f"there is no directory {place}",
                "run 'candor init', or correct the setting",
            )
        if place.stat().st_uid != os.geteuid():
            return Finding.failure(
                "files",
                f"{place} belongs to another user than this one",
                "run the doctor as the service's user",
            )
    return None


def examine(config: Config) -> Iterator[Finding]:
    """Yield what is wrong with modes and room."""
    for name, place in (("data", config.data_dir), ("keys", config.key_dir)):
        yield _modes(name, place)
        yield _room(name, place)


def _modes(name: str, place: Path) -> Finding:
    readable = [
        path
        for path in (place, *sorted(place.iterdir()))
        if stat.S_IMODE(path.lstat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if readable:
        return Finding.failure(
            f"{name} files",
            f"others can get at {', '.join(map(str, readable))}",
            "chmod go= them",
        )
    return Finding.ok(f"{name} files", "for the service's user alone")


def _room(name: str, place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    said = f"{free // MEGABYTE} MB are free in {place}"
    if free < LOWEST:
        advice = "make room now: a full disk means that nothing is recorded"
        return Finding.failure(f"{name} disk", said, advice)
    if free < LOW:
        return Finding.warning(f"{name} disk", said, "make room")
    return Finding.ok(f"{name} disk", said)
