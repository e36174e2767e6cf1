"""One open of a message of the doctor's own, sent through the public address.

There is no route that tells how a request arrived, and none is needed: the open is
stored as any other, and what kind of network it was judged to come from is read there.
"""

import http.client
import ipaddress
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from backend.cli.doctor.finding import Finding
from backend.config import Config
from backend.crypto.keyring import Keyring
from backend.domain import pixel, token
from backend.domain.message import Channel, Message, State
from backend.domain.mode import Mode
from backend.domain.networks import IporiginNetworks
from backend.domain.observe import Network
from backend.domain.policy import mode_now
from backend.domain.token import Purpose
from backend.installation import now
from backend.store.store import PrincipalRow, Store, TokenRow, Transaction

CHECK = "open"
FORWARDED = "proxy headers"
SECONDS = 10
# Said in X-Forwarded-For: whoever records this kind of network believed a client.
CLAIMS = {Network.EYEBALL: "52.95.110.1", Network.HOSTING: "192.0.2.1"}
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
# A sender nobody can sign in as: no directory has this name.
BASIS = "opt_out"
PROVIDER, DIRECTORY = "entra", "candor-doctor"


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a fetch was judged to come from, and where it was sent from."""

    network: Network | None
    source: str


def examine(config: Config, store: Store, keyring: Keyring) -> Iterator[Finding]:
    """Yield whether an open arrives, and from whom it seems to come."""
    with store.read() as reader:
        able = [
            org.id
            for org in reader.organisations()
            if mode_now(reader.policy(org.id), BASIS) is not Mode.OFF
        ]
    if not able:
        yield Finding.warning(CHECK, "no organisation tracks, so that none was sent")
        return
    try:
        plain = _sent(config, store, keyring, able[0], claim=None)
        here = IporiginNetworks().kind(ipaddress.ip_address(plain.source).packed)[0]
        claim = CLAIMS.get(here, CLAIMS[Network.EYEBALL])
        claimed = _sent(config, store, keyring, able[0], claim=claim)
    except (OSError, http.client.HTTPException) as error:
        yield Finding.failure(
            CHECK,
            f"the pixel's address does not answer: {type(error).__name__}",
            "start the server; check name, certificate, proxy and firewall",
        )
        return
    if plain.network is None or claimed.network is None:
        yield Finding.failure(
            CHECK,
            "one was answered and is not stored",
            "look at /readyz and the log; does the public address lead to this server?",
        )
        return
    yield Finding.ok(CHECK, "one was sent through the public address and stored")
    yield _forwarded(config, plain, claimed, here)


def _forwarded(config: Config, plain: Seen, claimed: Seen, here: Network) -> Finding:
    if claimed.network is not plain.network:
        source = ipaddress.ip_address(claimed.source)
        if any(source in network for network in config.trusted_proxies):
            return Finding.warning(
                FORWARDED,
                "this machine counts as a proxy, and what it claims is believed",
                "run the probe from another machine to see what others could claim",
            )
        return Finding.failure(
            FORWARDED,
            "what a client writes into X-Forwarded-For is believed",
            "let the proxy set the header anew, not hand it on",
        )
    if here is Network.HOSTING and plain.network is Network.EYEBALL:
        return Finding.failure(
            FORWARDED,
            "the server takes the proxy's address for the reader's",
            "name the proxy in CANDOR_TRUSTED_PROXIES and let it set X-Forwarded-For",
        )
    return Finding.ok(FORWARDED, "what a client claims is not believed")


def _sent(
    config: Config, store: Store, keyring: Keyring, org_id: bytes, *, claim: str | None
) -> Seen:
    with _message(config, store, keyring, org_id) as (message, path):
        source = _fetch(config.pixel_url, path, claim)
        return Seen(_stored(store, message), source)


@contextmanager
def _message(
    config: Config, store: Store, keyring: Keyring, org_id: bytes
) -> Iterator[tuple[Message, str]]:
    """Keep a message to nobody for as long as the block lasts."""
    identity, keys = os.urandom(16), keyring.token_keys()
    row = TokenRow(
        token.lookup(keys, Purpose.OPEN, identity),
        Purpose.OPEN.value,
        org_id,
        os.urandom(16),
    )

    def keep(tx: Transaction) -> Message:
        made = _to_nobody(row, _doctor(tx, org_id), config.pixel_url)
        tx.add_message(made, [], [row])
        return made

    message = store.write(keep).result()
    try:
        text = token.mint(keys, Purpose.OPEN, identity)
        yield message, urlsplit(pixel.url(config.pixel_url, text)).path
    finally:
        store.write(lambda tx: tx.delete_message(message)).result()


def _doctor(tx: Transaction, org_id: bytes) -> bytes:
    subject = f"doctor of {org_id.hex()}"
    found = tx.principal(PROVIDER, DIRECTORY, subject)
    if found is None:
        found = PrincipalRow(
            org_id, os.urandom(16), PROVIDER, DIRECTORY, subject, "sender", now()
        )
        tx.add_principal(found)
    return found.id


def _to_nobody(row: TokenRow, sender_id: bytes, base: str) -> Message:
    at = now()
    return Message(
        org_id=row.org_id,
        id=row.message_id,
        sender_id=sender_id,
        channel=Channel.OUTLOOK,
        state=State.SENT,
        confirmed=False,
        mode=Mode.OPENS,
        basis=BASIS,
        issued_at=at,
        sent_at=at,
        recipient_count=0,
        draft_key=os.urandom(16),
        recipients_key=os.urandom(16),
        thread_key=None,
        colleagues=False,
        pixel_base=base,
        # Should the doctor be killed, the server deletes it tomorrow.
        retention_until=at + timedelta(days=1),
    )


def _fetch(base: str, path: str, claim: str | None) -> str:
    """Fetch the pixel as a browser does; return the address it was sent from."""
    parts = urlsplit(base)
    kind = (
        http.client.HTTPSConnection
        if parts.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = kind(str(parts.hostname), parts.port, timeout=SECONDS)
    headers = {"User-Agent": AGENT} | ({"X-Forwarded-For": claim} if claim else {})
    try:
        connection.request("GET", path, headers=headers)
        source = str(connection.sock.getsockname()[0])
        connection.getresponse().read()
    finally:
        connection.close()
    return source


def _stored(store: Store, message: Message) -> Network | None:
    """Return the network of the open that is stored, which may take a moment.

    While the database is busy, opens are answered from the spool and follow later.
    """
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with store.read() as reader:
            rows = reader.opens(message.org_id, [message.id]).get(message.id)
        if rows:
            return rows[0].network
        time.sleep(0.05)
    return None
