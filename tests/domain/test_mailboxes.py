import pytest

from backend.domain.mailboxes import (
    CONSUMER_DOMAINS,
    EXCHANGERS,
    Mailboxes,
    at_domain,
    behind,
    together,
)
from backend.domain.recipient import normalize

GOOGLE, OTHER, UNKNOWN = Mailboxes.GOOGLE, Mailboxes.OTHER, Mailboxes.UNKNOWN


@pytest.mark.parametrize(
    ("address", "mailboxes"),
    [
        ("dave@gmail.com", GOOGLE),
        ("Dave+offer@GoogleMail.com", GOOGLE),
        ("dave@outlook.com", OTHER),
        ("dave@hotmail.co.uk", OTHER),
        ("dave@yahoo.com", OTHER),
        ("dave@icloud.com", OTHER),
        ("dave@gmx.net", OTHER),
        ("dave@customer.example", UNKNOWN),
        ("dave@mail.gmail.com", UNKNOWN),
        ("dave@gmail.com.example", UNKNOWN),
        ("dave@notgmail.com", UNKNOWN),
    ],
)
def test_it_tells_daves_mailbox_by_his_domain(
    address: str, mailboxes: Mailboxes
) -> None:
    assert at_domain(normalize(address).domain) is mailboxes


@pytest.mark.parametrize(
    ("hosts", "mailboxes"),
    [
        (["smtp.google.com."], GOOGLE),
        (["ASPMX.L.GOOGLE.COM.", "aspmx2.googlemail.com."], GOOGLE),
        (["customer-example.mail.protection.outlook.com."], OTHER),
        (["customer-example.a-v1.mx.microsoft."], OTHER),
        (["in1-smtp.messagingengine.com.", "in2-smtp.messagingengine.com."], OTHER),
        (["customer-example.mail.protection.outlook.com.", "smtp.google.com."], GOOGLE),
        # A gateway says nothing of the mailbox behind it.
        (["eu-smtp-inbound-1.mimecast.com."], UNKNOWN),
        (["customer.mail.protection.outlook.com.", "mx.customer.example."], UNKNOWN),
        (["smtp.google.com.customer.example."], UNKNOWN),
        (["notgoogle.com."], UNKNOWN),
        (["."], UNKNOWN),  # takes no mail (RFC 7505)
        ([], UNKNOWN),
    ],
)
def test_it_tells_daves_mailbox_by_who_takes_in_his_mail(
    hosts: list[str], mailboxes: Mailboxes
) -> None:
    assert behind(hosts) is mailboxes


@pytest.mark.parametrize(
    ("kinds", "mailboxes"),
    [
        ([OTHER, OTHER], OTHER),
        ([OTHER, GOOGLE], GOOGLE),
        ([UNKNOWN, GOOGLE], GOOGLE),
        ([OTHER, UNKNOWN], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_it_rules_google_out_only_when_it_knows_everybody(
    kinds: list[Mailboxes], mailboxes: Mailboxes
) -> None:
    assert together(kinds) is mailboxes


def test_it_names_a_source_for_every_provider_and_no_name_twice() -> None:
    for published in (CONSUMER_DOMAINS, EXCHANGERS):
        names = [name for each in published for name in each.names.split()]
        assert len(names) == len(set(names))
        assert all(normalize(f"dave@{name}").domain == name for name in names)
        for each in published:
            assert each.source.startswith("https://")
            assert each.mailboxes is not Mailboxes.UNKNOWN
