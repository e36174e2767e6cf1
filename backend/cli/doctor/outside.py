"""The public addresses as others find them: certificate and TLS versions."""

import http.client
import socket
import ssl
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from backend.cli.doctor.finding import Finding
from backend.config import Config

SECONDS = 10
DAYS_LEFT = 14


def examine(config: Config) -> Iterator[Finding]:
    """Yield what the public address shows to everybody, and the pixel's, if another."""
    yield from _guarded(
        "public address", "TLS", config.public_url, config.tls_min, answers=True
    )
    if _place(config.pixel_url) != _place(config.public_url):
        yield from _guarded(
            "pixel address",
            "TLS of the pixel",
            config.pixel_url,
            config.tls_min,
            # It may serve pixels alone: the open that is sent shows whether it does.
            answers=False,
        )


def _guarded(
    check: str, tls: str, url: str, least: str, *, answers: bool
) -> Iterator[Finding]:
    try:
        if urlsplit(url).scheme == "https":
            yield from _certificate(tls, _place(url))
            yield _floor(tls, _place(url), least)
        if answers:
            yield _answers(check, url)
    except ssl.SSLError as error:
        yield Finding.failure(
            tls,
            f"{url} shows no certificate to be believed: {error.reason}",
            "install a certificate of this name with its whole chain",
        )
    except (OSError, http.client.HTTPException) as error:
        yield Finding.failure(
            check,
            f"{url} does not answer: {type(error).__name__}",
            "start the server; check name, proxy and firewall",
        )


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)


def _certificate(tls: str, place: tuple[str, int]) -> Iterator[Finding]:
    context = ssl.create_default_context()
    with (
        socket.create_connection(place, SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=place[0]) as connection,
    ):
        told = connection.getpeercert() or {}
        yield Finding.ok(tls, f"it speaks {connection.version()}")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
    days = (until - datetime.now(UTC)).days
    said = f"the certificate is good for {days} more days"
    if days < DAYS_LEFT:
        yield Finding.warning(tls, said, "renew it")
    else:
        yield Finding.ok(tls, said)


def _floor(tls: str, place: tuple[str, int], least: str) -> Finding:
    old = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]
    if least == "1.3":
        old.append(ssl.TLSVersion.TLSv1_2)
    spoken = [version for version in old if _speaks(place, version, "ALL")]
    if spoken:
        names = ", ".join(version.name.replace("_", ".") for version in spoken)
        return Finding.failure(
            tls, f"it also speaks {names}", f"let nothing below {least} be spoken"
        )
    if least == "1.2" and _speaks(place, ssl.TLSVersion.TLSv1_2, "kRSA"):
        return Finding.failure(
            tls,
            "it speaks 1.2 without forward secrecy",
            "let only ECDHE suites with AES-GCM or ChaCha20-Poly1305 be spoken",
        )
    return Finding.ok(tls, f"it speaks nothing below {least}")


def _speaks(place: tuple[str, int], version: ssl.TLSVersion, ciphers: str) -> bool:
    context = ssl.create_default_context()
    # Only whether it answers matters here; whom we talk to was checked before.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that is the point
        context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection(place, SECONDS) as raw,
            context.wrap_socket(raw, server_hostname=place[0]),
        ):
            return True
    except (ssl.SSLError, ConnectionError):
        return False


def _answers(check: str, url: str) -> Finding:
    place = _place(url)
    made: http.client.HTTPConnection = (
        http.client.HTTPSConnection(*place, timeout=SECONDS)
        if urlsplit(url).scheme == "https"
        else http.client.HTTPConnection(*place, timeout=SECONDS)
    )
    try:
        made.request("GET", "/healthz")
        status = made.getresponse().status
    finally:
        made.close()
    if status != http.client.OK:
        return Finding.failure(
            check,
            f"{url}/healthz answers {status}",
            "start the server; look whether the proxy leads to it",
        )
    return Finding.ok(check, f"{url} answers")
