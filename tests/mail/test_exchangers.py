"""Real questions to a name server on this machine."""

import time

import dns.resolver
import pytest

from backend.mail import exchangers
from backend.mail.exchangers import exchangers_of
from tests.house.nameserver import name_server


def test_it_asks_who_takes_in_the_mail_of_daves_company() -> None:
    with name_server({"customer.example": ["smtp.google.com."]}) as asked:
        assert exchangers_of("customer.example") == ["smtp.google.com."]
    assert asked == ["customer.example."]


def test_it_takes_a_domain_that_does_not_exist_for_one_nobody_knows() -> None:
    with name_server({}) as asked:
        assert exchangers_of("customer.example") == []
    # The name alone: no ending of this machine's own network was tried on it.
    assert asked == ["customer.example."]


def test_it_does_not_wait_for_a_name_server_that_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert exchangers.SECONDS <= 2
    monkeypatch.setattr(exchangers, "SECONDS", 0.2)
    with name_server({"customer.example": []}):
        started = time.monotonic()
        assert exchangers_of("customer.example") == []
        assert time.monotonic() - started < 2


def test_it_needs_no_name_server_to_be_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_is_set_up() -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "get_default_resolver", nothing_is_set_up)
    assert exchangers_of("customer.example") == []


@pytest.mark.parametrize("domain", ["a" * 64 + ".example", "x." * 130 + "example"])
def test_it_asks_nothing_about_what_dns_cannot_name(domain: str) -> None:
    with name_server({}) as asked:
        assert exchangers_of(domain) == []
    assert asked == []
