"""Who else fetches the pictures of a mail: agents and networks as published."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

import requests

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Opener:
    """Software that fetches pixels, as a server sees it.

    `address` is one of the provider's network, or of a range kept for documentation
    (RFC 5737) where the reader's own line is meant. `person` says whether a reader has
    the mail in front of them. `source` is where the signature was published.
    """

    label: str
    told: str
    agent: str
    address: str
    person: bool
    source: str


OPENERS = {
    "gmail_proxy": Opener(
        "Gmail's image proxy",
        "Google fetches for the reader: the time is approximate, place and device "
        "are Google's. Soon after sending it may have been loaded early.",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 "
        "(via ggpht.com GoogleImageProxy)",
        "66.249.84.10",
        person=True,
        source="https://github.com/gophish/gophish/issues/1390",
    ),
    "gmail_prefetch": Opener(
        "Gmail loading ahead",
        "Gmail sometimes loads pictures right after delivery, before anybody looks.",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 "
        "Mozilla/5.0",
        "66.249.84.11",
        person=False,
        source="https://www.sparkpost.com/blog/gmail-prefetching-images/",
    ),
    "apple_prefetch": Opener(
        "Apple's privacy protection",
        "Apple Mail loads every picture through a relay, read or not: nobody can tell.",
        "Mozilla/5.0",
        "172.224.226.5",
        person=False,
        source="https://github.com/ua-parser/uap-core/issues/509",
    ),
    "security_scanner": Opener(
        "A mail security scanner",
        "Microsoft's mail protection looks at the mail like an old browser does.",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/72.0.3626.109 Safari/537.36",
        "40.94.16.20",
        person=False,
        source="https://github.com/gophish/gophish/issues/973",
    ),
    "outlook_desktop": Opener(
        "Outlook on a desktop",
        "Desktop Outlook fetches from the reader's own line.",
        "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        "198.51.100.23",
        person=True,
        source="https://learn.microsoft.com/outlook/troubleshoot/",
    ),
    "thunderbird": Opener(
        "Thunderbird",
        "Thunderbird fetches from the reader's own line.",
        "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0",
        "198.51.100.24",
        person=True,
        source="https://www.thunderbird.net/",
    ),
    "yahoo_proxy": Opener(
        "Yahoo's image proxy",
        "Yahoo fetches for the reader when the mail is opened.",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
        "98.137.11.10",
        person=True,
        source="https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    ),
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one fetch; `status` is None when Candor did not answer."""

    url: str
    status: int | None
    content: bytes = b""
    content_type: str = ""


def pixels(html: str, origin: str) -> list[str]:
    """List the pictures of a mail that live at an origin, each once, in order."""
    reader = _PictureReader()
    reader.feed(html)
    reader.close()
    return [url for url in dict.fromkeys(reader.urls) if is_at(url, origin)]


def is_at(url: str, origin: str) -> bool:
    """Say whether a URL belongs to an origin; a name or password in it says no."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == origin


def fetch(url: str, opener: Opener) -> Fetched:
    """Fetch a picture as an opener does: its agent, its address, no cookies.

    The address travels in X-Forwarded-For, as a reverse proxy would add it.
    """
    with requests.Session() as session:
        session.trust_env = False  # no proxy of the environment stands in between
        try:
            answer = session.get(
                url,
                headers={
                    "User-Agent": opener.agent,
                    "X-Forwarded-For": opener.address,
                    "Accept": "*/*",
                },
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return Fetched(url, None)
    content_type = answer.headers.get("Content-Type", "")
    return Fetched(url, answer.status_code, answer.content, content_type)


class _PictureReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src")
        if tag == "img" and source:
            self.urls.append(source.strip())
