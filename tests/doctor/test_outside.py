"""What the doctor finds at the public addresses: certificates and TLS versions."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.cli.doctor.finding import Level
from tests.doctor.told import settle, told, worst
from tests.serving.certificate import Certificate, certificate
from tests.serving.program import Program


@pytest.mark.usefixtures("secure")
def test_it_finds_tls_well() -> None:
    found = told(probes=True)
    assert [level for level, _ in found["TLS"]] == [Level.OK] * 3
    assert "TLSv1.3" in found["TLS"][0][1]
    assert found["open"][0][0] is Level.OK
    assert found["public address"][0][0] is Level.OK


@pytest.mark.parametrize("secure", [5], indirect=True)
@pytest.mark.usefixtures("secure")
def test_it_notices_a_certificate_that_ends_soon() -> None:
    found = worst("TLS", probes=True)
    assert found[0] is Level.WARNING
    assert "renew it" in found[1]


@pytest.mark.parametrize("secure", [-1], indirect=True)
@pytest.mark.usefixtures("secure")
def test_it_notices_a_certificate_that_has_ended() -> None:
    assert worst("TLS", probes=True)[0] is Level.FAILURE


@pytest.mark.usefixtures("secure")
def test_it_notices_a_certificate_nobody_believes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certificate(tmp_path, name="other")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.cert))
    assert worst("TLS", probes=True)[0] is Level.FAILURE


@pytest.mark.usefixtures("secure")
def test_it_notices_tls_that_is_older_than_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANDOR_TLS_MIN", "1.3")
    found = worst("TLS", probes=True)
    assert found[0] is Level.FAILURE
    assert "TLSv1.2" in found[1]


@contextmanager
def pixels(shown: Certificate) -> Iterator[str]:
    """Speak TLS at another port with a certificate; yields its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown.cert, shown.key)
    context.set_ciphers("ECDHE+AESGCM")
    server = socketserver.ThreadingTCPServer(
        ("127.0.0.1", 0), socketserver.BaseRequestHandler, bind_and_activate=False
    )
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # refused
    server.server_bind()
    server.server_activate()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def test_it_looks_at_the_pixel_s_address_too(
    secure: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pixels(secure) as url:
        monkeypatch.setenv("CANDOR_PIXEL_URL", url)
        found = told(probes=True)
    assert [level for level, _ in found["TLS of the pixel"]] == [Level.OK] * 3
    assert len(found["TLS"]) == 3


@pytest.mark.usefixtures("secure")
def test_it_notices_a_pixel_s_address_whose_certificate_nobody_believes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pixels(certificate(tmp_path, name="other")) as url:
        monkeypatch.setenv("CANDOR_PIXEL_URL", url)
        found = told(probes=True)
    assert [level for level, _ in found["TLS of the pixel"]] == [Level.FAILURE]
    assert Level.FAILURE not in {level for level, _ in found["TLS"]}


def test_it_notices_a_proxy_that_leads_elsewhere(
    candor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the stand-in for the sign-in services has no such page
    settle(candor, monkeypatch, CANDOR_PUBLIC_URL=candor.outside.url)
    found = worst("public address", probes=True)
    assert found[0] is Level.FAILURE
    assert "404" in found[1]
