"""What the server speaks where it ends TLS itself, asked by one who would do less."""

import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.serialization import PrivateFormat

from backend.config import Config
from backend.domain.errors import ConfigInvalid
from tests.serving.certificate import Certificate, certificate
from tests.serving.handshake import OLD, SOMEWHERE, TLS12, TLS13, WEAK, client, spoken
from tests.serving.program import SERVE, Program, program

REFUSED = "protocol version|handshake failure"


@contextmanager
def obliging(place: Certificate) -> Iterator[tuple[str, int]]:
    """Serve one handshake with whatever version is asked for."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(place.cert, place.key)
    made.set_ciphers("ALL:eNULL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # on purpose
        made.minimum_version = ssl.TLSVersion.TLSv1
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            raw, _ = listener.accept()
            with raw, made.wrap_socket(raw, server_side=True) as connection:
                connection.recv(1)

        serving = threading.Thread(target=serve)
        serving.start()
        yield listener.getsockname()
        serving.join()


@pytest.fixture(scope="module", params=["1.2", "1.3"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    directory = tmp_path_factory.mktemp("candor")
    settings = certificate(directory).settings()
    with program(directory, CANDOR_TLS_MIN=request.param, **settings) as running:
        yield running


@pytest.mark.parametrize("version", OLD, ids=str)
def test_it_speaks_nothing_older_than_1_2(
    server: Program, version: ssl.TLSVersion
) -> None:
    with pytest.raises(ssl.SSLError, match=REFUSED):
        spoken(server.place, client(version))


@pytest.mark.parametrize(
    ("version", "cipher"),
    [*((version, None) for version in OLD), *((TLS12, cipher) for cipher in WEAK)],
    ids=str,
)
def test_it_is_asked_by_a_client_that_can_speak_what_is_refused(
    tmp_path: Path, version: ssl.TLSVersion, cipher: str | None
) -> None:
    with obliging(certificate(tmp_path)) as place:
        spoke = spoken(place, client(version, cipher))
    assert spoke[0] == version.name.replace("_", ".")
    assert cipher in {None, spoke[1]}


@pytest.mark.parametrize("cipher", WEAK)
def test_it_speaks_1_2_with_forward_secrecy_and_authenticated_ciphers_only(
    server: Program, cipher: str
) -> None:
    with pytest.raises(ssl.SSLError, match=REFUSED):
        spoken(server.place, client(TLS12, cipher))


def test_it_speaks_1_2_unless_told_not_to(server: Program) -> None:
    if server.config.tls_min == "1.3":
        with pytest.raises(ssl.SSLError, match=REFUSED):
            spoken(server.place, client(TLS12))
    else:
        version, cipher = spoken(server.place, client(TLS12))
        assert version == "TLSv1.2"
        assert cipher.startswith("ECDHE-RSA-")


def test_it_prefers_1_3(server: Program) -> None:
    either = ssl.create_default_context()
    either.check_hostname, either.verify_mode = False, ssl.CERT_NONE
    assert spoken(server.place, either)[0] == "TLSv1.3"


def test_it_writes_nobody_s_address_into_its_log(server: Program) -> None:
    spoken(server.place, client(TLS13))
    for wrong in (client(TLS12, WEAK[0]), client(OLD[0])):
        with pytest.raises(ssl.SSLError):
            spoken(server.place, wrong)
    with socket.create_connection(
        server.place, 20, source_address=(SOMEWHERE, 0)
    ) as raw:
        raw.sendall(b"GET /track/open/x.png HTTP/1.1\r\n\r\n")  # no TLS at all
        assert b"HTTP" not in raw.recv(99)
    assert SOMEWHERE not in server.log.read_text()


def test_it_serves_the_pixel_over_tls(server: Program) -> None:
    host, port = server.place
    cert = server.config.tls_cert
    url = f"https://{host}:{port}/track/open/{'A' * 32}.png"
    answer = requests.get(url, verify=str(cert), timeout=20)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


def started(directory: Path, **settings: str) -> str:
    """Start a server that cannot start; return what it says."""
    environ = {
        "PATH": "/usr/bin",
        "CANDOR_PUBLIC_URL": "http://127.0.0.1:9",
        "CANDOR_DATA_DIR": str(directory / "data"),
        "CANDOR_KEY_DIR": str(directory / "keys"),
    }
    done = subprocess.run(
        SERVE,
        check=False,
        env=environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    return done.stderr


def test_it_says_what_to_do_with_a_key_of_another_form(tmp_path: Path) -> None:
    old = certificate(tmp_path, form=PrivateFormat.TraditionalOpenSSL)
    assert "openssl pkcs8 -topk8 -nodes" in started(tmp_path, **old.settings())


def test_it_notices_a_key_of_another_certificate(tmp_path: Path) -> None:
    one, other = certificate(tmp_path), certificate(tmp_path, name="other")
    mixed = Certificate(one.cert, other.key)
    assert "is another certificate's" in started(tmp_path, **mixed.settings())


def test_it_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    gone = Certificate(tmp_path / "no.pem", tmp_path / "no.key")
    assert "cannot read" in started(tmp_path, **gone.settings())


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"CANDOR_TLS_CERT": "/etc/cert.pem"}, "belong together"),
        ({"CANDOR_TLS_KEY": "/etc/cert.key"}, "belong together"),
        ({"CANDOR_TLS_MIN": "1.1"}, "none of 1.2, 1.3"),
    ],
    ids=str,
)
def test_it_refuses_half_a_setting(setting: dict[str, str], said: str) -> None:
    environ = {
        "CANDOR_PUBLIC_URL": "https://candor.north.example",
        "CANDOR_DATA_DIR": "/var/lib/candor",
        "CANDOR_KEY_DIR": "/etc/candor/keys",
    }
    with pytest.raises(ConfigInvalid, match=said):
        Config.read(environ | setting, {})
