"""The public address as others find it: certificate, TLS versions, clock."""

import http.client
import socket
import ssl
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from backend.cli.doctor.finding import Finding
from backend.config import Config

SECONDS = 10
DAYS_LEFT = 14
# Tokens of the sign-in services are taken this much early or late.
CLOCK_OFF, CLOCK_LEEWAY = 5, 60


def examine(config: Config) -> Iterator[Finding]:
    """Yield what the public address shows to everybody."""
    parts = urlsplit(config.public_url)
    place = (
        str(parts.hostname),
        parts.port or (443 if parts.scheme == "https" else 80),
    )
    try:
        if parts.scheme == "https":
            yield from _certificate(place)
            yield from _floor(place, config.tls_min)
        yield _clock(parts.scheme, place)
    except ssl.SSLError as error:
        yield Finding.failure(
            "TLS",
            f"the public address shows no certificate to be believed: {error.reason}",
            "install a certificate of this name with its whole chain",
        )
    except (OSError, http.client.HTTPException) as error:
        yield Finding.failure(
            "public address",
            f"{config.public_url} does not answer: {type(error).__name__}",
            "start the server; check name, proxy and firewall",
        )


def _certificate(place: tuple[str, int]) -> Iterator[Finding]:
    context = ssl.create_default_context()
    with (
        socket.create_connection(place, SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=place[0]) as connection,
    ):
        told = connection.getpeercert() or {}
        yield Finding.ok("TLS", f"it speaks {connection.version()}")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
    days = (until - datetime.now(UTC)).days
    said = f"the certificate is good for {days} more days"
    if days < DAYS_LEFT:
        yield Finding.warning("TLS", said, "renew it")
    else:
        yield Finding.ok("TLS", said)


def _floor(place: tuple[str, int], least: str) -> Iterator[Finding]:
    old = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]
    if least == "1.3":
        old.append(ssl.TLSVersion.TLSv1_2)
    spoken = [version for version in old if _speaks(place, version, "ALL")]
    if spoken:
        names = ", ".join(version.name.replace("_", ".") for version in spoken)
        yield Finding.failure(
            "TLS", f"it also speaks {names}", f"let nothing below {least} be spoken"
        )
    elif least == "1.2" and _speaks(place, ssl.TLSVersion.TLSv1_2, "kRSA"):
        yield Finding.failure(
            "TLS",
            "it speaks 1.2 without forward secrecy",
            "let only ECDHE suites with AES-GCM or ChaCha20-Poly1305 be spoken",
        )
    else:
        yield Finding.ok("TLS", f"it speaks nothing below {least}")


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


def _clock(scheme: str, place: tuple[str, int]) -> Finding:
    made: http.client.HTTPConnection = (
        http.client.HTTPSConnection(*place, timeout=SECONDS)
        if scheme == "https"
        else http.client.HTTPConnection(*place, timeout=SECONDS)
    )
    try:
        made.request("GET", "/healthz")
        told = made.getresponse().getheader("Date")
    finally:
        made.close()
    if told is None:
        return Finding.warning("clock", "the public address tells no time")
    off = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds())
    said = f"{off:.0f} s between this clock and that of the public address"
    if off > CLOCK_LEEWAY:
        advice = "set the clocks by NTP: sign-ins will be refused"
        return Finding.failure("clock", said, advice)
    if off > CLOCK_OFF:
        return Finding.warning("clock", said, "set the clocks by NTP")
    return Finding.ok("clock", said)
