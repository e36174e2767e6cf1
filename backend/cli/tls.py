"""The certificate and key that `candor serve` itself speaks TLS with.

The TLS of Granian (rustls) knows no version below 1.2, and of 1.2 only the six suites
with ECDHE and AEAD: there is nothing weaker to be switched off
(https://docs.rs/rustls/latest/rustls/manual/_05_defaults/).
"""

import ssl
from pathlib import Path
from typing import Any

from granian.constants import SSLProtocols

from backend.config import Config
from backend.domain.errors import ConfigInvalid

FLOORS = {"1.2": SSLProtocols.tls12, "1.3": SSLProtocols.tls13}
PKCS8 = "-----BEGIN PRIVATE KEY-----"


def settings(config: Config) -> dict[str, Any]:
    """Return what Granian is to be told; nothing where a proxy ends TLS.

    Raises ConfigInvalid for files it could not work with, and says what to do.
    """
    if config.tls_cert is None or config.tls_key is None:
        return {}
    key = _read("CANDOR_TLS_KEY", config.tls_key)
    if PKCS8 not in key:
        raise ConfigInvalid(
            f"CANDOR_TLS_KEY: {config.tls_key} is no plain PKCS#8 key; convert it "
            "with 'openssl pkcs8 -topk8 -nodes'"
        )
    _read("CANDOR_TLS_CERT", config.tls_cert)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            config.tls_cert, config.tls_key
        )
    except (ssl.SSLError, ValueError) as error:
        raise ConfigInvalid(
            "CANDOR_TLS_CERT and CANDOR_TLS_KEY: the certificate chain cannot be read, "
            "or the key is another certificate's"
        ) from error
    return {
        "ssl_cert": config.tls_cert,
        "ssl_key": config.tls_key,
        "ssl_protocol_min": FLOORS[config.tls_min],
    }


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{name}: cannot read {path} as PEM") from error
