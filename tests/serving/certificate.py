"""A certificate for loopback that nobody but a test believes in."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificate:
    """Where certificate and key lie."""

    cert: Path
    key: Path

    def settings(self) -> dict[str, str]:
        """Return what the server is told."""
        return {"CANDOR_TLS_CERT": str(self.cert), "CANDOR_TLS_KEY": str(self.key)}


def certificate(
    directory: Path,
    *,
    days: float = 365,
    form: PrivateFormat = PrivateFormat.PKCS8,
    name: str = "server",
) -> Certificate:
    """Make a certificate of 127.0.0.1 that is good for so many more days.

    Of RSA, with which a client may also ask for key exchanges without secrecy.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, SHA256())
    )
    found = Certificate(directory / f"{name}.pem", directory / f"{name}.key")
    found.cert.write_bytes(made.public_bytes(Encoding.PEM))
    found.key.write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
    found.key.chmod(0o600)
    return found
