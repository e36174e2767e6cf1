from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.web.forwarded import Listed, client_address, packed

PROXIES = Listed([ip_network("192.0.2.0/24"), ip_network("2001:db8::/64")])
PROXY, DAVE, LIAR = "192.0.2.7", "198.51.100.23", "203.0.113.9"


@given(st.ip_addresses())
def test_it_packs_an_address_as_python_does(address: object) -> None:
    parsed = ip_address(str(address))
    mapped = getattr(parsed, "ipv4_mapped", None)
    assert packed(str(address)) == (mapped or parsed).packed


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "dave", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4:80", "[::1]"),
        *("::g", "1.2.3.4\0", "\udcff"),
    ],
)
def test_it_packs_nothing_that_is_no_address(text: str | None) -> None:
    assert packed(text) is None


def test_it_takes_an_ipv4_address_in_ipv6_clothes_for_what_it_is() -> None:
    assert packed(f"::ffff:{DAVE}") == packed(DAVE)
    assert packed(f"::ffff:{PROXY}") in PROXIES


def test_it_leaves_out_the_zone_of_a_neighbour() -> None:
    assert packed("fe80::1%eth0") == ip_address("fe80::1").packed


@pytest.mark.parametrize(
    ("peer", "forwarded", "whose"),
    [
        pytest.param(DAVE, [], DAVE, id="no proxy in between"),
        pytest.param(PROXY, [DAVE], DAVE, id="a listed proxy speaks for dave"),
        pytest.param(LIAR, [DAVE], LIAR, id="who is not listed speaks for nobody"),
        pytest.param(PROXY, [f"{LIAR}, {DAVE}"], DAVE, id="what dave put in front"),
        pytest.param(PROXY, [LIAR, DAVE], DAVE, id="in a header of its own"),
        pytest.param(PROXY, [f"{DAVE}, {PROXY}"], DAVE, id="two listed proxies"),
        pytest.param(PROXY, [f"{DAVE}, 2001:db8::9"], DAVE, id="one of them IPv6"),
        pytest.param(PROXY, [DAVE, "unknown"], PROXY, id="a hop nobody can read"),
        pytest.param(PROXY, [""], PROXY, id="an empty header"),
        pytest.param(None, [DAVE], None, id="a peer without an address"),
    ],
)
def test_it_believes_listed_proxies_alone(
    peer: str | None, forwarded: list[str], whose: str | None
) -> None:
    assert client_address(peer, forwarded, PROXIES) == packed(whose)
