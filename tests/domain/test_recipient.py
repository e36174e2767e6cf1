import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.errors import AddressInvalid, DomainInvalid
from backend.domain.recipient import (
    Address,
    blind_index,
    mail_domain,
    normalize,
    set_key,
)

NORTH = b"n" * 32
SOUTH = b"s" * 32


def wide(text: str) -> str:
    """Write in the full-width letters of East Asian keyboards."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("dave@customer.example", "dave@customer.example"),
        ("  Dave@Customer.Example\t", "dave@customer.example"),
        ("\u00a0dave@customer.example\u3000", "dave@customer.example"),
        ("DAVE@CUSTOMER.EXAMPLE.", "dave@customer.example"),
        (wide("dave@customer.example"), "dave@customer.example"),
        ("dave@customer。example", "dave@customer.example"),
        ("dave+offers@customer.example", "dave+offers@customer.example"),
        ("d.a.ve@gmail.com", "d.a.ve@gmail.com"),
        ("dave@Bücher.example", "dave@xn--bcher-kva.example"),
        ("dave@BU\u0308CHER.example", "dave@xn--bcher-kva.example"),
        ("dave@XN--BCHER-KVA.example", "dave@xn--bcher-kva.example"),
        ("dave@faß.de", "dave@xn--fa-hia.de"),
        ("dave@ab--cd.example", "dave@ab--cd.example"),
        ("JOSÉ@customer.example", "jos\u00e9@customer.example"),
        ("jose\u0301@customer.example", "jos\u00e9@customer.example"),
        ("H\u0331@customer.example", "\u1e96@customer.example"),
        ("..docomo..@customer.example", "..docomo..@customer.example"),
        ("o'neil/x=y!#$%&*?^_`{|}~-@a.example", "o'neil/x=y!#$%&*?^_`{|}~-@a.example"),
        ("a" * 64 + "@customer.example", "a" * 64 + "@customer.example"),
        ("é" * 32 + "@customer.example", "é" * 32 + "@customer.example"),
    ],
)
def test_it_gives_an_address_one_spelling(text: str, spelling: str) -> None:
    assert normalize(text).exact == spelling


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "@",
        "dave",
        "dave@",
        "@customer.example",
        "dave@customer",
        "dave@.example",
        "dave@customer..example",
        "dave@customer.example..",
        "dave@-customer.example",
        "dave@customer-.example",
        "dave@cust_omer.example",
        "dave@192.0.2.7",
        "dave@[192.0.2.7]",
        "dave@☃.example",
        "dave@xn--bad.example",
        "dave@xn--BCHER-.example",
        "dave@" + "a" * 64 + ".example",
        "dave@" + ".".join(["a" * 63] * 4) + ".example",
        "a" * 65 + "@customer.example",
        "é" * 33 + "@customer.example",
        "a" * 2000 + "@customer.example",
        "Dave <dave@customer.example>",
        "Dave<dave@customer.example>",
        "<dave@customer.example>",
        "dave@customer.example (Dave)",
        "dave@customer.example,erin@client.example",
        "dave@customer.example;erin@client.example",
        "@relay.example:dave@customer.example",
        "dave@customer.example@client.example",
        '"dave"@customer.example',
        '"dave@home"@customer.example',
        "da\\ve@customer.example",
        "da ve@customer.example",
        "da\u00a0ve@customer.example",
        "dave@customer.example\n",
        "dave@customer.example\r\nBcc: erin@client.example",
        "da\r\nve@customer.example",
        "da\0ve@customer.example",
        "da\x7fve@customer.example",
        "da\u200bve@customer.example",
        "da\u202eve@customer.example",
        "da\ufeffve@customer.example",
        "da\ud800ve@customer.example",
        "dave@cust\ud800omer.example",
        "da\u0378ve@customer.example",
    ],
)
def test_it_refuses_what_is_no_plain_address(text: str) -> None:
    with pytest.raises(AddressInvalid) as refused:
        normalize(text)
    # neither in the message nor in what a traceback would print after it
    assert str(refused.value) == "not a mail address"
    assert refused.value.__context__ is None


def test_it_shows_nothing_of_an_address_in_a_repr() -> None:
    assert repr(normalize("dave@customer.example")) == "Address()"


@settings(deadline=None, database=None)
@given(st.text(max_size=30), st.sampled_from(["", "@customer.example", "@Bücher."]))
def test_it_settles_at_the_first_spelling_or_refuses(text: str, host: str) -> None:
    try:
        address = normalize(text + host)
    except AddressInvalid:
        return
    assert normalize(address.exact) == address
    assert address.domain.isascii()


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("dave@customer.example", "dave@customer.example"),
        ("Dave+Offers@customer.example", "dave@customer.example"),
        ("dave+a+b@customer.example", "dave@customer.example"),
        ("d.a.v.e@customer.example", "d.a.v.e@customer.example"),
        ("d.a.v.e+x@gmail.com", "dave@gmail.com"),
        ("dave@googlemail.com", "dave@gmail.com"),
        ("+offers@customer.example", "+offers@customer.example"),
        ("...@gmail.com", "...@gmail.com"),
    ],
)
def test_it_knows_the_addresses_of_one_mailbox(text: str, family: str) -> None:
    assert normalize(text).family == family


def test_it_matches_a_no_to_every_address_of_the_mailbox_but_shows_only_its_own() -> (
    None
):
    said_no = blind_index(NORTH, normalize("dave@gmail.com"))
    written_to = blind_index(NORTH, normalize("D.Ave+offers@googlemail.com"))
    stranger = blind_index(NORTH, normalize("david@gmail.com"))
    assert written_to.family == said_no.family
    assert written_to.exact != said_no.exact
    assert stranger.family != said_no.family


def test_it_finds_a_person_again_under_every_spelling() -> None:
    assert blind_index(NORTH, normalize(" DAVE@Customer.Example.")) == blind_index(
        NORTH, normalize("dave@customer.example")
    )


def test_it_makes_indexes_that_two_organisations_cannot_compare() -> None:
    dave = normalize("dave@customer.example")
    north, south = blind_index(NORTH, dave), blind_index(SOUTH, dave)
    seen = {north.exact, north.family, south.exact, south.family}
    assert len(seen) == 4  # exact and family differ even where the text is the same
    assert all(len(index) == 16 for index in seen)


def test_it_keeps_the_indexes_of_earlier_years() -> None:
    # A no is kept without its address: were this to change, it would be forgotten.
    index = blind_index(bytes(range(32)), normalize("Dave+x@Customer.Example"))
    assert index.exact.hex() == "72957a6deff776e25decce2b78ac5412"
    assert index.family.hex() == "3021b6dbd763d54b47e938bb318afd09"


def test_it_refers_to_a_set_of_people_whatever_their_order() -> None:
    dave, erin = normalize("dave@customer.example"), normalize("erin@client.example")
    both = set_key(NORTH, [dave, erin])
    assert set_key(NORTH, [erin, dave, normalize("ERIN@client.example")]) == both
    others = [[], [dave], [erin], [dave, normalize("erin+x@client.example")]]
    assert (
        len({both, set_key(SOUTH, [dave, erin])} | {set_key(NORTH, o) for o in others})
        == 6
    )


def test_it_keeps_sets_apart_that_read_alike_in_a_row() -> None:
    one = [Address("a", "b.example"), Address("c", "d.example")]
    other = [Address("a", "b.examplec@d.example")]
    assert set_key(NORTH, one) != set_key(NORTH, other)


def test_it_cannot_be_recomputed_without_the_key() -> None:
    dave = normalize("dave@customer.example")
    assert blind_index(os.urandom(32), dave) != blind_index(os.urandom(32), dave)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("customer.example", "customer.example"),
        (" Customer.Example. ", "customer.example"),
        ("M\u00fcller.example", "xn--mller-kva.example"),
    ],
)
def test_it_spells_a_domain_as_in_dave_s_address(typed: str, domain: str) -> None:
    assert mail_domain(typed) == domain
    assert normalize(f"dave@{typed.strip()}").domain == domain


@pytest.mark.parametrize(
    "typed",
    [
        *("", "customer", "customer..example", "10.0.0.1", "@customer.example"),
        *("dave@customer.example", "dave customer.example", "dave" * 400),
        "dave\uff20customer.example",
    ],
)
def test_it_takes_nothing_else_for_a_domain_and_repeats_it_not(typed: str) -> None:
    with pytest.raises(DomainInvalid) as refused:
        mail_domain(typed)
    assert "dave" not in f"{refused.value}{refused.value.__cause__}"
