"""Classifies a fetch from its observation, its message and what is known since.

`RULES` is read from the top and the first rule that fits decides. A rule says how sure
it is and why; whatever no rule explains is unknown, never an open.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from backend.domain import fetchers
from backend.domain.mailboxes import Mailboxes
from backend.domain.message import Channel, Message, draft_at
from backend.domain.observe import Network, Observation

RULES_VERSION = 3
VIEWING_MARK = "viewing_mark"
USER_MARKED = "user_marked"
NO_GOOGLE_RECIPIENT = "no_google_recipient"
ONE_SECOND = timedelta(seconds=1)
OPEN_CONFIDENCE = 0.7  # from here a direct or proxied fetch counts as an open


# Why a fetch was judged as it was; stable, since clients hold the words for people.
REASONS = frozenset(
    {
        "draft_open",
        "send_time_guessed",
        VIEWING_MARK,
        USER_MARKED,
        NO_GOOGLE_RECIPIENT,
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


class Verdict(NamedTuple):
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


class Context(NamedTuple):
    """What is known beside the fetch itself."""

    window: timedelta  # how long after sending machines are likely to fetch
    cooldown: timedelta  # how long a Gmail draft may stay open before it counts as sent
    viewing: timedelta = timedelta(seconds=20)  # around the sender's own look
    viewing_at: datetime | None = None
    user_marked: bool = False


def judge(observation: Observation, message: Message, context: Context) -> Verdict:
    """Classify a fetch; the same three values always give the same verdict."""
    return _verdict(Facts.of(observation, message, context), message.colleagues)


@lru_cache(maxsize=4096)  # the same few facts come again and again
def _verdict(facts: "Facts", colleagues: bool) -> Verdict:
    rule = next(rule for rule in RULES if rule.when(facts))
    reasons = tuple(rule.reasons.split())
    if colleagues and rule.fetch_class in {DIRECT, PROXIED}:
        reasons += ("sender_domain",)
    # In Outlook's mail: a forwarded copy, or mail that somebody collects at Gmail.
    if facts.nobody_at_google and rule.fetch_class is PROXIED:
        reasons += (NO_GOOGLE_RECIPIENT,)
    return Verdict(rule.fetch_class, rule.confidence, reasons)


def age(message: Message, at: datetime) -> timedelta | None:
    """Return the time since the mail was sent; None when nobody knows that it was.

    Told, it was sent by then: an earlier fetch may still have been the draft's.
    """
    if message.sent_at is None or (message.told and at < message.sent_at):
        return None
    return at - message.sent_at


class Facts(NamedTuple):
    """All that the rules may ask of one fetch."""

    client: str
    network: Network
    announced: bool  # the request said that nobody asked for it
    marked: bool
    viewed: bool
    outlook: bool
    unconfirmed: bool
    before_sending: bool
    still_draft: bool
    early: bool
    nobody_at_google: bool  # Google's proxy fetched for none of the recipients

    @classmethod
    def of(cls, seen: Observation, message: Message, context: Context) -> "Facts":
        """Return what holds for a fetch of a message."""
        since = age(message, seen.at)
        outlook = message.channel is Channel.OUTLOOK
        looked_at = context.viewing_at
        return cls(
            client=seen.client,
            network=seen.network,
            announced=seen.prefetch,
            marked=context.user_marked,
            viewed=(
                looked_at is not None
                and abs(seen.at - looked_at) <= context.viewing
                # Gmail shows its user every picture through its proxy, Outlook none.
                and (seen.client == "gmail_proxy") is not outlook
            ),
            # In Gmail an unconfirmed fetch may be of the sender's own draft.
            outlook=outlook,
            unconfirmed=since is None,
            before_sending=since is not None and since < timedelta(),
            # As it stood at the fetch, whatever became of the message afterwards.
            still_draft=(
                draft_at(message, seen.at, context.cooldown)
                if since is None
                # Sending is known to the second: within it the draft was on screen,
                # whose pictures come through Gmail's proxy.
                else seen.client == "gmail_proxy" and not outlook and since < ONE_SECOND
            ),
            # Nothing is sent before its issue: soon after that is soon after sending.
            early=(seen.at - message.issued_at if since is None else since)
            < context.window,
            nobody_at_google=(
                seen.client == "gmail_proxy"
                and seen.network is Network.PROVIDER
                and message.mailboxes is Mailboxes.OTHER
            ),
        )

    @property
    def proxy(self) -> bool:
        """Whether a proxy fetched whose network is known here."""
        return self.client in fetchers.PROXIES and self.client != "other_proxy"

    @property
    def mail(self) -> bool:
        """Whether a mail program fetched."""
        return self.client in fetchers.MAIL_CLIENTS

    @property
    def browser(self) -> bool:
        """Whether a browser fetched."""
        return self.client in fetchers.BROWSERS

    @property
    def person(self) -> bool:
        """Whether a known program fetched on somebody's own line."""
        return self.network is Network.EYEBALL and (self.mail or self.browser)

    def by(self, client: str) -> bool:
        """Whether that family fetched."""
        return self.client == client

    def on(self, network: Network) -> bool:
        """Whether the fetch came from that kind of network."""
        return self.network is network


class Rule(NamedTuple):
    """One row of the table: what follows, why, and when; reasons apart by blanks."""

    fetch_class: FetchClass
    confidence: float
    reasons: str
    when: Callable[[Facts], bool]


PRE_SEND, SELF = FetchClass.PRE_SEND, FetchClass.SELF
PREFETCH, SCANNER, BOT = FetchClass.PREFETCH, FetchClass.SCANNER, FetchClass.BOT
PROXIED, DIRECT = FetchClass.PROXIED, FetchClass.DIRECT
UNKNOWN = FetchClass.UNKNOWN
HOSTING, RELAY = Network.HOSTING, Network.RELAY
PROVIDER, SECURITY = Network.PROVIDER, Network.SECURITY

RULES = (
    # The sender, by their own word, by the state of the mail, by the pane's report.
    Rule(SELF, 0.9, USER_MARKED, lambda f: f.marked),
    Rule(PRE_SEND, 0.95, "draft_open", lambda f: f.before_sending),
    Rule(PRE_SEND, 0.6, "draft_open send_time_guessed", lambda f: f.still_draft),
    Rule(SELF, 0.9, VIEWING_MARK, lambda f: f.viewed),
    # Gmail shows its users every picture through its proxy, and of all who have the
    # mail the sender alone is known to be one (support.google.com/mail/answer/145919).
    # A forwarded copy can be behind it too, or an app of Gmail's for other mailboxes:
    # hence no surer than an open has to be.
    Rule(
        SELF,
        0.7,
        f"proxy_agent proxy_network {NO_GOOGLE_RECIPIENT}",
        lambda f: f.nobody_at_google and not f.outlook,
    ),
    # Software that says, or is known, to load ahead of any reader.
    Rule(PREFETCH, 0.95, "prefetch_header", lambda f: f.announced),
    Rule(
        PREFETCH,
        0.95,
        "apple_agent apple_relay",
        lambda f: f.by("apple_mpp") and f.on(RELAY),
    ),
    Rule(
        PREFETCH,
        0.95,
        "gmail_prefetch_agent proxy_network",
        lambda f: f.by("gmail_prefetch") and f.on(PROVIDER),
    ),
    # A scanner's own network says more than any agent seen from there.
    Rule(
        SCANNER,
        0.95,
        "scanner_network scanner_agent",
        lambda f: f.on(SECURITY) and f.by("robot"),
    ),
    Rule(SCANNER, 0.95, "scanner_network", lambda f: f.on(SECURITY)),
    Rule(PREFETCH, 0.75, "apple_agent", lambda f: f.by("apple_mpp")),
    Rule(
        PREFETCH,
        0.75,
        "gmail_prefetch_agent proxy_network_mismatch",
        lambda f: f.by("gmail_prefetch"),
    ),
    # Robots: declared, or in a string that only scanners still send.
    Rule(BOT, 0.9, "empty_agent", lambda f: f.by("none")),
    Rule(BOT, 0.9, "robot_agent", lambda f: f.by("robot")),
    # Proxies that fetch for a reader, from their owner's network.
    Rule(
        UNKNOWN,
        0.4,
        "proxy_agent proxy_network_mismatch",
        lambda f: f.proxy and not f.on(PROVIDER),
    ),
    Rule(
        UNKNOWN,
        0.4,
        "proxy_agent proxy_network send_time_unknown",
        lambda f: f.proxy and f.unconfirmed and f.outlook,
    ),
    Rule(
        PROXIED,
        0.5,
        "proxy_agent proxy_network within_window",
        lambda f: f.proxy and f.early,
    ),
    Rule(
        PROXIED,
        0.6,
        "proxy_agent proxy_network send_not_confirmed",
        lambda f: f.proxy and f.unconfirmed,
    ),
    Rule(PROXIED, 0.8, "proxy_agent proxy_network", lambda f: f.proxy),
    # Proxies whose network is not known here: their word alone, at most "maybe".
    Rule(
        UNKNOWN,
        0.4,
        "proxy_agent send_time_unknown",
        lambda f: f.by("other_proxy") and f.unconfirmed and f.outlook,
    ),
    Rule(
        PROXIED,
        0.5,
        "proxy_agent within_window",
        lambda f: f.by("other_proxy") and f.early,
    ),
    Rule(
        PROXIED,
        0.5,
        "proxy_agent send_not_confirmed",
        lambda f: f.by("other_proxy") and f.unconfirmed,
    ),
    Rule(PROXIED, 0.5, "proxy_agent", lambda f: f.by("other_proxy")),
    # Networks of machines. Behind the relay a reader looks like Apple loading ahead;
    # behind a hosting network there may be a corporate web proxy or a VPN.
    Rule(PREFETCH, 0.5, "apple_relay", lambda f: f.on(RELAY)),
    Rule(
        SCANNER,
        0.7,
        "hosting_network within_window",
        lambda f: f.on(HOSTING) and f.early,
    ),
    Rule(
        UNKNOWN,
        0.4,
        "hosting_network send_time_unknown",
        lambda f: f.on(HOSTING) and f.unconfirmed,
    ),
    Rule(UNKNOWN, 0.4, "hosting_network", lambda f: f.on(HOSTING)),
    # The reader's own device: a known program on somebody's own line.
    Rule(
        DIRECT,
        0.7,
        "mail_client within_window",
        lambda f: f.person and f.mail and f.early,
    ),
    Rule(
        DIRECT,
        0.7,
        "mail_client send_time_unknown",
        lambda f: f.person and f.mail and f.unconfirmed,
    ),
    Rule(DIRECT, 0.9, "mail_client", lambda f: f.person and f.mail),
    Rule(DIRECT, 0.7, "browser within_window", lambda f: f.person and f.early),
    Rule(
        DIRECT,
        0.7,
        "browser send_time_unknown",
        lambda f: f.person and f.unconfirmed,
    ),
    Rule(DIRECT, 0.9, "browser", lambda f: f.person),
    # A known program from an address nobody could read, then whatever is left.
    Rule(UNKNOWN, 0.4, "mail_client", lambda f: f.mail),
    Rule(UNKNOWN, 0.4, "browser", lambda f: f.browser),
    Rule(UNKNOWN, 0.4, "odd_agent", lambda _: True),
)
