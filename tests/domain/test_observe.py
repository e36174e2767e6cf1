import inspect
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from itertools import pairwise
from pathlib import Path

import iporigin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from iporigin._data import dataset

from backend.domain import fetchers, networks
from backend.domain.agents import Agents, read
from backend.domain.networks import PUBLISHED, IporiginNetworks
from backend.domain.observe import Network, Observation, observe
from backend.domain.signals import HEADERS, Signals
from backend.web.forwarded import packed

AT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
NETWORKS = IporiginNetworks()
HOME = "198.51.100.23"  # kept for documentation, so surely nobody's data centre
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/148.0.0.0"


def seen(
    agent: str | None,
    address: str | None = HOME,
    headers: Mapping[str, str] | None = None,
) -> Observation:
    return observe(Signals(AT, packed(address), agent, headers or {}), NETWORKS)


VECTORS = Path(__file__).parents[1] / "vectors" / "agents.tsv"
# Published agents with the family each must be read as.
AGENTS = [
    tuple(line.split("\t"))
    for line in VECTORS.read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("client", "agent"), AGENTS)
def test_it_reads_the_family_of_a_published_agent(client: str, agent: str) -> None:
    assert seen(agent).client == client


@pytest.mark.parametrize("agent", [None, "", "   "])
def test_it_notes_that_no_agent_was_given(agent: str | None) -> None:
    assert seen(agent).client == "none"


def test_it_has_a_sample_for_every_family_told_by_its_agent() -> None:
    families = {client for client, _ in AGENTS}
    assert families == fetchers.CLIENTS - {"outlook_web", "none"}


def test_it_has_a_sample_that_each_rule_decides() -> None:
    deciding = {
        next((rule for rule in fetchers.RULES if rule.fits(agent.lower())), None)
        for _, agent in AGENTS
    }
    assert [rule.parts for rule in fetchers.RULES if rule not in deciding] == []


def test_it_has_a_sample_for_each_name_a_browser_gives_itself() -> None:
    agents = " ".join(agent.lower() for _, agent in AGENTS)
    assert all(browser.token in agents for browser in fetchers.BROWSER_TOKENS)


def test_it_knows_no_family_that_clients_have_no_words_for() -> None:
    words = (
        "gmail_proxy gmail_prefetch yahoo_proxy apple_mpp other_proxy outlook_desktop "
        "outlook_web outlook_mac outlook_mobile thunderbird apple_mail other_mail "
        "chrome edge firefox safari robot none other"
    )
    assert set(words.split()) == fetchers.CLIENTS
    named = {rule.family for rule in fetchers.RULES}
    named |= {browser.family for browser in fetchers.BROWSER_TOKENS}
    assert named <= fetchers.CLIENTS


def test_it_rests_every_rule_on_a_source_with_a_date() -> None:
    for rule in fetchers.RULES:
        assert rule.source.startswith("https://"), rule
        assert rule.taken[:2] == "20", rule
        assert all(part == part.lower() for part in rule.parts), rule


def test_it_reads_mail_clients_and_proxies_before_robots() -> None:
    kinds = [rule.family == "robot" for rule in fetchers.RULES]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        pytest.param(HOME, Network.EYEBALL, id="in no list"),
        pytest.param("86.1.2.3", Network.EYEBALL, id="a home line"),
        pytest.param("192.168.1.20", Network.EYEBALL, id="the same office"),
        pytest.param("10.1.2.3", Network.EYEBALL, id="private"),
        pytest.param("127.0.0.1", Network.EYEBALL, id="loopback"),
        pytest.param("::1", Network.EYEBALL, id="loopback, v6"),
        pytest.param("fe80::1%eth0", Network.EYEBALL, id="link-local with a zone"),
        pytest.param("fd00::5", Network.EYEBALL, id="private, v6"),
        pytest.param("100.64.3.4", Network.EYEBALL, id="carrier's shared range"),
        pytest.param("66.249.84.10", Network.HOSTING, id="google, no google agent"),
        pytest.param("34.82.1.5", Network.HOSTING, id="google cloud"),
        pytest.param("66.249.66.1", Network.HOSTING, id="googlebot"),
        pytest.param("52.95.110.1", Network.HOSTING, id="amazon"),
        pytest.param("2606:4700::1", Network.HOSTING, id="cloudflare, v6"),
        pytest.param("98.137.11.10", Network.HOSTING, id="yahoo, no yahoo agent"),
        pytest.param("52.96.1.1", Network.HOSTING, id="exchange online, a browser"),
        pytest.param("172.224.226.5", Network.RELAY, id="apple's relay"),
        pytest.param("2606:54c0::1", Network.RELAY, id="apple's relay, v6"),
        pytest.param("40.107.218.12", Network.SECURITY, id="eop, gophish#973"),
        pytest.param("40.94.16.20", Network.SECURITY, id="eop, opencollective#3656"),
        pytest.param("40.107.235.9", Network.SECURITY, id="eop, block three"),
        pytest.param("2a01:111:f403::9", Network.SECURITY, id="eop, v6"),
        pytest.param("::ffff:40.107.218.12", Network.SECURITY, id="eop, mapped"),
        pytest.param("::ffff:192.168.1.20", Network.EYEBALL, id="office, mapped"),
        pytest.param("", Network.UNKNOWN, id="empty"),
        pytest.param(None, Network.UNKNOWN, id="none"),
        pytest.param("unknown", Network.UNKNOWN, id="not an address"),
        pytest.param("198.51.100.23:443", Network.UNKNOWN, id="with a port"),
        pytest.param("::ffff:999.0.0.1", Network.UNKNOWN, id="broken"),
    ],
)
def test_it_tells_the_kind_of_network(address: str | None, network: Network) -> None:
    assert seen(f"{CHROME} Safari/537.36", address).network is network


GMAIL, YAHOO, AHEAD = (
    next(agent for client, agent in AGENTS if client == family)
    for family in ("gmail_proxy", "yahoo_proxy", "gmail_prefetch")
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X)"
BARE = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"


@pytest.mark.parametrize(
    ("agent", "address", "client", "network"),
    [
        (GMAIL, "66.249.84.10", "gmail_proxy", Network.PROVIDER),
        (GMAIL, "2a00:1450::1", "gmail_proxy", Network.PROVIDER),
        (AHEAD, "66.249.84.11", "gmail_prefetch", Network.PROVIDER),
        (YAHOO, "98.137.11.10", "yahoo_proxy", Network.PROVIDER),
        (BARE, "52.96.1.1", "outlook_web", Network.PROVIDER),
        # rented from Google, run by anybody
        (GMAIL, "34.82.1.5", "gmail_proxy", Network.HOSTING),
        (GMAIL, HOME, "gmail_proxy", Network.EYEBALL),
        (GMAIL, "98.137.11.10", "gmail_proxy", Network.HOSTING),
        (YAHOO, "66.249.84.10", "yahoo_proxy", Network.HOSTING),
        (GMAIL, "172.224.226.5", "gmail_proxy", Network.RELAY),
        (BARE, HOME, "other", Network.EYEBALL),
    ],
)
def test_it_grants_the_providers_network_only_to_its_own_agent(
    agent: str, address: str, client: str, network: Network
) -> None:
    observation = seen(agent, address)
    assert (observation.client, observation.network) == (client, network)


@pytest.mark.parametrize(
    ("agent", "os", "device"),
    [
        (f"{CHROME} Safari/537.36", "windows", "desktop"),
        ("Mozilla/4.0 (Windows NT 6.1; Tablet PC 2.0; Microsoft Outlook 14.0.71)",
         "windows", "desktop"),
        ("MacOutlook/16.46 (Intelx64 Mac OS X 11.2.2)", "macos", "desktop"),
        ("Mozilla/5.0 (X11; Linux x86_64) Thunderbird/153.7.0", "linux", "desktop"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 1.2) {WEBKIT} Chrome/148.0.0.0", "chromeos",
         "desktop"),
        (f"Mozilla/5.0 (Linux; Android 15; K) {WEBKIT} Chrome/148.0.0.0 Mobile Safari",
         "android", "phone"),
        (f"Mozilla/5.0 (Linux; Android 15; K) {WEBKIT} Chrome/148.0.0.0 Safari",
         "android", "tablet"),
        ("Outlook-Android/2.0", "android", None),
        ("Outlook-iOS/709.2042344.prod.iphone (3.21.0)", "ios", "phone"),
        (f"{IPAD} AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148", "ios",
         "tablet"),
        ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", None, None),
        (GMAIL, None, None),
        ("python-requests/2.34.0 Linux", None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_it_names_system_and_device_of_a_readers_program_only(
    agent: str | None, os: str | None, device: str | None
) -> None:
    observation = seen(agent)
    assert (observation.os, observation.device) == (os, device)


@pytest.mark.parametrize(
    ("headers", "prefetch"),
    [
        ({"sec-purpose": "prefetch"}, True),
        ({"sec-purpose": "prefetch;prerender"}, True),
        ({"purpose": "Prefetch"}, True),
        ({"x-purpose": "preview"}, True),
        ({"x-moz": "prefetch"}, True),
        ({"sec-purpose": ""}, False),
        ({"accept": "prefetch"}, False),
        ({}, False),
    ],
)
def test_it_believes_a_request_that_says_it_was_made_ahead(
    headers: dict[str, str], *, prefetch: bool
) -> None:
    assert seen("Mozilla/5.0", headers=headers).prefetch is prefetch


@pytest.mark.parametrize(
    ("value", "gpc"),
    [
        ("1", True),
        (" 1 ", True),
        ("0, 1", True),
        ("1, 1", True),
        ("0", False),
        ("", False),
        ("true", False),
        ("11", False),
        ("1;q=0", False),
    ],
)
def test_it_hears_the_readers_global_privacy_control(value: str, *, gpc: bool) -> None:
    assert seen("Mozilla/5.0", headers={"sec-gpc": value}).gpc is gpc


def test_it_reads_no_header_the_front_does_not_hand_over() -> None:
    assert {"sec-gpc", *fetchers.PREFETCH_HEADERS} == HEADERS


hostile = st.one_of(
    st.none(),
    st.text(max_size=300),
    st.text(alphabet="(;)/ Mozilla5.0bot\x00\u0130\u0660\ud800", max_size=300),
    st.sampled_from(AGENTS).map(lambda sample: sample[1] * 40),
    st.just("(" * 8192),
    st.just("Chrome/" * 1170),
    st.just("bot" * 2730),
)


@given(
    agent=hostile,
    address=st.one_of(hostile, st.ip_addresses().map(str)),
    headers=st.dictionaries(st.sampled_from(sorted(HEADERS)), st.text(max_size=50)),
)
def test_it_reduces_whatever_arrives_to_closed_lists(
    agent: str | None, address: str | None, headers: dict[str, str]
) -> None:
    observation = seen(agent, address, headers)
    assert observation.at == AT
    assert observation.client in fetchers.CLIENTS
    assert observation.network in Network
    assert observation.os in fetchers.SYSTEMS | {None}
    assert observation.device in fetchers.DEVICES | {None}


def test_it_takes_an_agent_longer_than_any_real_one_for_nobodys() -> None:
    real = f"{CHROME} Safari/537.36"
    assert seen(real + " " * 8192).client == "chrome"
    assert seen(real + "x" * 8192).client == "other"


def test_it_shows_nothing_of_the_signals_in_a_log_or_traceback() -> None:
    signals = Signals(AT, packed("203.0.113.77"), "Secret/1.0", {"purpose": "preview"})
    assert "203.0.113.77" not in f"{signals!r} {signals!s}"
    assert "Secret" not in f"{signals!r} {signals!s}"


def test_it_never_asks_the_outside_about_an_address() -> None:
    seen("Mozilla/5.0", "8.8.8.8")
    assert "iporigin.online" not in sys.modules
    assert "iporigin.online" not in inspect.getsource(networks)


def test_it_holds_published_ranges_that_are_disjoint_and_sourced() -> None:
    every = [
        network
        for group in PUBLISHED
        for network in map(ip_network, group.ranges.split())
    ]
    for version in (4, 6):
        ranges = sorted(
            (int(network[0]), int(network[-1]))
            for network in every
            if network.version == version
        )
        assert all(one[1] < other[0] for one, other in pairwise(ranges))
    for group in PUBLISHED:
        assert group.source.startswith("https://")
        assert group.taken


def test_it_still_finds_the_labels_it_relies_on_in_the_data() -> None:
    assert set(networks.KNOWN_OWNERS) <= set(iporigin.dataset_info()["providers"])  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("edge", ["40.92.0.0", "40.95.255.255"])
def test_it_counts_the_first_and_last_address_of_a_range(edge: str) -> None:
    inside = ip_address(edge)
    outside = inside + (1 if edge.endswith("255") else -1)
    assert NETWORKS.kind(inside.packed)[0] is Network.SECURITY
    assert NETWORKS.kind(outside.packed)[0] is not Network.SECURITY


def test_it_takes_an_ipv4_reader_in_ipv6_clothes_for_what_he_is() -> None:
    scanner = ip_address("::ffff:40.92.0.1")
    assert NETWORKS.kind(scanner.packed)[0] is Network.SECURITY


def _by_iporigin(address: IPv4Address | IPv6Address) -> Network:
    origin = iporigin.classify(address)  # type: ignore[no-untyped-call]  # ships none
    if origin.provider in networks.KNOWN_OWNERS:
        return networks.KNOWN_OWNERS[origin.provider][0]
    line = origin.kind in {iporigin.UNKNOWN, iporigin.RESERVED}
    return Network.EYEBALL if line else Network.HOSTING


# Half of the numbers drawn lie at an edge of a range, where a table may be one off.
EDGES = [
    number
    for column in (dataset().v4_starts, dataset().v4_ends)  # type: ignore[no-untyped-call]  # as above
    for number in column
]


@settings(database=None, deadline=None, max_examples=1000)
@given(
    st.one_of(
        st.integers(0, 2**32 - 1).map(IPv4Address),
        st.sampled_from(EDGES).map(IPv4Address),
        st.integers(0x2000 << 112, (0x3000 << 112) - 1).map(IPv6Address),
        st.sampled_from(list(dataset().v6_starts)).map(IPv6Address),  # type: ignore[no-untyped-call]  # as above
        st.sampled_from(["127.0.0.1", "10.1.2.3", "::1", "fe80::1"]).map(ip_address),
    )
)
def test_it_says_of_every_address_what_iporigin_says(
    address: IPv4Address | IPv6Address,
) -> None:
    published = any(
        address in network
        for group in PUBLISHED
        for network in map(ip_network, group.ranges.split())
    )
    if not published:
        assert NETWORKS.kind(address.packed)[0] is _by_iporigin(address)


def test_it_remembers_what_an_agent_said_and_not_the_agent() -> None:
    remembered = Agents(b"k" * 32)
    for agent, owner in ((CHROME, None), (CHROME, "exchange"), (None, None), ("", "x")):
        for _ in range(2):
            assert remembered.read(agent, owner) == read(agent, owner)
    held = repr(vars(remembered))
    assert "Mozilla" not in held
    assert "Chrome" not in held
