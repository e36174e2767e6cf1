"""Builds every service of an installation once and joins them."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.config import Config
from backend.crypto import masterkey
from backend.crypto.keyring import Keyring
from backend.crypto.keystore import KeyStore
from backend.domain.errors import KeyMissing, StoreUnavailable
from backend.domain.networks import IporiginNetworks
from backend.domain.token import Purpose
from backend.identity import issuers
from backend.identity.issuers import Issuer
from backend.identity.verifier import Verifier
from backend.mail.exchangers import exchangers_of
from backend.services.clicks import Clicks
from backend.services.collect import Collector
from backend.services.compose import Compose
from backend.services.drain import Drain
from backend.services.feed import Bell, Feed
from backend.services.following import Following
from backend.services.lifecycle import Lifecycle
from backend.services.limits import DAY, MINUTE, Limits, Rate
from backend.services.link_seals import LinkSeals
from backend.services.links import Links
from backend.services.me import Myself
from backend.services.messages import Messages
from backend.services.privacy import Privacy
from backend.services.privacy_link import PrivacyLink
from backend.services.sending import Sending
from backend.services.signin import SignIn
from backend.services.standing import Standing
from backend.services.ticker import Ticker
from backend.services.timing import Clock, Timing
from backend.services.whereabouts import Whereabouts
from backend.store.places import data_exist, open_keystore, open_store
from backend.store.spool.spool import Spool
from backend.store.store import Store
from backend.store.targets import FILE_NAME as LINKS
from backend.store.targets import Targets

MASTER_KEY = "master.key"
LINKS_SECONDS = 2.0  # how soon a link another replica made is known here
KEYS_SECONDS = 5.0  # how long a key that another process destroyed may still open here


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Installation:
    """The services of one server process."""

    config: Config
    clock: Clock
    timing: Timing
    store: Store
    spool: Spool
    drain: Drain
    standing: Standing
    keystore: KeyStore
    keyring: Keyring
    signin: SignIn
    collector: Collector
    targets: Targets
    links: Links
    clicks: Clicks
    whereabouts: Whereabouts
    compose: Compose
    sending: Sending
    messages: Messages
    feed: Feed
    bell: Bell
    myself: Myself
    privacy: Privacy
    privacy_link: PrivacyLink
    tickers: tuple[Ticker, ...]

    def close(self) -> None:
        """Finish what is queued and let go of store and keys."""
        # All at once: each may wait some seconds for a database that is away.
        for ticker in self.tickers:
            ticker.end()
        for ticker in self.tickers:
            ticker.stop()
        self.whereabouts.stop()
        self.drain.stop()
        self.store.close()
        # Behind the store, whose last batch may need it.
        self.spool.close()
        self.targets.close()
        self.keystore.close()


def open_keys(config: Config) -> tuple[KeyStore, Keyring]:
    """Open the keys; raises KeyMissing or KeyUnsafe with what to do."""
    master = masterkey.load(
        config.key_dir / MASTER_KEY,
        data_dir=config.data_dir,
        provided=masterkey.provided_places(os.environ),
    )
    keystore = open_keystore(config.keys)
    try:
        exist = data_exist(config.data)
    except StoreUnavailable as away:
        # Whoever has keys may begin without; nobody may make some up meanwhile.
        try:
            return keystore, Keyring.unlock(keystore, master, data_exist=True)
        except KeyMissing:
            raise away from None
    return keystore, Keyring.unlock(keystore, master, data_exist=exist)


def build(config: Config, *, clock: Clock = now) -> Installation:
    """Open keys and store and build the services on them."""
    keystore, keyring = open_keys(config)
    store = open_store(config.data, may_be_away=True)
    spool = Spool(config.data_dir, keyring.spool_keys(), most=config.spool_max)
    timing = Timing(window=config.window, cooldown=config.cooldown)
    entropy = os.urandom
    networks = IporiginNetworks()
    # A file too where the database is on another machine; Targets says why.
    targets = Targets(config.data_dir / LINKS if config.database_url else None)
    lifecycle = Lifecycle(store, keyring, timing=timing, clock=clock)
    collector = Collector(
        store, spool, keyring, networks, timing=timing, entropy=entropy
    )
    clicks = Clicks(
        store, spool, keyring, networks, targets, timing=timing, entropy=entropy
    )
    whereabouts = Whereabouts(
        store, exchangers_of if config.mx_lookup else None, timing=timing, clock=clock
    )
    tickers = [
        Ticker(lifecycle.tick),
        Ticker(keyring.forget_destroyed, seconds=KEYS_SECONDS),
    ]
    if config.database_url:
        following = Following(store, targets, LinkSeals(keyring))
        tickers.append(Ticker(following.tick, seconds=LINKS_SECONDS))
    # One for all that makes tokens: what counts is how many a person asks for.
    limits = Limits(
        [Rate(config.issues_per_minute, MINUTE), Rate(config.issues_per_day, DAY)],
        clock=clock,
    )
    # What programs ask by themselves: more than any of them needs.
    requests = Limits([Rate(config.requests_per_minute, MINUTE)], clock=clock)
    intakes = {Purpose.OPEN: collector.intake, Purpose.CLICK: clicks.intake}
    return Installation(
        config=config,
        clock=clock,
        timing=timing,
        store=store,
        spool=spool,
        drain=Drain(store, spool, intakes),
        standing=Standing(store, spool),
        keystore=keystore,
        keyring=keyring,
        signin=SignIn(
            store, Verifier(issuers_of(config), clock), clock=clock, entropy=entropy
        ),
        collector=collector,
        targets=targets,
        links=Links(store, keyring, targets, limits=requests, entropy=entropy),
        clicks=clicks,
        whereabouts=whereabouts,
        compose=Compose(
            store,
            keyring,
            public_url=config.public_url,
            pixel_url=config.pixel_url,
            timing=timing,
            limits=limits,
            whereabouts=whereabouts,
            clock=clock,
            entropy=entropy,
        ),
        sending=Sending(
            store,
            keyring,
            timing=timing,
            limits=requests,
            whereabouts=whereabouts,
            clock=clock,
        ),
        messages=Messages(store, keyring, timing=timing, clock=clock),
        feed=Feed(store, keyring, requests),
        bell=Bell(store),
        myself=Myself(store),
        privacy=Privacy(store, keyring, clock=clock),
        privacy_link=PrivacyLink(
            store,
            keyring,
            public_url=config.public_url,
            limits=limits,
            entropy=entropy,
        ),
        tickers=tuple(tickers),
    )


def issuers_of(config: Config) -> list[Issuer]:
    """Return the issuers whose audience is set; a directory without one is not used."""
    found = []
    if config.entra_client_ids:
        found.append(issuers.entra(config.entra_client_ids, base=config.entra_base))
    if config.google_client_ids:
        found.append(issuers.google(config.google_client_ids, base=config.google_base))
    return found
