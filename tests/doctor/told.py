"""What the doctor says of the installation this process has the settings of."""

import pytest

from backend.cli.doctor import examine
from backend.cli.doctor.finding import Level
from tests.house.company import environ_in
from tests.serving.program import Program


def told(*, probes: bool = False) -> dict[str, list[tuple[Level, str]]]:
    """Let the doctor look; return levels and words by check."""
    found: dict[str, list[tuple[Level, str]]] = {}
    for each in examine(probes=probes):
        found.setdefault(each.check, []).append(
            (each.level, f"{each.said} -> {each.advice}")
        )
    return found


def worst(check: str, *, probes: bool = False) -> tuple[Level, str]:
    """Return the worst finding of a check."""
    order = list(Level)
    return max(told(probes=probes)[check], key=lambda each: order.index(each[0]))


def settle(running: Program, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Take over the settings of a running server."""
    directory = running.config.data_dir.parent
    environ = environ_in(directory, running.outside, running.config.port)
    for name, value in (environ | more).items():
        monkeypatch.setenv(name, value)
