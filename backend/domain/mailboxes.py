"""At whom recipients have their mailboxes: Google's, surely not Google's, or not known.

Gmail shows pictures through Google's proxy. Where no recipient's mailbox is Google's, a
fetch by that proxy was the sender's own.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Mailboxes(StrEnum):
    """At whom the mailboxes of a message's recipients are."""

    GOOGLE = "google"  # one of them at least
    OTHER = "other"  # none of them
    UNKNOWN = "unknown"


class Published(NamedTuple):
    """What a provider's names tell, and the place and date they were taken from."""

    mailboxes: Mailboxes
    names: str
    source: str
    taken: str


_ISPDB = "https://github.com/thunderbird/autoconfig/tree/master/ispdb"

# Domains whose every address is a mailbox at that provider. Those of companies and of
# internet providers are left out: whom they rent mailboxes from can change.
CONSUMER_DOMAINS = (
    Published(
        Mailboxes.GOOGLE,
        "gmail.com googlemail.com google.com",
        f"{_ISPDB}/googlemail.com.xml",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "hotmail.com live.com msn.com outlook.com windowslive.com outlook.at "
        "outlook.be outlook.cl outlook.cz outlook.de outlook.dk outlook.es "
        "outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp "
        "outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa "
        "outlook.sg outlook.sk outlook.co.id outlook.co.il outlook.co.th "
        "outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr outlook.com.tr "
        "outlook.com.vn hotmail.be hotmail.ca hotmail.cl hotmail.cz hotmail.de "
        "hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.hu "
        "hotmail.it hotmail.lt hotmail.lv hotmail.my hotmail.nl hotmail.no "
        "hotmail.ph hotmail.rs hotmail.se hotmail.sg hotmail.sk hotmail.co.id "
        "hotmail.co.il hotmail.co.in hotmail.co.jp hotmail.co.kr hotmail.co.th "
        "hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au hotmail.com.br "
        "hotmail.com.hk hotmail.com.tr hotmail.com.tw hotmail.com.vn live.at live.be "
        "live.ca live.cl live.cn live.de live.dk live.fi live.fr live.hk live.ie "
        "live.in live.it live.jp live.nl live.no live.ru live.se live.co.jp "
        "live.co.kr live.co.uk live.co.za live.com.ar live.com.au live.com.mx "
        "live.com.my live.com.ph live.com.pt live.com.sg livemail.tw",
        f"{_ISPDB}/hotmail.com.xml",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "yahoo.com yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in "
        "yahoo.co.uk yahoo.co.nz yahoo.com.au yahoo.com.ar yahoo.com.br yahoo.com.mx "
        "ymail.com myyahoo.com rocketmail.com",
        f"{_ISPDB}/yahoo.com.xml",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "aol.com aim.com netscape.net aol.de aol.it aol.fr aol.es aol.se aol.co.uk "
        "aol.co.nz aol.com.au aol.com.ar aol.com.br aol.com.mx",
        f"{_ISPDB}/aol.com.xml",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "icloud.com me.com mac.com",
        f"{_ISPDB}/me.com.xml",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info mein.gmx "
        "mail.gmx email.gmx",
        f"{_ISPDB}/gmx.net.xml",
        "2026-11",
    ),
    Published(Mailboxes.OTHER, "web.de", f"{_ISPDB}/web.de.xml", "2026-11"),
    Published(
        Mailboxes.OTHER,
        "t-online.de magenta.de",
        f"{_ISPDB}/t-online.de.xml",
        "2026-11",
    ),
)

# Names under which providers take in mail (MX). A name that is not here says nothing:
# behind a gateway that filters mail, the mailbox can be anybody's.
EXCHANGERS = (
    Published(
        Mailboxes.GOOGLE,
        "google.com googlemail.com",
        "https://support.google.com/a/answer/174125",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "mail.protection.outlook.com olc.protection.outlook.com",
        f"{_ISPDB}/office365.com.xml and hotmail.com.xml",
        "2026-11",
    ),
    Published(
        Mailboxes.OTHER,
        "mx.microsoft",
        "https://learn.microsoft.com/purview/how-smtp-dane-works",
        "2026-11",
    ),
    Published(Mailboxes.OTHER, "yahoodns.net", f"{_ISPDB}/yahoo.com.xml", "2026-11"),
    Published(
        Mailboxes.OTHER,
        "messagingengine.com",
        f"{_ISPDB}/messagingengine.com.xml",
        "2026-11",
    ),
)


def _by_name(published: Iterable[Published]) -> dict[str, Mailboxes]:
    return {name: each.mailboxes for each in published for name in each.names.split()}


_DOMAINS = _by_name(CONSUMER_DOMAINS)
_EXCHANGERS = _by_name(EXCHANGERS)


def at_domain(domain: str) -> Mailboxes:
    """Return at whom the mailboxes of a domain are, as far as its name alone tells."""
    return _DOMAINS.get(domain, Mailboxes.UNKNOWN)


def behind(exchangers: Iterable[str]) -> Mailboxes:
    """Return at whom the mailboxes are whose mail these hosts take in (MX)."""
    return together(_behind_one(host.rstrip(".").lower()) for host in exchangers)


def _behind_one(host: str) -> Mailboxes:
    labels = host.split(".")
    # From the whole name to its last two labels; no provider is known by one alone.
    endings = (".".join(labels[start:]) for start in range(len(labels) - 1))
    known = (_EXCHANGERS[each] for each in endings if each in _EXCHANGERS)
    return next(known, Mailboxes.UNKNOWN)


def together(kinds: Iterable[Mailboxes]) -> Mailboxes:
    """Return what holds for several; of nobody, nothing is known."""
    found = set(kinds)
    if Mailboxes.GOOGLE in found:
        return Mailboxes.GOOGLE
    return Mailboxes.OTHER if found == {Mailboxes.OTHER} else Mailboxes.UNKNOWN
