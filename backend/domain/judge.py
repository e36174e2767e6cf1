"""Classifies a fetch from its observation, its message and what is known since.

`RULES` is read from the top and the first rule that fits decides. A rule says how sure
it is and why; whatever no rule explains is unknown, never an open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from backend.domain import fetchers
from backend.domain.message import Channel, Message, State, state_at
from backend.domain.observe import Network, Observation

RULES_VERSION = 1
OPEN_CONFIDENCE = 0.7  # from here a direct or proxied fetch counts as an open


# Why a fetch was judged as it was; stable, since clients hold the words for people.
REASONS = frozenset(
    {
        "draft_open",
        "send_time_guessed",
        "viewing_mark",
        "user_marked",
        "prefetch_header",
        "apple_agent",
        "apple_relay",
        "gmail_prefetch_agent",
        "proxy_agent",
        "proxy_network",
        "proxy_network_mismatch",
        "within_window",
        "robot_agent",
        "empty_agent",
        "mail_client",
        "browser",
        "hosting_network",
        "scanner_network",
        "scanner_agent",
        "send_not_confirmed",
        "send_time_unknown",
        "odd_agent",
        "sender_domain",
    }
)


class FetchClass(StrEnum):
    """Who or what caused a fetch."""

    PRE_SEND = "pre_send"
    SELF = "self"
    DUPLICATE = "duplicate"
    PREFETCH = "prefetch"
    SCANNER = "scanner"
    BOT = "bot"
    PROXIED = "proxied"
    DIRECT = "direct"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of a fetch, how sure that is, and why."""

    fetch_class: FetchClass
    confidence: float
    reasons: tuple[str, ...]
    rules: int = RULES_VERSION

    @property
    def is_open(self) -> bool:
        """Whether the fetch is judged to be a person."""
        return (
            self.fetch_class in {FetchClass.DIRECT, FetchClass.PROXIED}
            and self.confidence >= OPEN_CONFIDENCE
        )


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the fetch itself."""

    window: timedelta  # how long after sending machines are likely to fetch
    cooldown: timedelta  # how long a Gmail draft may stay open before it counts as sent
    viewing: timedelta = timedelta(seconds=20)  # around the sender's own look
    viewing_at: datetime | None = None
    user_marked: bool = False


def judge(observation: Observation, message: Message, context: Context) -> Verdict:
    """Classify a fetch; the same three values always give the same verdict."""
    facts = _Facts(observation, message, context)
    rule = next(rule for rule in RULES if rule.when(facts))
    reasons = rule.reasons
    if message.colleagues and rule.fetch_class in _BY_A_READER:
        reasons += ("sender_domain",)
    return Verdict(rule.fetch_class, rule.confidence, reasons)


def age(message: Message, at: datetime) -> timedelta | None:
    """Return the time since the mail was sent; None when nobody confirmed when."""
    if not message.confirmed or message.sent_at is None:
        return None
    return at - message.sent_at


_BY_A_READER = frozenset({FetchClass.DIRECT, FetchClass.PROXIED})


class _Facts:
    """The questions the rules ask of one fetch."""

    def __init__(self, seen: Observation, message: Message, context: Context) -> None:
        since = age(message, seen.at)
        self.client = seen.client
        self.network = seen.network
        self.announced = seen.prefetch
        self.marked = context.user_marked
        self.viewed = (
            context.viewing_at is not None
            and abs(seen.at - context.viewing_at) <= context.viewing
        )
        self.before_sending = since is not None and since < timedelta()
        # As it stood at the fetch, whatever became of the message afterwards.
        then = replace(message, state=State.PREPARED)
        self.still_draft = (
            since is None
            and state_at(then, seen.at, context.cooldown) is State.PREPARED
        )
        self.undated = since is None
        # Sent after it was issued: a fetch soon after issue is soon after sending.
        at_most = seen.at - message.issued_at if since is None else since
        self.early = at_most < context.window
        # The sender's own draft is loaded by the same proxy as the recipient's copy.
        self.maybe_draft = self.undated and message.channel is Channel.GMAIL
        self.mail_client = seen.client in fetchers.MAIL_CLIENTS
        self.browser = seen.client in fetchers.BROWSERS
        self.eyeball = seen.network is Network.EYEBALL
        self.hosting = seen.network is Network.HOSTING
        self.relay = seen.network is Network.RELAY
        self.security = seen.network is Network.SECURITY
        self.provider = seen.network is Network.PROVIDER
        self.proxy = seen.client in fetchers.PROXIES
        self.unproven_proxy = seen.client == "other_proxy"


class Rule(NamedTuple):
    """One row of the table: when it fits, what follows."""

    when: Callable[[_Facts], bool]
    fetch_class: FetchClass
    confidence: float
    reasons: tuple[str, ...]


RULES = (
    # The sender, by their own word, by the state of the mail, by the pane's report.
    Rule(lambda f: f.marked, FetchClass.SELF, 0.9, ("user_marked",)),
    Rule(lambda f: f.before_sending, FetchClass.PRE_SEND, 0.95, ("draft_open",)),
    Rule(
        lambda f: f.still_draft,
        FetchClass.PRE_SEND,
        0.6,
        ("draft_open", "send_time_guessed"),
    ),
    Rule(lambda f: f.viewed, FetchClass.SELF, 0.9, ("viewing_mark",)),
    # Software that loads ahead of any reader.
    Rule(lambda f: f.announced, FetchClass.PREFETCH, 0.95, ("prefetch_header",)),
    Rule(
        lambda f: f.client == "apple_mpp" and f.relay,
        FetchClass.PREFETCH,
        0.95,
        ("apple_agent", "apple_relay"),
    ),
    Rule(
        lambda f: f.client == "gmail_prefetch" and f.provider,
        FetchClass.PREFETCH,
        0.95,
        ("gmail_prefetch_agent", "proxy_network"),
    ),
    # A mail scanner's own network says more than any agent from there.
    Rule(
        lambda f: f.security and f.client == "robot",
        FetchClass.SCANNER,
        0.95,
        ("scanner_network", "scanner_agent"),
    ),
    Rule(lambda f: f.security, FetchClass.SCANNER, 0.95, ("scanner_network",)),
    Rule(
        lambda f: f.client == "apple_mpp",
        FetchClass.PREFETCH,
        0.75,
        ("apple_agent",),
    ),
    Rule(
        lambda f: f.client == "gmail_prefetch",
        FetchClass.PREFETCH,
        0.75,
        ("gmail_prefetch_agent", "proxy_network_mismatch"),
    ),
    # Robots: declared, or in a string that only scanners still send.
    Rule(lambda f: f.client == "none", FetchClass.BOT, 0.9, ("empty_agent",)),
    Rule(lambda f: f.client == "robot", FetchClass.BOT, 0.9, ("robot_agent",)),
    # Proxies that fetch for a reader.
    Rule(
        lambda f: f.proxy and not f.provider and not f.unproven_proxy,
        FetchClass.UNKNOWN,
        0.4,
        ("proxy_agent", "proxy_network_mismatch"),
    ),
    Rule(
        lambda f: f.unproven_proxy and f.early,
        FetchClass.PROXIED,
        0.5,
        ("proxy_agent", "within_window"),
    ),
    Rule(
        lambda f: f.unproven_proxy and f.maybe_draft,
        FetchClass.PROXIED,
        0.5,
        ("proxy_agent", "send_not_confirmed"),
    ),
    Rule(
        lambda f: f.unproven_proxy and f.undated,
        FetchClass.UNKNOWN,
        0.4,
        ("proxy_agent", "send_time_unknown"),
    ),
    Rule(lambda f: f.unproven_proxy, FetchClass.PROXIED, 0.5, ("proxy_agent",)),
    Rule(
        lambda f: f.proxy and f.early,
        FetchClass.PROXIED,
        0.5,
        ("proxy_agent", "proxy_network", "within_window"),
    ),
    Rule(
        lambda f: f.proxy and f.maybe_draft,
        FetchClass.PROXIED,
        0.6,
        ("proxy_agent", "proxy_network", "send_not_confirmed"),
    ),
    Rule(
        lambda f: f.proxy and f.undated,
        FetchClass.UNKNOWN,
        0.4,
        ("proxy_agent", "proxy_network", "send_time_unknown"),
    ),
    Rule(lambda f: f.proxy, FetchClass.PROXIED, 0.8, ("proxy_agent", "proxy_network")),
    # Networks of machines. Behind the relay a reader looks like Apple loading ahead;
    # behind a hosting network there may be a corporate web proxy or a VPN.
    Rule(lambda f: f.relay, FetchClass.PREFETCH, 0.5, ("apple_relay",)),
    Rule(
        lambda f: f.hosting and f.early,
        FetchClass.SCANNER,
        0.7,
        ("hosting_network", "within_window"),
    ),
    Rule(
        lambda f: f.hosting and f.undated,
        FetchClass.UNKNOWN,
        0.4,
        ("hosting_network", "send_time_unknown"),
    ),
    Rule(lambda f: f.hosting, FetchClass.UNKNOWN, 0.4, ("hosting_network",)),
    # The reader's own device: a known program on somebody's own line.
    Rule(
        lambda f: f.mail_client and f.eyeball and f.early,
        FetchClass.DIRECT,
        0.7,
        ("mail_client", "within_window"),
    ),
    Rule(
        lambda f: f.mail_client and f.eyeball and f.undated,
        FetchClass.DIRECT,
        0.7,
        ("mail_client", "send_time_unknown"),
    ),
    Rule(
        lambda f: f.mail_client and f.eyeball,
        FetchClass.DIRECT,
        0.9,
        ("mail_client",),
    ),
    Rule(
        lambda f: f.browser and f.eyeball and f.early,
        FetchClass.DIRECT,
        0.7,
        ("browser", "within_window"),
    ),
    Rule(
        lambda f: f.browser and f.eyeball and f.undated,
        FetchClass.DIRECT,
        0.7,
        ("browser", "send_time_unknown"),
    ),
    Rule(lambda f: f.browser and f.eyeball, FetchClass.DIRECT, 0.9, ("browser",)),
    # A known program from an address nobody could read.
    Rule(lambda f: f.mail_client, FetchClass.UNKNOWN, 0.4, ("mail_client",)),
    Rule(lambda f: f.browser, FetchClass.UNKNOWN, 0.4, ("browser",)),
    Rule(lambda _: True, FetchClass.UNKNOWN, 0.4, ("odd_agent",)),
)
