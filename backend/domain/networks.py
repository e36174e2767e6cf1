"""What kind of network an address belongs to, from data on this machine alone."""

from collections.abc import Iterable, Iterator
from functools import cache
from ipaddress import ip_network
from typing import NamedTuple

from iporigin._data import dataset  # its ranges; the public names tell one at a time

from backend.domain.fetchers import EXCHANGE, GOOGLE, YAHOO
from backend.domain.observe import Network
from backend.domain.ranges import RangeTable, Row

MICROSOFT = "microsoft"
APPLE = "apple"


class Ranges(NamedTuple):
    """Published ranges of one owner, with the place and date they were taken from."""

    network: Network
    owner: str
    ranges: str
    source: str
    taken: str


PUBLISHED = (
    # Exchange Online Protection: mail servers and, as public reports show, the link
    # and image scanner. Service tag EOPExternalPublishedIPs, its large blocks, joined
    # with the endpoint list's id 10.
    Ranges(
        Network.SECURITY,
        MICROSOFT,
        "40.92.0.0/14 40.107.0.0/16 52.100.0.0/14 104.47.0.0/17 52.238.78.88/32 "
        "2a01:111:f400::/48 2a01:111:f403::/48",
        "https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges"
        " and https://www.microsoft.com/download/details.aspx?id=56519",
        "2026-10",
    ),
    # Exchange Online front ends, endpoint list id 1. That Outlook on the web fetches
    # images from here is inference: https://github.com/warmbly/warmbly/pull/412
    Ranges(
        Network.HOSTING,
        EXCHANGE,
        "13.107.6.152/31 13.107.18.10/31 13.107.128.0/22 23.103.160.0/20 40.96.0.0/13 "
        "40.104.0.0/15 52.96.0.0/14 131.253.33.215/32 132.245.0.0/16 150.171.32.0/22 "
        "204.79.197.215/32 2603:1006::/40 2603:1016::/36 2603:1026::/36 "
        "2603:1036::/36 2603:1046::/36 2603:1056::/36 2620:1ec:8f0::/46 "
        "2620:1ec:900::/46",
        "https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges",
        "2026-08",
    ),
    # AS10310, AS36647, AS26101 and AS36646, from RouteViews data under CC-BY-4.0.
    Ranges(
        Network.HOSTING,
        YAHOO,
        "27.123.33.0/24 27.123.34.0/23 27.123.37.0/24 27.123.44.0/22 27.123.192.0/23 "
        "27.123.196.0/23 63.250.192.0/19 66.163.168.0/21 66.163.176.0/20 "
        "66.196.64.0/21 66.196.80.0/21 66.196.88.0/22 66.196.104.0/21 66.196.112.0/21 "
        "66.218.80.0/20 67.195.0.0/17 67.195.128.0/20 67.195.144.0/21 67.195.160.0/19 "
        "67.195.192.0/19 67.195.224.0/21 67.195.249.0/24 68.142.216.0/21 "
        "68.142.224.0/20 68.142.240.0/21 68.142.248.0/24 68.142.253.0/24 "
        "68.180.128.0/24 68.180.132.0/23 68.180.136.0/21 68.180.192.0/18 "
        "69.147.64.0/23 69.147.67.0/24 69.147.72.0/21 69.147.96.0/19 72.30.0.0/18 "
        "72.30.192.0/20 72.30.220.0/22 72.30.240.0/22 74.6.32.0/19 74.6.96.0/19 "
        "74.6.128.0/20 74.6.144.0/21 74.6.160.0/19 74.6.192.0/19 74.6.224.0/21 "
        "74.6.248.0/21 77.238.168.0/22 77.238.172.0/23 77.238.174.0/24 "
        "77.238.183.0/24 77.238.189.0/24 87.248.107.0/24 98.136.96.0/21 "
        "98.136.104.0/22 98.136.112.0/20 98.136.128.0/19 98.136.192.0/18 "
        "98.137.0.0/18 98.137.64.0/20 98.137.80.0/21 98.137.96.0/19 98.137.154.0/23 "
        "98.137.156.0/22 98.137.160.0/19 98.137.192.0/21 98.137.216.0/21 "
        "98.137.224.0/19 98.138.0.0/16 98.139.8.0/22 98.139.16.0/20 98.139.32.0/20 "
        "98.139.108.0/22 98.139.112.0/20 98.139.128.0/17 188.125.88.0/22 "
        "188.125.93.0/24 188.125.94.0/23 200.152.160.0/23 200.152.164.0/22 "
        "200.152.172.0/22 202.160.176.0/20 206.190.32.0/20 206.190.48.0/21 "
        "208.71.40.0/21 209.73.180.0/22 209.131.48.0/20 209.191.64.0/20 "
        "209.191.80.0/21 209.191.112.0/20 212.82.116.0/24 212.82.118.0/23 "
        "216.39.48.0/20 216.115.96.0/20 216.155.192.0/20 216.252.96.0/19 "
        "2001:4998::/32 2406:2000::/32 2406:6e00::/32 2a00:1288::/32",
        "https://github.com/sapics/ip-location-db",
        "2026-06",
    ),
)

# Nobody's on the internet, whatever a provider lists: private, loopback, link-local,
# documentation. https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-.
SPECIAL = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "
    "192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 "
    "203.0.113.0/24 240.0.0.0/4 ::/127 ::ffff:0:0/96 100::/64 2001::/23 2001:db8::/32 "
    "fc00::/7 fe80::/10"
)

# Labels of iporigin whose owner runs a proxy for readers. "Google" leaves out what
# Google rents to others ("Google Cloud") and its crawlers ("Googlebot").
KNOWN_OWNERS = {
    "Apple Private Relay": (Network.RELAY, APPLE),
    "Google": (Network.HOSTING, GOOGLE),
}

Kind = tuple[Network, str | None]
# In no list of machines: somebody's line. Special addresses too, since Candor may run
# in the same office as its readers.
LINE: Kind = (Network.EYEBALL, None)
NOBODY: Kind = (Network.UNKNOWN, None)

_V4_BYTES = 4
_MAPPED = bytes(10) + b"\xff\xff"  # ::ffff:192.0.2.1 is an IPv4 reader (RFC 4291)


class IporiginNetworks:
    """Networks from iporigin's bundled table and the ranges above; asks nobody."""

    def __init__(self) -> None:
        self._v4, self._v6 = _tables()

    def kind(self, address: bytes | None) -> Kind:
        """Return the kind and, where it matters, the owner; never raises.

        An address is packed, in network order: 4 bytes or 16.
        """
        if address is None:
            return NOBODY
        if len(address) == _V4_BYTES:
            return self._v4.find(int.from_bytes(address))
        if address.startswith(_MAPPED):
            return self._v4.find(int.from_bytes(address[len(_MAPPED) :]))
        return self._v6.find(int.from_bytes(address))


@cache  # the data come with the package and do not change while it runs
def _tables() -> tuple[RangeTable[Kind], RangeTable[Kind]]:
    """Lay all ranges over each other, so that a fetch costs one search.

    A missing table fails here, at the start, and not at a fetch.
    """
    known = dataset()  # type: ignore[no-untyped-call]  # ships no annotations
    kinds = [_kind_of(provider) for provider, _ in known.labels]

    def table(version: int, *columns: Iterable[int]) -> RangeTable[Kind]:
        machines = [
            Row(first, last, kinds[label])
            for first, last, label in zip(*columns, strict=True)
        ]
        layers = [_published(version), _special(version), machines]
        return RangeTable(layers, otherwise=LINE)

    return (
        table(4, known.v4_starts, known.v4_ends, known.v4_labels),
        table(6, known.v6_starts, known.v6_ends, known.v6_labels),
    )


def _kind_of(provider: str) -> Kind:
    return KNOWN_OWNERS.get(provider, (Network.HOSTING, None))


def _published(version: int) -> list[Row[Kind]]:
    return [
        row
        for group in PUBLISHED
        for row in _rows(group.ranges, version, (group.network, group.owner))
    ]


def _special(version: int) -> list[Row[Kind]]:
    return list(_rows(SPECIAL, version, LINE))


def _rows(ranges: str, version: int, kind: Kind) -> Iterator[Row[Kind]]:
    for network in map(ip_network, ranges.split()):
        if network.version == version:
            yield Row(int(network[0]), int(network[-1]), kind)
