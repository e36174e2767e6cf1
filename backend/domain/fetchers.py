"""Who fetches pixels, as data: the client families and the agents they are known by.

The first matching rule wins: exact strings and proxies, then mail clients, then
robots, then browsers. The order matters: general robot lists name Gmail's proxy and
several mail clients (https://github.com/mautic/mautic/issues/16069).
Matching is by plain substrings of the lower-case agent, so that its cost grows only
with the agent's length.
"""

from typing import NamedTuple

PROXIES = frozenset({"gmail_proxy", "yahoo_proxy", "outlook_web", "other_proxy"})
MAIL_CLIENTS = frozenset(
    {
        "outlook_desktop",
        "outlook_mac",
        "outlook_mobile",
        "thunderbird",
        "apple_mail",
        "other_mail",
    }
)
BROWSERS = frozenset({"chrome", "edge", "firefox", "safari"})
CLIENTS = (
    PROXIES
    | MAIL_CLIENTS
    | BROWSERS
    | {"gmail_prefetch", "apple_mpp", "robot", "none", "other"}
)

# Real agents stay far below; a longer one is nobody's.
AGENT_MAX = 1024

# Who runs a proxy. Other proxies' networks are not known here, so that their agent
# alone can never prove them.
GOOGLE = "google"
YAHOO = "yahoo"
EXCHANGE = "exchange"
_OWNERS = {
    "gmail_proxy": GOOGLE,
    "gmail_prefetch": GOOGLE,
    "yahoo_proxy": YAHOO,
    "outlook_web": EXCHANGE,
}

# https://github.com/arp242/isbot, isbot.go, 2026-11
PREFETCH_HEADERS = ("purpose", "x-purpose", "x-moz", "sec-purpose")
PREFETCH_WORDS = ("prefetch", "preview", "prerender")


class Rule(NamedTuple):
    """A family's signature: every one of `parts`, none of `without`; lower case."""

    family: str
    parts: tuple[str, ...]
    source: str
    taken: str  # when the source was read
    without: tuple[str, ...] = ()
    ends: bool = False  # the last part closes the agent
    exact: bool = False  # the one part is the whole agent

    def fits(self, agent: str) -> bool:
        """Whether a lower-case agent carries the signature."""
        if self.parts[0] not in agent:
            return False  # nearly always the end of it, at every fetch
        if self.exact:
            return agent == self.parts[0]
        if self.ends and not agent.endswith(self.parts[-1]):
            return False
        return all(part in agent for part in self.parts) and not any(
            part in agent for part in self.without
        )


_MATOMO = "https://github.com/matomo-org/device-detector, regexes/client/pim.yml"
_UAP = "https://github.com/ua-parser/uap-core, tests/test_ua.yaml"
_UAP_APPLE = "https://github.com/ua-parser/uap-core/issues/509"
_YAUAA = "https://github.com/nielsbasjes/yauaa, UserAgents/EMailClients.yaml"
_EMAILS = "https://github.com/faisalman/ua-parser-js, extensions, Emails"
_PROXIES = "https://github.com/mautic/mautic/issues/8718"
_ROBOTS = "https://github.com/monperrus/crawler-user-agents"
_LIBRARIES = "https://github.com/matomo-org/device-detector, client/libraries.yml"
_BARE = "(khtml, like gecko)"  # a WebKit string that stops here names no browser
_BARE_IOS = f"{_BARE} mobile/15e148"

RULES = (
    # Software that fetches ahead.
    Rule("apple_mpp", ("mozilla/5.0",), _UAP_APPLE, "2026-11", exact=True),
    Rule(
        "gmail_prefetch",
        ("chrome/42.0.2311.135", "edge/12.246 mozilla/5.0"),
        "https://www.sparkpost.com/blog/gmail-prefetching-images/",
        "2021-12",
        ends=True,
    ),
    # Proxies that fetch for a reader.
    Rule(
        "gmail_proxy",
        ("via ggpht.com",),
        "https://github.com/gophish/gophish/issues/1390",
        "2026-11",
    ),
    Rule(
        "yahoo_proxy",
        ("yahoomailproxy",),
        "https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
        "2026-11",
    ),
    Rule("other_proxy", ("seznamemailproxy",), _PROXIES, "2026-11"),
    Rule("other_proxy", ("ramblermail", "imageproxy"), _PROXIES, "2026-11"),
    Rule("other_proxy", ("secureurl.fwdcdn.com",), _PROXIES, "2026-11"),
    Rule("other_proxy", ("yandeximageresizer",), _PROXIES, "2026-11"),
    Rule("other_proxy", ("superhumanproxy",), _ROBOTS, "2026-11"),
    Rule("other_proxy", ("fastmailua/",), _ROBOTS, "2026-11"),
    Rule("other_proxy", ("shortwave image fetcher",), _ROBOTS, "2026-11"),
    # Mail clients. The mobile ones first: some also carry the desktop's name.
    Rule("outlook_mobile", ("outlook-ios",), _MATOMO, "2026-11"),
    Rule("outlook_mobile", ("outlook-android",), _YAUAA, "2026-11"),
    Rule("outlook_mac", ("macoutlook/",), _MATOMO, "2026-11"),
    Rule("outlook_mac", ("outlook/", "cfnetwork/", "darwin/"), _MATOMO, "2026-11"),
    Rule(
        "outlook_desktop",
        ("oneoutlook/",),
        "https://github.com/nextauthjs/next-auth/issues/1840",
        "2026-11",
    ),
    Rule("other_mail", ("outlook-express",), _MATOMO, "2026-11"),
    Rule("outlook_desktop", ("microsoft outlook",), _UAP, "2026-11"),
    Rule("outlook_desktop", ("microsoft office outlook",), _UAP, "2026-11"),
    # Outlook for Windows while it draws a mail with Word's engine.
    Rule("outlook_desktop", ("ms-office", "msoffice "), _MATOMO, "2026-11"),
    Rule("thunderbird", ("thunderbird/",), _MATOMO, "2026-11"),
    Rule("thunderbird", ("icedove/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("yahoo%20mail",), _MATOMO, "2026-11"),
    Rule("other_mail", ("yahoomobilemail",), _UAP, "2026-11"),
    Rule("other_mail", (".yahoo.ymail/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("android-gmail",), _MATOMO, "2026-11"),
    Rule("other_mail", ("windowsmail/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("airmail ",), _MATOMO, "2026-11"),
    Rule("other_mail", ("postbox",), _MATOMO, "2026-11"),
    Rule("other_mail", ("the bat!",), _MATOMO, "2026-11"),
    Rule("other_mail", ("lotus-notes/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("mailbar/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("barca/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("mailspring/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("mailbird/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("em client/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("emclient/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("foxmail/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("mailmaster",), _MATOMO, "2026-11"),
    Rule("other_mail", ("bluemail/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("navermailapp/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("spicebird/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("seamonkey/",), _MATOMO, "2026-11"),
    Rule("other_mail", ("evolution/",), _EMAILS, "2026-11"),
    Rule("other_mail", ("kmail/",), _EMAILS, "2026-11"),
    Rule("other_mail", ("sparkdesktop/",), _EMAILS, "2026-11"),
    Rule("other_mail", ("protonmail",), _EMAILS, "2026-11"),
    Rule("other_mail", ("zohomail",), _EMAILS, "2026-11"),
    Rule("other_mail", ("zimbra",), _EMAILS, "2026-11"),
    Rule("other_mail", ("polymail",), _EMAILS, "2026-11"),
    # Apple Mail without privacy protection; any web view of an Apple program sends
    # the same: https://github.com/matomo-org/device-detector/issues/7970
    Rule("apple_mail", ("mail/", "cfnetwork/", "darwin/"), _MATOMO, "2026-11"),
    Rule("apple_mail", ("(macintosh;", _BARE), _UAP_APPLE, "2026-11", ends=True),
    Rule(
        "apple_mail", ("(iphone;", f"{_BARE} mobile/15e148"), _UAP, "2026-11", ends=True
    ),
    Rule(
        "apple_mail", ("(ipad;", f"{_BARE} mobile/15e148"), _UAP, "2026-11", ends=True
    ),
    # Browser strings that scanners were reported to send, years out of date.
    Rule(
        "robot",
        ("windows nt 6.1", "chrome/57.0.2987.133"),
        "https://github.com/gophish/gophish/issues/973",
        "2026-11",
    ),
    Rule(
        "robot",
        ("windows nt 10.0", "chrome/72.0.3626.109"),
        "https://github.com/gophish/gophish/issues/973",
        "2026-11",
    ),
    Rule(
        "robot",
        ("windows nt 10.0", "chrome/64.0.3282.140"),
        "https://github.com/opencollective/opencollective/issues/3656",
        "2026-11",
        without=("edge/",),  # Edge 18 named the same engine
    ),
    # Declared robots, previews and scripts. Cubot makes telephones.
    *(
        Rule("robot", (part,), _ROBOTS, "2026-11", without=("cubot",))
        for part in ("bot/", "bot;", "bot)", "bot-", "bot ")
    ),
    *(
        Rule("robot", (part,), _ROBOTS, "2026-11")
        for part in (
            "crawler",
            "spider",
            "slurp",
            "facebookexternalhit",
            "whatsapp/",
            "skypeuripreview",
            "slack-imgproxy",
            "headlesschrome",
            "phantomjs",
            "barracuda",
            "scrapy",
            "ia_archiver",
            "linkpreview",
            "google-inspectiontool",
        )
    ),
    *(
        Rule("robot", (part,), _LIBRARIES, "2026-11")
        for part in (
            "curl/",
            "wget/",
            "python-requests",
            "python-urllib",
            "python-httpx",
            "aiohttp",
            "go-http-client",
            "java/",
            "libwww-perl",
            "apache-httpclient",
            "axios/",
            "node-fetch",
            "undici",
            "guzzlehttp",
            "postmanruntime",
        )
    ),
)


class Browser(NamedTuple):
    """A browser's token; the number after it is the major version."""

    family: str
    token: str
    oldest: int  # older ones are museum pieces or a machine's disguise


# Edge before Chrome before Safari: each carries the names of those behind it.
# Opera, Samsung Internet and others count as Chrome, whose engine and name they carry.
# The limits are releases of spring 2022 (Safari: 2020), some four years back in 2026:
# https://chromiumdash.appspot.com/schedule, https://whattrainisitnow.com/calendar/
BROWSER_TOKENS = (
    Browser("edge", "edg/", 100),
    Browser("edge", "edga/", 100),
    Browser("edge", "edgios/", 100),
    Browser("edge", "edge/", 100),
    Browser("firefox", "firefox/", 100),
    Browser("firefox", "fxios/", 100),
    Browser("chrome", "crios/", 100),
    Browser("chrome", "chrome/", 100),
    Browser("safari", "version/", 14),
)

# iPadOS and iOS say "like Mac OS X", Android says Linux: the narrower name first.
_SYSTEMS = (
    ("chromeos", ("cros ",)),
    ("android", ("android",)),
    ("ios", ("iphone", "ipad", "ipod", "outlook-ios")),
    ("windows", ("windows",)),
    ("macos", ("macintosh", "mac os x", "macoutlook")),
    ("linux", ("linux", "x11;")),
)
SYSTEMS = frozenset(name for name, _ in _SYSTEMS)
DEVICES = frozenset({"desktop", "phone", "tablet"})


def family(agent: str | None, owner: str | None = None) -> str:
    """Return the client family of an agent, seen from a network's owner."""
    text = (agent or "").strip().lower()
    if not text:
        return "none"
    if len(text) > AGENT_MAX:
        return "other"
    if owner == EXCHANGE and text.endswith(_BARE):
        # Outlook on the web is reported to send the bare string of any WebKit:
        # https://github.com/warmbly/warmbly/pull/569
        return "outlook_web"
    for rule in RULES:
        if rule.fits(text):
            return rule.family
    return _browser(text)


def owner_of(client: str) -> str | None:
    """Return who runs a proxy family's machines, where that is known."""
    return _OWNERS.get(client)


def os_of(agent: str | None) -> str | None:
    """Return the operating system an agent names, of a closed list."""
    text = (agent or "").lower()
    for name, parts in _SYSTEMS:
        if any(part in text for part in parts):
            return name
    return None


def device_of(agent: str | None) -> str | None:
    """Return the kind of device an agent names, of a closed list."""
    text = (agent or "").lower()
    system = os_of(agent)
    if system == "ios":
        return "tablet" if "ipad" in text else "phone"
    if system == "android":
        if "mobile" in text:
            return "phone"
        # Browsers on tablets leave out "mobile"; mail programs may name nothing.
        return "tablet" if "mozilla/" in text else None
    return "desktop" if system else None


def _browser(text: str) -> str:
    for browser in BROWSER_TOKENS:
        _, found, rest = text.partition(browser.token)
        if not found:
            continue
        if browser.family == "safari" and "safari/" not in text:
            continue
        return browser.family if _major(rest) >= browser.oldest else "other"
    return "other"


def _major(text: str) -> int:
    digits = text[:4].split(".", 1)[0]
    # isdecimal() also takes digits of other scripts; int() reads those just as well.
    return int(digits) if digits.isdecimal() else 0
