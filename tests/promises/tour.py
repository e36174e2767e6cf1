"""Everything that can be asked of a Candor, asked by a visitor full of marks."""

import json
import sqlite3
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import requests

from tests.house import canary
from tests.house.canary import Mark
from tests.house.company import CHROME, Person, draft, pixel_of, privacy_link_of
from tests.house.wire import exchange
from tests.promises.serving import Served

UNKNOWN = "A" * 32
AT_ONCE = 8  # visitors at a time
# Octets that are no text and no time of this century, so that only a leak shows them.
V4 = [f"{73 + 11 * n}.{162 + n}.{201 - n}.{233 + n}" for n in range(14)]
V6 = [
    *(f"2a02:8106:b1e{n}:f300::c0d{n}" for n in range(7)),
    *(f"2a02:8106:b2e{n}:f300:8d1f:9ae{n}:e{n}c7:d{n}b5" for n in range(6)),
]
MAPPED = [f"::ffff:{84 + 9 * n}.{187 + n}.{245 - n}.{171 + n}" for n in range(13)]
ADDRESSES = [*V4, *V6, *MAPPED]


@dataclass
class Visitor:
    """Somebody at an address, with a word of their own in all they send."""

    address: str
    marks: dict[str, Mark] = field(default_factory=dict)
    answered: Counter[int] = field(default_factory=Counter)
    pixels: set[tuple[object, ...]] = field(default_factory=set)
    spare: str = ""  # a pixel that stays good to the end
    link: str = ""  # a link of the same mail
    notice: str = ""  # its privacy page
    _base: str = ""

    def __post_init__(self) -> None:
        self._note(canary.address(self.address))

    def _note(self, mark: Mark) -> None:
        self.marks[mark.name] = mark

    def word(self, kind: str, around: str = "{}") -> str:
        """Return a text of this visitor's alone, and note it as a mark."""
        digest = sha256(f"{self.address} {kind}".encode()).hexdigest()[:12]
        made = f"q{kind}{digest}"
        text = around.format(made)
        self._note(canary.word(f"{kind} of {self.address}", made, text))
        return text

    def headers(self) -> dict[str, str]:
        """Return what a mail program, a browser and proxies may tell."""
        return {
            "X-Forwarded-For": self.address,
            "X-Real-IP": self.address,
            "Forwarded": f'for="[{self.address}]"',
            "User-Agent": self.word("agent", CHROME + " {}"),
            "Referer": self.word("referer", "https://mail.example/{}"),
            "Cookie": self.word("cookie", "who={}"),
            "Accept-Language": self.word("language", "en, x-{}"),
        }

    def ask(self, url: str, method: str = "GET", **how: Any) -> requests.Response:
        """Ask as anybody may; `headers` come on top of all others."""
        how["headers"] = self.headers() | how.pop("headers", {})
        with requests.Session() as http:
            http.trust_env = False
            answer = http.request(method, url, timeout=60, **how)
        self.answered[answer.status_code] += 1
        return answer

    def fetch(self, url: str, **how: Any) -> None:
        """Fetch a pixel and note what came."""
        answer = self.ask(url, **how)
        told = tuple(
            (name.lower(), value)
            for name, value in answer.headers.items()
            if name.lower() != "date"
        )
        self.pixels.add((answer.status_code, told, answer.content))

    def follow(self) -> None:
        """Click the link and stay where it leads from."""
        for method in ("GET", "HEAD"):
            self.ask(self.link, method, allow_redirects=False)

    def api(self, who: Person, method: str, path: str, **how: Any) -> requests.Response:
        """Ask the API as a sender."""
        bearer = {"Authorization": f"Bearer {who.token}"} | how.pop("headers", {})
        return self.ask(f"{self._base}/api/v1{path}", method, headers=bearer, **how)

    def write(
        self, who: Person, kind: str = "recipient", **more: Any
    ) -> dict[str, Any]:
        """Have a mail tracked that goes to this visitor."""
        to = [self.word(kind, "{}@customer.example")]
        answer = self.api(who, "POST", "/messages", json=draft(to, **more))
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        assert found["tracked"], found
        self._note(_token(found["html"]))
        return found

    def visit(self, served: Served) -> None:
        """Go all ways there are while everything works."""
        self._base = served.url
        self._prepare(served.alice)
        self._as_sender(served.alice, served.carol)
        self._as_recipient(served.alice)
        self._as_nobody()
        self._with_bad_input(served.alice)
        self._with_bad_headers()

    def _prepare(self, alice: Person) -> None:
        """Have a mail with a link tracked that nobody objects to."""
        mail = self.write(alice, "spare")
        self.spare = pixel_of(mail["html"])
        self.notice = privacy_link_of(mail["html"])
        path = f"/messages/{mail['message_id']}/links"
        target, said = self.word("target", "https://x.example/{}"), self.word("text")
        for where in (target, f"http://{said}", said):  # the last two are refused
            told = {"target": where, "text": said}
            answer = self.api(alice, "POST", path, json=told)
            self.link = self.link or answer.json()["url"]
        self.fetch(self.spare)
        self.follow()

    def _as_sender(self, alice: Person, carol: Person) -> None:
        label = {"subject": self.word("subject", "An offer, {}")}
        sealed = self.write(
            carol,
            channel="gmail",
            another=True,
            label=label,
            thread_ref=self.word("thread"),
        )
        self.fetch(pixel_of(sealed["html"]))
        mail = self.write(alice, draft_ref=self.word("draft"))
        path = f"/messages/{mail['message_id']}"
        for method in ("GET", "HEAD"):
            self.fetch(pixel_of(mail["html"]), method=method)
        self.fetch(pixel_of(mail["html"]) + "?" + self.word("query"))
        to = [self.word("recipient", "{}@customer.example")]
        also = self.word("later", "{}@customer.example")
        told = {"recipients": [*to, also], "thread_ref": self.word("conversation")}
        self.api(alice, "POST", f"{path}/sent", json=told)
        for plain in ("viewing", "privacy-link"):
            self.api(alice, "POST", f"{path}/{plain}", json={})
        (row, *_) = self.api(alice, "GET", path).json()["opens"]
        self.api(alice, "POST", f"/opens/{row['id']}/mine", json={})
        when = self.api(alice, "GET", path).json()["issued_at"]
        for people in (to, [self.word("stranger", "{}@elsewhere.example")]):
            copy = {"channel": "outlook", "sent_at": when, "recipients": people}
            self.api(alice, "POST", "/messages/match", json=copy)
        for reading in ("/messages", "/me", "/feed", "/feed?after=0"):
            self.api(carol, "GET", reading)
        etag = self.api(carol, "GET", "/feed").headers["ETag"]
        self.api(carol, "GET", "/feed", headers={"If-None-Match": etag})
        self.api(alice, "PATCH", "/me", json={"preferences": {"auto_track": True}})
        ways: tuple[tuple[str, str, Any], ...] = (
            ("POST", f"{path}/stop", {}),
            ("DELETE", path, None),
        )
        for method, ended, body in ways:
            self.api(alice, method, ended, json=body)
            self.fetch(pixel_of(mail["html"]))
        own = draft([self.word("colleague", "{}@north.example")])
        self.api(alice, "POST", "/messages", json=own)

    def _as_recipient(self, alice: Person) -> None:
        first = self.write(alice)
        for action in ("erase", "no"):
            link = privacy_link_of(first["html"])
            typed = self.word("typed", "{}@customer.example")
            for method in ("GET", "HEAD"):
                self.ask(link, method)
            self.ask(link, "POST", data={"action": action, "address": typed})
            self.fetch(pixel_of(first["html"]))
        self.ask(link, "POST", data={"action": self.word("action")})
        self.ask(link, "POST", files={"file": (self.word("file"), b"x" * 5000)})
        refused = draft([self.word("recipient", "{}@customer.example")])
        assert (
            self.api(alice, "POST", "/messages", json=refused).json()["tracked"]
            is False
        )

    def _as_nobody(self) -> None:
        path = self.word("path")
        for place in (UNKNOWN, path, "", f"{path}/{path}.png", "%ff%00"):
            self.fetch(f"{self._base}/track/open/{place}")
            self.ask(f"{self._base}/track/click/{place}")
        for method in ("POST", "PUT", "DELETE"):
            self.ask(f"{self._base}/track/open/{UNKNOWN}.png", method, data=path)
        for place in (
            f"/privacy/{path}",
            f"/{path}",
            f"/addin/outlook/{path}.js",
            "/readyz",
        ):
            self.ask(self._base + place)
            self.ask(self._base + place, "POST", data={"action": "no", "address": path})
        for bearer in (path, f"{path}.{path}.{path}", "x" * 9000):
            self.ask(
                f"{self._base}/api/v1/feed",
                headers={"Authorization": f"Bearer {bearer}"},
            )

    def _with_bad_input(self, alice: Person) -> None:
        said = self.word("body", "Dear Dave, {}").encode()
        good = json.dumps(
            draft([self.word("recipient", "{}@customer.example")])
        ).encode()
        kinds = {"Content-Type": "application/json"}
        for body in (
            b'{"body": "%s"}' % said,
            b'{"%s": 1}' % said,
            b'{"recipients": ["%s"]}' % said,
            b'{"%s' % said,
            b'{"a": "\xff%s"}' % said,
            good[:-1] + b', "label": {"subject": "%s"}}' % said,
            good + said * 1024,
        ):
            self.api(alice, "POST", "/messages", data=body, headers=kinds)
            self.api(alice, "POST", "/messages", data=iter([body]), headers=kinds)
        self.api(alice, "POST", "/messages", data=said, headers={"Content-Type": "a/b"})
        self.api(alice, "PUT", "/messages", data=said)
        for path in (
            "/messages/7",
            f"/messages/{'0' * 32}",
            "/messages?q=" + said.hex(),
        ):
            self.api(alice, "GET", path)

    def _with_bad_headers(self) -> None:
        word = self.word("header")
        for forwarded in (
            f"{self.address}, {word}",
            f"{word}, {self.address}",
            f"[{self.address}]:443",
            f"{self.address}:443, 300.1.1.1",
            f"fe80::1%{word}",
            f"{self.address}, " * 200,
            ", ,",
        ):
            sent = {"X-Forwarded-For": forwarded, "User-Agent": word * 100}
            self.fetch(self.spare, headers=sent)
            self.ask(f"{self._base}/privacy/{UNKNOWN}", headers=sent)
        told = f"X-Forwarded-For: {self.address}\r\nUser-Agent: {word}\r\n"
        told += "Connection: close\r\n"
        post = f"POST /privacy/{word} HTTP/1.1\r\nHost: x\r\n"
        for start in (
            f"GET /track/open/{word} HTTP/1.1\r\n{told}{word}\r\n\r\n",
            f"{word} / HTTP/1.1\r\nHost: x\r\n{told}\r\n",
            f"GET /{word} HTTP/9.9\r\n{told}\r\n",
            f"{post}{told}Content-Length: ²\r\n\r\n",
            f"{post}{told}Content-Length: 99\r\n\r\n{word}",
            f"{post}{told}Transfer-Encoding: chunked\r\n\r\n{word}",
        ):
            exchange(self._base, start.encode("latin-1"), hang_up=start[-1] != "\n")

    def visit_while_locked(self, served: Served) -> None:
        """Ask while the store takes nothing, and the spool stands in."""
        for place in (self.spare, f"{served.url}/track/open/{UNKNOWN}"):
            self.fetch(place)
        self.follow()
        to = draft([self.word("locked", "{}@customer.example")])
        self.api(served.alice, "POST", "/messages", json=to)

    def visit_while_nothing_is_taken(self, served: Served) -> None:
        """Ask while the spool takes nothing either."""
        for place in (self.spare, f"{served.url}/track/open/{UNKNOWN}"):
            self.fetch(place)
        self.follow()

    def visit_while_broken(self, served: Served) -> None:
        """Ask while tables are missing, which nobody foresaw."""
        for place in (self.spare, f"{served.url}/track/open/{UNKNOWN}"):
            self.fetch(place)
        self.follow()
        form = {"action": "no", "address": self.word("typed", "{}@customer.example")}
        self.ask(self.notice)
        self.ask(self.notice, "POST", data=form)
        self.api(served.alice, "GET", "/feed")
        self.api(served.carol, "GET", "/messages")


def _token(html: str) -> Mark:
    """Return the mark of a mail's tokens: whoever kept one could forge an open."""
    pixel = pixel_of(html).rsplit("/", 1)[1].removesuffix(".png")
    notice = privacy_link_of(html).rsplit("/", 1)[1]
    raw = urlsafe_b64decode(pixel)
    return Mark(
        f"token {pixel}", frozenset({pixel, notice}), frozenset({raw[:16], raw})
    )


def all_ways(served: Served) -> list[Visitor]:
    """Let a visitor from each address go all ways; return them with what they saw."""
    visitors = [Visitor(address) for address in ADDRESSES]
    _all(visitors, lambda visitor: visitor.visit(served))
    with _held(served.database, "BEGIN EXCLUSIVE", "ROLLBACK"):
        _all(visitors, lambda visitor: visitor.visit_while_locked(served))
    with (
        _held(served.database, "BEGIN EXCLUSIVE", "ROLLBACK"),
        _held(served.spool, "BEGIN EXCLUSIVE", "ROLLBACK"),
    ):
        _all(visitors, lambda visitor: visitor.visit_while_nothing_is_taken(served))
    for table in ("open", "token"):
        away = f"ALTER TABLE {table} RENAME TO away"
        back = f"ALTER TABLE away RENAME TO {table}"
        with _held(served.database, away, back):
            _all(visitors, lambda visitor: visitor.visit_while_broken(served))
    _all(visitors, lambda visitor: visitor.fetch(visitor.spare))
    return visitors


def _all(visitors: Iterable[Visitor], ask: Any) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, visitors))


@contextmanager
def _held(database: Path, begin: str, end: str) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 5000")
        other.execute(begin)
        try:
            yield
        finally:
            other.execute(end)
