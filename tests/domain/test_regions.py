from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import RegionUnknown
from backend.domain.regions import (
    COUNTRIES,
    COUNTRY_DOMAINS,
    GENERIC,
    country_of,
    language_for,
    read_country,
    region_of,
)


@pytest.mark.parametrize(
    ("domain", "country"),
    [
        ("client.fr", "FR"),
        ("firma.de", "DE"),
        ("firm.co.uk", "GB"),
        ("firma.com.br", "BR"),
        ("state.ca.us", "US"),
        ("company.eu", "EU"),
        ("xn--80aa.xn--p1ai", "RU"),
        ("firm.xn--fiqs8s", "CN"),
        ("firm.xn--4dbrk0ce", "IL"),
        ("CLIENT.FR", "FR"),
        ("customer.example", None),
        ("customer.com", None),
        ("startup.io", None),
        ("startup.ai", None),
        ("startup.co", None),
        ("name.me", None),
        ("channel.tv", None),
        ("de.example", None),
        ("fr", "FR"),
        ("", None),
    ],
)
def test_it_reads_a_country_only_where_the_ending_names_one(
    domain: str, country: str | None
) -> None:
    assert country_of(domain) == country


@pytest.mark.parametrize(
    ("override", "by_domain", "domain", "region"),
    [
        pytest.param("IT", "FR", "client.de", "IT", id="IT named this address"),
        pytest.param(None, "FR", "client.de", "FR", id="IT mapped the domain"),
        pytest.param(None, None, "client.de", "DE", id="country domain"),
        pytest.param(None, None, "client.io", "US", id="generic: home"),
        pytest.param(None, None, "client.example", "US", id="no country: home"),
        pytest.param(None, " fr ", "client.example", "FR", id="as IT typed it"),
        pytest.param("", "", "client.example", "US", id="blank says nothing"),
    ],
)
def test_it_takes_the_first_source_that_says_something(
    override: str | None, by_domain: str | None, domain: str, region: str
) -> None:
    found = region_of(domain, override=override, by_domain=by_domain, home="US")
    assert found == region


def test_it_silences_only_country_domains() -> None:
    assert set(COUNTRY_DOMAINS) >= GENERIC


def test_it_spells_every_ending_as_dns_does() -> None:
    for ending, code in COUNTRY_DOMAINS.items():
        assert len(code) == 2
        assert code.isupper()
        if ending.startswith("xn--"):
            assert not ending[4:].encode().decode("punycode").isascii()
        else:
            assert len(ending) == 2
            assert set(ending) <= set(ascii_lowercase)


@pytest.mark.parametrize(
    ("regions", "language"),
    [
        (["FR"], "fr"),
        (["DE", "AT"], "de"),
        (["MX"], "es"),
        (["IT"], "it"),
        (["US"], "en"),
        (["FR", "DE"], "en"),
        (["FR", "US"], "en"),
        ([], "en"),
        (["??"], "en"),
    ],
)
def test_it_speaks_the_recipients_language_where_they_share_one(
    regions: list[str], language: str
) -> None:
    assert language_for(regions) == language


@given(st.text())
def test_it_never_raises_whatever_the_domain(domain: str) -> None:
    assert country_of(domain) is None or len(country_of(domain) or "") == 2


# what IT may say


def test_it_knows_the_countries_of_iso_3166() -> None:
    assert len(COUNTRIES - {"EU"}) == 249


@pytest.mark.parametrize("typed", ["FR", "fr", " Fr "])
def test_it_takes_france_however_it_is_typed(typed: str) -> None:
    assert read_country(typed) == "FR"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("uk", "the United Kingdom is GB"),
        ("ZZ", "ZZ is no country code"),
        ("SU", "SU is no country code"),
        ("FRA", "two letters"),
        ("", "two letters"),
        ("dave@customer.example", "two letters"),
    ],
)
def test_it_says_what_a_country_is(typed: str, said: str) -> None:
    with pytest.raises(RegionUnknown) as refused:
        read_country(typed)
    assert said in str(refused.value)
    assert "dave" not in str(refused.value)
