from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from backend.domain.fetchers import CLIENTS
from backend.domain.judge import (
    REASONS,
    RULES,
    Context,
    Facts,
    FetchClass,
    Verdict,
    judge,
)
from backend.domain.mailboxes import Mailboxes
from backend.domain.message import Channel, Message, State
from backend.domain.networks import IporiginNetworks
from backend.domain.observe import Network, Observation, observe
from backend.domain.signals import Signals
from backend.web.forwarded import packed
from tests.domain.messages import (
    CONTEXT,
    ISSUED,
    SENT,
    a_message,
    prepared,
    unconfirmed,
)

EARLY = SENT + timedelta(seconds=59)
LATE = SENT + timedelta(seconds=60)
LATER = ISSUED + timedelta(hours=5)  # long after a token was issued
OUTLOOK = unconfirmed(Channel.OUTLOOK)
GMAIL = unconfirmed(Channel.GMAIL)

EYEBALL, HOSTING, RELAY = Network.EYEBALL, Network.HOSTING, Network.RELAY
PROVIDER, SECURITY, UNKNOWN = Network.PROVIDER, Network.SECURITY, Network.UNKNOWN


def a_fetch(client: str, network: Network, at: datetime, **more: Any) -> Observation:
    return Observation(at=at, client=client, network=network, **more)


def said(verdict: Verdict) -> str:
    """Spell a verdict as the tables below do."""
    reasons = " ".join(verdict.reasons)
    return f"{verdict.fetch_class.value} {verdict.confidence} {reasons}"


# fmt: off
CONFIRMED = [
    # client, network, when: verdict
    ("apple_mpp", RELAY, LATE, "prefetch 0.95 apple_agent apple_relay"),
    ("apple_mpp", EYEBALL, LATE, "prefetch 0.75 apple_agent"),
    ("apple_mpp", HOSTING, EARLY, "prefetch 0.75 apple_agent"),
    ("apple_mpp", SECURITY, EARLY, "scanner 0.95 scanner_network"),
    ("gmail_prefetch", PROVIDER, EARLY,
     "prefetch 0.95 gmail_prefetch_agent proxy_network"),
    ("gmail_prefetch", HOSTING, LATE,
     "prefetch 0.75 gmail_prefetch_agent proxy_network_mismatch"),
    ("chrome", RELAY, LATE, "prefetch 0.5 apple_relay"),
    ("apple_mail", RELAY, LATE, "prefetch 0.5 apple_relay"),
    ("robot", SECURITY, EARLY, "scanner 0.95 scanner_network scanner_agent"),
    ("chrome", SECURITY, LATE, "scanner 0.95 scanner_network"),
    ("outlook_desktop", SECURITY, LATE, "scanner 0.95 scanner_network"),
    ("none", SECURITY, LATE, "scanner 0.95 scanner_network"),
    ("none", EYEBALL, LATE, "bot 0.9 empty_agent"),
    ("robot", EYEBALL, LATE, "bot 0.9 robot_agent"),
    ("robot", HOSTING, EARLY, "bot 0.9 robot_agent"),
    ("gmail_proxy", PROVIDER, LATE, "proxied 0.8 proxy_agent proxy_network"),
    ("gmail_proxy", PROVIDER, EARLY,
     "proxied 0.5 proxy_agent proxy_network within_window"),
    ("gmail_proxy", HOSTING, LATE, "unknown 0.4 proxy_agent proxy_network_mismatch"),
    ("gmail_proxy", EYEBALL, LATE, "unknown 0.4 proxy_agent proxy_network_mismatch"),
    ("yahoo_proxy", PROVIDER, LATE, "proxied 0.8 proxy_agent proxy_network"),
    ("outlook_web", PROVIDER, LATE, "proxied 0.8 proxy_agent proxy_network"),
    ("other_proxy", HOSTING, LATE, "proxied 0.5 proxy_agent"),
    ("other_proxy", EYEBALL, EARLY, "proxied 0.5 proxy_agent within_window"),
    ("chrome", HOSTING, EARLY, "scanner 0.7 hosting_network within_window"),
    ("outlook_desktop", HOSTING, EARLY, "scanner 0.7 hosting_network within_window"),
    ("chrome", HOSTING, LATE, "unknown 0.4 hosting_network"),
    ("outlook_desktop", HOSTING, LATE, "unknown 0.4 hosting_network"),
    ("outlook_desktop", EYEBALL, LATE, "direct 0.9 mail_client"),
    ("outlook_desktop", EYEBALL, EARLY, "direct 0.7 mail_client within_window"),
    ("apple_mail", EYEBALL, LATE, "direct 0.9 mail_client"),
    ("safari", EYEBALL, LATE, "direct 0.9 browser"),
    ("safari", EYEBALL, EARLY, "direct 0.7 browser within_window"),
    ("thunderbird", UNKNOWN, LATE, "unknown 0.4 mail_client"),
    ("firefox", UNKNOWN, LATE, "unknown 0.4 browser"),
    ("other", EYEBALL, LATE, "unknown 0.4 odd_agent"),
    ("other", UNKNOWN, EARLY, "unknown 0.4 odd_agent"),
]
UNCONFIRMED = [
    # Gmail: the sender's own draft may be what Google fetched.
    (GMAIL, "gmail_proxy", PROVIDER,
     "proxied 0.6 proxy_agent proxy_network send_not_confirmed"),
    (GMAIL, "yahoo_proxy", PROVIDER,
     "proxied 0.6 proxy_agent proxy_network send_not_confirmed"),
    (GMAIL, "other_proxy", HOSTING, "proxied 0.5 proxy_agent send_not_confirmed"),
    (GMAIL, "outlook_desktop", EYEBALL, "direct 0.7 mail_client send_time_unknown"),
    (GMAIL, "chrome", EYEBALL, "direct 0.7 browser send_time_unknown"),
    (GMAIL, "chrome", HOSTING, "unknown 0.4 hosting_network send_time_unknown"),
    (GMAIL, "apple_mpp", RELAY, "prefetch 0.95 apple_agent apple_relay"),
    # Outlook: opened only on evidence of client and network, else nobody can tell.
    (OUTLOOK, "outlook_desktop", EYEBALL, "direct 0.7 mail_client send_time_unknown"),
    (OUTLOOK, "firefox", EYEBALL, "direct 0.7 browser send_time_unknown"),
    (OUTLOOK, "gmail_proxy", PROVIDER,
     "unknown 0.4 proxy_agent proxy_network send_time_unknown"),
    (OUTLOOK, "other_proxy", EYEBALL, "unknown 0.4 proxy_agent send_time_unknown"),
    (OUTLOOK, "gmail_proxy", EYEBALL,
     "unknown 0.4 proxy_agent proxy_network_mismatch"),
    (OUTLOOK, "outlook_desktop", HOSTING,
     "unknown 0.4 hosting_network send_time_unknown"),
    (OUTLOOK, "other", EYEBALL, "unknown 0.4 odd_agent"),
    (OUTLOOK, "robot", EYEBALL, "bot 0.9 robot_agent"),
    (OUTLOOK, "chrome", SECURITY, "scanner 0.95 scanner_network"),
]
# fmt: on


@pytest.mark.parametrize(("client", "network", "at", "verdict"), CONFIRMED)
def test_it_judges_a_fetch_of_a_mail_whose_sending_is_confirmed(
    client: str, network: Network, at: datetime, verdict: str
) -> None:
    assert said(judge(a_fetch(client, network, at), a_message(), CONTEXT)) == verdict


@pytest.mark.parametrize(("message", "client", "network", "verdict"), UNCONFIRMED)
def test_it_claims_less_while_the_sending_is_not_confirmed(
    message: Message, client: str, network: Network, verdict: str
) -> None:
    assert said(judge(a_fetch(client, network, LATER), message, CONTEXT)) == verdict


def test_it_claims_less_right_after_the_token_was_issued() -> None:
    at = ISSUED + timedelta(seconds=30)
    for client, network, verdict in [
        ("chrome", HOSTING, "scanner 0.7 hosting_network within_window"),
        ("chrome", EYEBALL, "direct 0.7 browser within_window"),
        ("other_proxy", EYEBALL, "unknown 0.4 proxy_agent send_time_unknown"),
    ]:
        assert said(judge(a_fetch(client, network, at), OUTLOOK, CONTEXT)) == verdict


@pytest.mark.parametrize(
    ("message", "seconds", "verdict"),
    [
        pytest.param(
            prepared(Channel.GMAIL), 89, "pre_send 0.6 draft_open send_time_guessed",
            id="gmail: the draft may still be open",
        ),
        pytest.param(
            prepared(Channel.GMAIL), 90,
            "proxied 0.6 proxy_agent proxy_network send_not_confirmed",
            id="gmail: the cool-down is over",
        ),
        pytest.param(
            GMAIL, 89, "pre_send 0.6 draft_open send_time_guessed",
            id="gmail: counted as sent since, it was a draft then",
        ),
        pytest.param(
            prepared(Channel.OUTLOOK), 5,
            "unknown 0.4 proxy_agent proxy_network send_time_unknown",
            id="outlook: composing never loads the pixel",
        ),
        pytest.param(
            a_message(), 179, "pre_send 0.95 draft_open", id="before it was sent"
        ),
        pytest.param(
            a_message(), 180,
            "proxied 0.5 proxy_agent proxy_network within_window",
            id="as it was sent",
        ),
        pytest.param(
            a_message(channel=Channel.GMAIL, sent_at=ISSUED), 10,
            "proxied 0.5 proxy_agent proxy_network within_window",
            id="gmail: confirmed, so no draft any more",
        ),
    ],
)  # fmt: skip
def test_it_sets_apart_what_was_fetched_before_sending(
    message: Message, seconds: int, verdict: str
) -> None:
    fetch = a_fetch("gmail_proxy", PROVIDER, ISSUED + timedelta(seconds=seconds))
    assert said(judge(fetch, message, CONTEXT)) == verdict


@pytest.mark.parametrize(
    ("seconds", "own"),
    [(-21, False), (-20, True), (0, True), (20, True), (21, False)],
)
def test_it_takes_fetches_around_alices_look_for_her_own(
    seconds: int, *, own: bool
) -> None:
    context = CONTEXT._replace(viewing_at=LATER)
    fetch = a_fetch("gmail_proxy", PROVIDER, LATER + timedelta(seconds=seconds))
    verdict = judge(fetch, a_message(channel=Channel.GMAIL), context)
    expected = (
        "self 0.9 viewing_mark" if own else "proxied 0.8 proxy_agent proxy_network"
    )
    assert said(verdict) == expected


@pytest.mark.parametrize(
    ("channel", "client", "network", "own"),
    [
        (Channel.GMAIL, "gmail_proxy", PROVIDER, True),
        (Channel.GMAIL, "chrome", EYEBALL, False),
        (Channel.OUTLOOK, "outlook_desktop", EYEBALL, True),
        (Channel.OUTLOOK, "gmail_proxy", PROVIDER, False),
    ],
)
def test_it_takes_only_what_alices_mail_program_fetches_for_her_look(
    channel: Channel, client: str, network: Network, *, own: bool
) -> None:
    context = CONTEXT._replace(viewing_at=LATER)
    verdict = judge(
        a_fetch(client, network, LATER), a_message(channel=channel), context
    )
    assert (verdict.fetch_class is FetchClass.SELF) is own


def test_it_takes_alices_word_over_everything_else() -> None:
    context = CONTEXT._replace(user_marked=True)
    for message in (a_message(), prepared(Channel.GMAIL), OUTLOOK):
        fetch = a_fetch("robot", SECURITY, ISSUED, prefetch=True)
        assert said(judge(fetch, message, context)) == "self 0.9 user_marked"


def test_it_believes_a_fetch_that_says_nobody_asked_for_it() -> None:
    fetch = a_fetch("chrome", EYEBALL, LATE, prefetch=True)
    assert said(judge(fetch, a_message(), CONTEXT)) == "prefetch 0.95 prefetch_header"


def test_it_says_that_a_reader_may_be_a_colleague() -> None:
    message = a_message(colleagues=True)
    direct = judge(a_fetch("chrome", EYEBALL, LATE), message, CONTEXT)
    robot = judge(a_fetch("robot", EYEBALL, LATE), message, CONTEXT)
    assert said(direct) == "direct 0.9 browser sender_domain"
    assert said(robot) == "bot 0.9 robot_agent"


@pytest.mark.parametrize("told_after", [timedelta(), timedelta(hours=2)], ids=str)
def test_it_knows_no_age_before_somebody_says_that_the_mail_is_gone(
    told_after: timedelta,
) -> None:
    fetch = a_fetch("gmail_proxy", PROVIDER, LATER)
    nobody_said = a_message(confirmed=False, sent_at=None)
    later = LATER + timedelta(seconds=1) + told_after
    said_later = a_message(confirmed=False, sent_at=later)
    for message in (nobody_said, said_later):
        assert "send_time_unknown" in judge(fetch, message, CONTEXT).reasons


def test_it_knows_that_mail_is_sent_once_somebody_said_so() -> None:
    told = a_message(confirmed=False)
    verdict = judge(a_fetch("gmail_proxy", PROVIDER, LATER), told, CONTEXT)
    assert verdict.reasons == ("proxy_agent", "proxy_network")


@pytest.mark.parametrize(
    ("channel", "mailboxes", "client", "network", "verdict"),
    [
        pytest.param(
            Channel.GMAIL, Mailboxes.OTHER, "gmail_proxy", PROVIDER,
            "self 0.7 proxy_agent proxy_network no_google_recipient",
            id="carol alone has her mailbox at Google",
        ),
        pytest.param(
            Channel.GMAIL, Mailboxes.GOOGLE, "gmail_proxy", PROVIDER,
            "proxied 0.8 proxy_agent proxy_network", id="dave has one there too",
        ),
        pytest.param(
            Channel.GMAIL, Mailboxes.UNKNOWN, "gmail_proxy", PROVIDER,
            "proxied 0.8 proxy_agent proxy_network", id="dave may have one there",
        ),
        pytest.param(
            Channel.GMAIL, Mailboxes.OTHER, "gmail_proxy", EYEBALL,
            "unknown 0.4 proxy_agent proxy_network_mismatch", id="not Google at all",
        ),
        pytest.param(
            Channel.GMAIL, Mailboxes.OTHER, "yahoo_proxy", PROVIDER,
            "proxied 0.8 proxy_agent proxy_network", id="dave at Yahoo",
        ),
        pytest.param(
            Channel.GMAIL, Mailboxes.OTHER, "safari", EYEBALL,
            "direct 0.9 browser", id="dave at his own device",
        ),
        pytest.param(
            Channel.GMAIL, Mailboxes.OTHER, "gmail_prefetch", PROVIDER,
            "prefetch 0.95 gmail_prefetch_agent proxy_network", id="loaded ahead",
        ),
        pytest.param(
            Channel.OUTLOOK, Mailboxes.OTHER, "gmail_proxy", PROVIDER,
            "proxied 0.8 proxy_agent proxy_network no_google_recipient",
            id="outlook: somebody has it at Gmail, and it is not alice",
        ),
        pytest.param(
            Channel.OUTLOOK, Mailboxes.GOOGLE, "gmail_proxy", PROVIDER,
            "proxied 0.8 proxy_agent proxy_network", id="outlook: dave at Gmail",
        ),
    ],
)  # fmt: skip
def test_it_takes_googles_fetch_for_carols_where_nobody_else_is_at_google(
    channel: Channel, mailboxes: Mailboxes, client: str, network: Network, verdict: str
) -> None:
    message = a_message(channel=channel, mailboxes=mailboxes)
    assert said(judge(a_fetch(client, network, LATE), message, CONTEXT)) == verdict


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        (prepared(Channel.GMAIL), "pre_send 0.6 draft_open send_time_guessed"),
        (GMAIL, "self 0.7 proxy_agent proxy_network no_google_recipient"),
    ],
)
def test_it_takes_googles_fetch_for_carols_before_she_confirms_sending(
    message: Message, verdict: str
) -> None:
    at = LATER if message is GMAIL else ISSUED + timedelta(seconds=5)
    elsewhere = replace(message, mailboxes=Mailboxes.OTHER)
    fetch = a_fetch("gmail_proxy", PROVIDER, at)
    assert said(judge(fetch, elsewhere, CONTEXT)) == verdict


EVERY_FETCH = [
    (Observation(at, client, network, prefetch=ahead), message, context)
    for client, network, ahead, at, message, context in product(
        sorted(CLIENTS),
        Network,
        (False, True),
        (ISSUED, EARLY, LATE, LATER),
        (
            a_message(),
            a_message(colleagues=True),
            a_message(channel=Channel.GMAIL),
            a_message(channel=Channel.GMAIL, mailboxes=Mailboxes.OTHER),
            GMAIL,
            OUTLOOK,
            prepared(Channel.GMAIL),
            prepared(Channel.OUTLOOK),
        ),
        (
            CONTEXT,
            CONTEXT._replace(viewing_at=LATE),
            CONTEXT._replace(user_marked=True),
            Context(window=timedelta(minutes=5), cooldown=timedelta()),
        ),
    )
]


def test_it_gives_reasons_of_the_closed_list_and_all_of_them() -> None:
    given = {reason for each in EVERY_FETCH for reason in judge(*each).reasons}
    assert given == REASONS


def test_it_has_no_rule_that_never_decides() -> None:
    deciding = {
        next(rule for rule in RULES if rule.when(Facts.of(*each)))
        for each in EVERY_FETCH
    }
    assert [rule for rule in RULES if rule not in deciding] == []


def test_it_never_counts_an_open_without_evidence_of_a_reader() -> None:
    for fetch, message, context in EVERY_FETCH:
        verdict = judge(fetch, message, context)
        assert 0 < verdict.confidence < 1
        assert verdict.reasons
        if not verdict.is_open:
            continue
        assert fetch.client not in {"robot", "none", "other", "other_proxy"}
        assert fetch.client not in {"apple_mpp", "gmail_prefetch"}
        assert fetch.network in {Network.EYEBALL, Network.PROVIDER}
        assert not fetch.prefetch
        if not message.confirmed:
            assert verdict.fetch_class is FetchClass.DIRECT
            assert verdict.confidence == 0.7


def test_it_judges_alike_whatever_became_of_the_message() -> None:
    for state in State:
        fetch = a_fetch("chrome", EYEBALL, LATE)
        assert judge(fetch, a_message(state=state), CONTEXT).is_open


NETWORKS = IporiginNetworks()
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "address", "verdict"),
    [
        pytest.param(
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 "
            "(via ggpht.com GoogleImageProxy)",
            "66.249.84.10", "proxied 0.8 proxy_agent proxy_network",
            id="gophish#1390",
        ),
        pytest.param(
            "Mozilla/5.0", "172.224.226.5", "prefetch 0.95 apple_agent apple_relay",
            id="uap-core#509",
        ),
        pytest.param(
            "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
            "98.137.11.10", "proxied 0.8 proxy_agent proxy_network", id="yahoo",
        ),
        pytest.param(
            f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {WEBKIT} Chrome/57.0.2987.133 "
            "Safari/537.36",
            "40.107.218.12", "scanner 0.95 scanner_network scanner_agent",
            id="gophish#973",
        ),
        pytest.param(
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/72.0.3626.109 "
            "Safari/537.36",
            "52.95.110.1", "bot 0.9 robot_agent", id="the same from a rented host",
        ),
        pytest.param(
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}",
            "52.96.1.1", "proxied 0.8 proxy_agent proxy_network", id="warmbly#569",
        ),
        pytest.param(
            "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
            "192.168.1.20", "direct 0.9 mail_client", id="outlook in the same office",
        ),
    ],
)  # fmt: skip
def test_it_judges_published_samples_from_the_request_on(
    agent: str, address: str, verdict: str
) -> None:
    fetch = observe(Signals(LATE, packed(address), agent, {}), NETWORKS)
    assert said(judge(fetch, a_message(), CONTEXT)) == verdict


def test_it_takes_only_gmails_proxy_for_the_draft_in_the_second_of_sending() -> None:
    message = a_message(channel=Channel.GMAIL)
    proxy = a_fetch("gmail_proxy", PROVIDER, SENT)
    assert judge(proxy, message, CONTEXT).fetch_class is FetchClass.PRE_SEND
    dave = a_fetch("chrome", EYEBALL, SENT)
    assert judge(dave, message, CONTEXT).fetch_class is FetchClass.DIRECT
