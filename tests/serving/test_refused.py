"""A server that cannot begin says why in a sentence, and nothing else."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.house.company import environ_in, free_port
from tests.house.papers import ROOT
from tests.identity.outside import outside_world
from tests.serving.program import SERVE, UVICORN, program


@pytest.mark.parametrize("command", [SERVE, UVICORN], ids=["Granian", "uvicorn"])
def test_it_says_that_another_server_works_on_the_data(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    with free_port() as (_, port):
        pass
    with program(tmp_path) as first:
        environ = first.environ | {"CANDOR_PORT": str(port)}
        second = subprocess.run(
            [word.format(port=port) for word in command],
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert second.returncode != 0
    assert "already works on" in second.stderr
    assert "Traceback" not in second.stderr


def test_it_says_that_another_program_has_its_port(tmp_path: Path) -> None:
    with free_port() as (listener, port), outside_world() as outside:
        listener.listen()
        refused = subprocess.run(
            SERVE,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(ROOT),
                **environ_in(tmp_path, outside, port),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert refused.returncode != 0
    assert f"cannot listen on 127.0.0.1:{port}" in refused.stderr
    assert "Traceback" not in refused.stderr
