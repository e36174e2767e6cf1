"""A running server, and copies of its installation that may be broken."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doctor.told import settle
from tests.serving.certificate import Certificate, certificate
from tests.serving.program import Program, program


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(tmp_path_factory.mktemp("candor")) as server:
        yield server


@pytest.fixture
def candor(running: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Return the running server, with its settings in this process's environment."""
    settle(running, monkeypatch)
    return running


@pytest.fixture
def copy(candor: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the installation that may be broken."""
    for name in ("data", "keys"):
        shutil.copytree(candor.config.data_dir.parent / name, tmp_path / name)
        (tmp_path / name).chmod(0o700)
        monkeypatch.setenv(
            f"CANDOR_{name.upper().rstrip('S')}_DIR", str(tmp_path / name)
        )
    return tmp_path


@pytest.fixture
def secure(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Certificate]:
    """Serve with a certificate that this machine believes; days left by parameter."""
    made = certificate(tmp_path, days=getattr(request, "param", 90))
    monkeypatch.setenv("SSL_CERT_FILE", str(made.cert))
    with program(tmp_path, **made.settings()) as running:
        url = running.config.public_url.replace("http:", "https:")
        settle(running, monkeypatch, CANDOR_PUBLIC_URL=url, **made.settings())
        yield made
