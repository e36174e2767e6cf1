import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.errors import TargetRefused
from backend.domain.link import TARGET_MAX, host, target

SHOP = "https://shop.example"


def wide(text: str) -> str:
    """Return the full-width twins that names are folded from."""
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(SHOP, f"{SHOP}/", id="bare host"),
        pytest.param(f"{SHOP}/", f"{SHOP}/", id="root"),
        pytest.param(f"{SHOP}?a=b", f"{SHOP}/?a=b", id="query at once"),
        pytest.param(f"{SHOP}#top", f"{SHOP}/#top", id="fragment at once"),
        pytest.param(f"{SHOP}/a#", f"{SHOP}/a", id="empty fragment"),
        pytest.param(f"{SHOP}/a?#", f"{SHOP}/a", id="empty query"),
        pytest.param(f"{SHOP}/a??", f"{SHOP}/a??", id="a query of a question mark"),
        pytest.param(f"{SHOP}/a?b=c&d#e/f?g", f"{SHOP}/a?b=c&d#e/f?g", id="all parts"),
        pytest.param("HTTPS://Shop.EXAMPLE/Aa", f"{SHOP}/Aa", id="upper case"),
        pytest.param("https://shop.example./x", f"{SHOP}/x", id="trailing dot"),
        pytest.param(f"{SHOP}:443/x", f"{SHOP}/x", id="the usual port"),
        pytest.param(f"{SHOP}:8443/x", f"{SHOP}:8443/x", id="another port"),
        pytest.param(f"{SHOP}/100%25/%2F", f"{SHOP}/100%25/%2F", id="escapes stay"),
        pytest.param(f"{SHOP}/café?q=ü#é", f"{SHOP}/caf%C3%A9?q=%C3%BC#%C3%A9", id="é"),
        pytest.param(f'{SHOP}/"<x>', f"{SHOP}/%22%3Cx%3E", id="quotes and brackets"),
        pytest.param(f"{SHOP}/a@b:c", f"{SHOP}/a@b:c", id="an at sign in the path"),
        pytest.param(f"{SHOP}//b", f"{SHOP}//b", id="two slashes in the path"),
        pytest.param(
            f"{SHOP}/?next=https://a.example/", f"{SHOP}/?next=https://a.example/",
            id="a target's own parameters",
        ),
        pytest.param("https://münchen.example/", "https://xn--mnchen-3ya.example/",
                     id="umlaut"),
        pytest.param("https://例え.example", "https://xn--r8jz45g.example/", id="kana"),
        pytest.param(f"https://{wide('shop')}.example", f"{SHOP}/", id="full width"),
        pytest.param("https://shop。example", f"{SHOP}/", id="ideographic full stop"),
        pytest.param("https://8.8.8.8/x", "https://8.8.8.8/x", id="public IPv4"),
        pytest.param(
            "https://[2606:4700:0:0::6810:84e5]:8443/",
            "https://[2606:4700::6810:84e5]:8443/", id="public IPv6",
        ),
    ],
)  # fmt: skip
def test_it_keeps_a_target_in_one_spelling(text: str, kept: str) -> None:
    assert target(text) == kept
    assert target(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example",
        "//shop.example/",
        "/path",
        "https:",
        "https:/shop.example",
        "https:shop.example",
        "https:///shop.example",
        "https://",
        "https://?x",
        "https://#x",
        "http://shop.example/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "javascript://shop.example/%0aalert(1)",
        "data:text/html,x",
        "vbscript:x",
        "intent://shop.example",
        "ms-word:ofe|u|https://shop.example/",
        "view-source:https://shop.example/",
        "https+x://shop.example/",
        f"{wide('https')}://shop.example/",
    ],
)
def test_it_leads_by_https_alone(text: str) -> None:
    with pytest.raises(TargetRefused):
        target(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://user@shop.example/",
        "https://user:secret@shop.example/",
        "https://@shop.example/",
        "https://bank.example:443@shop.example/",
        "https://bank.example%40shop.example/",
        "https://bank.example\\@shop.example/",
        "https://bank.example\\.shop.example/",
        "https:\\\\shop.example/",
        "https://shop.example\\path",
        "https://shop.example/a\\b",
        "https://shop.example/?a\\b",
        "https://shop.example/#a\\b",
        "https://shop%2eexample/",
        "https://shop.example%00.bank.example/",
        "https://shop.example:/",
        "https://shop.example:0/",
        "https://shop.example:080/",
        "https://shop.example:65536/",
        "https://shop.example:99999/",
        "https://shop.example:+80/",
        "https://shop.example:80:80/",
        "https://shop.example:8a/",
        f"https://shop.example:{wide('80')}/",
    ],
)
def test_it_lets_no_target_pose_as_another(text: str) -> None:
    with pytest.raises(TargetRefused):
        target(text)


@pytest.mark.parametrize(
    "stray",
    [
        " ", "\t", "\r", "\n", "\r\nSet-Cookie: a=b", "\x00", "\x0b", "\x1f", "\x7f",
        "\x85", "\xa0", "\xad", "\u200b", "\u200d", "\u202e", "\u2028", "\u2029",
        "\u3000", "\ufeff", "\ud800",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "place", ["{}https://shop.example/", "https://shop{}.example/",
              "https://shop.example/{}", "https://shop.example/?a={}",
              "https://shop.example/#{}", "h{}ttps://shop.example/"],
)  # fmt: skip
def test_it_takes_nothing_that_cannot_be_seen(place: str, stray: str) -> None:
    with pytest.raises(TargetRefused):
        target(place.format(stray))


@pytest.mark.parametrize(
    "place",
    [
        # by name
        "localhost", "LOCALHOST", "localhost.", "shop.localhost", "intranet", "shop",
        "printer.local", "db.internal", "nas.home.arpa", "router.lan", "wiki.corp",
        "x.intranet", "x.private", "x.home", "x.localdomain", "x.invalid", "x.test",
        # IPv4, plain and in every disguise a browser sees through
        "127.0.0.1", "127.0.0.1.", "127.1", "127.0.0.0x1", "0x7f.0.0.1", "0x7f000001",
        "2130706433", "017700000001", "0177.0.0.1", "127.0.0.01", "1.2.3.08",
        wide("127.0.0.1"), "127。0。0。1", "①②⑦.0.0.1", "8.8.8", "8.8.8.8.8",
        "256.1.1.1", "shop.example.1", "shop.0x", "shop.0xff",
        "0.0.0.0",  # noqa: S104  # a hostile target: nothing binds to it
        "0.0.0.1", "0.1.2.3", "10.0.0.1", "100.64.0.1", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.0.0.1", "192.0.2.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255",
        # IPv6
        "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]", "[::127.0.0.1]",
        "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]",
        "[2001:db8::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[2001:0:4136:e378::1]", "[100::1]", "[::1", "::1]", "[]", "[8.8.8.8]", "[::g]",
        # no names
        ".", "..", ".example", "shop..example", "-shop.example", "shop-.example",
        "shop_1.example", "sh!op.example", "shop,example", "*.example", "a b.example",
        "xn--.example", "xn--\u00fc.example", "xn--a.example", "\u2603\u200d.example",
        f"{'a' * 64}.example", ".".join(["a" * 60] * 5),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["/", ":8443/", "?x", "#x", ""])
def test_it_leads_to_public_hosts_alone(place: str, rest: str) -> None:
    with pytest.raises(TargetRefused):
        target(f"https://{place}{rest}")


def test_it_takes_no_more_than_a_browser_would() -> None:
    longest = f"{SHOP}/".ljust(TARGET_MAX, "a")
    assert target(longest) == longest
    with pytest.raises(TargetRefused):
        target(longest + "a")
    with pytest.raises(TargetRefused):  # escaped it would be longer
        target(f"{SHOP}/" + "é" * (TARGET_MAX // 6))


def test_it_never_repeats_what_it_refused() -> None:
    for text in ("http://secret.example/", "https://secret@x.example", "https://s e/"):
        with pytest.raises(TargetRefused) as refused:
            target(text)
        assert "secret" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_it_shows_a_target_by_its_host() -> None:
    assert host(target("https://Shop.example:8443/a?b#c")) == "shop.example:8443"


ODD = st.text(
    st.sampled_from("/\\@:#?.%[]&=+-_~ \t\n\r\0aZ09é例。\u200b\u202e<>\"'{}|^`"),
    max_size=30,
)


@settings(deadline=None, database=None, max_examples=1000)
@given(st.one_of(ODD, ODD.map(lambda rest: f"{SHOP}{rest}"), st.text(max_size=40)))
def test_it_redirects_to_plain_ascii_or_not_at_all(text: str) -> None:
    for each in (text, f"https://{text}"):
        try:
            kept = target(each)
        except TargetRefused:
            continue
        assert kept.startswith("https://")
        assert kept.isascii()
        assert kept.isprintable()
        assert not set(kept) & set(' <>"\\{}|^`')
        assert len(kept) <= TARGET_MAX
        assert target(kept) == kept
