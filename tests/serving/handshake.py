"""A TLS client that would do less than it should."""

import socket
import ssl
import warnings

OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
# What 1.2 also knows: no forward secrecy, no authenticated cipher, or neither.
WEAK = (
    "AES256-GCM-SHA384",
    "AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-RSA-AES256-SHA384",
    "NULL-SHA256",
)
SOMEWHERE = "127.0.0.77"  # an address that is in a log only if the client's is


def client(version: ssl.TLSVersion, ciphers: str | None = None) -> ssl.SSLContext:
    """Return a client that can speak this version alone, however old it is."""
    made = ssl.create_default_context()
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.set_ciphers(f"{ciphers or 'ALL'}:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # to be refused
        made.minimum_version = made.maximum_version = version
    return made


def spoken(place: tuple[str, int], context: ssl.SSLContext) -> tuple[str, str]:
    """Return version and cipher agreed upon; raises SSLError when refused."""
    raw = socket.create_connection(place, 20, source_address=(SOMEWHERE, 0))
    with raw, context.wrap_socket(raw) as connection:
        version, cipher = connection.version(), connection.cipher()
        assert version
        assert cipher
        return version, cipher[0]
