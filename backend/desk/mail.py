"""Mail of the trial desk: composed as MIME, delivered by SMTP, kept in memory only."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from html.parser import HTMLParser
from typing import Any

KEPT = 500  # mails; the oldest goes first
# SMTP wants CRLF, and a body of the composed letter must arrive as it was sent.
POLICY = policy.SMTP.clone(max_line_length=200)


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody at the desk wants to send."""

    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    html: str
    compose_type: str = "new"
    custom_properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who gets it, each once."""
        return tuple(dict.fromkeys((*self.to, *self.cc, *self.bcc)))


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail in one folder: a delivered copy, or the sender's Sent copy."""

    id: str
    owner: str
    at: datetime
    mime: EmailMessage
    bcc: tuple[str, ...] = ()
    custom_properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def html(self) -> str:
        """The html part as it was delivered; empty when the mail has none."""
        part = self.mime.get_body(("html",))
        return "" if part is None else str(part.get_content())

    def describe(self) -> dict[str, Any]:
        """Tell all but the html, as the desk's pages read it."""
        return {
            "id": self.id,
            "message_id": str(self.mime["Message-ID"] or ""),
            "sent_at": timestamp(self.at),
            "from": _addresses(self.mime, "From")[0],
            "to": _addresses(self.mime, "To"),
            "cc": _addresses(self.mime, "Cc"),
            "subject": str(self.mime["Subject"] or ""),
        }


class Mailbox:
    """Everybody's folders, bounded and gone with the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mails: OrderedDict[str, Mail] = OrderedDict()
        self._sent: OrderedDict[str, Mail] = OrderedDict()

    def deliver(self, recipient: str, content: bytes) -> None:
        """Put what arrived by SMTP into a recipient's inbox."""
        mime = message_from_bytes(content, policy=POLICY)
        mail = Mail(_new_id(), recipient.lower(), datetime.now(UTC), mime)
        with self._lock:
            _keep(self._mails, mail)

    def keep_sent(self, letter: Letter, mime: EmailMessage, at: datetime) -> Mail:
        """Keep the sender's own copy, with what only the sender's program knows."""
        mail = Mail(
            _new_id(),
            letter.sender.lower(),
            at,
            mime,
            letter.bcc,
            letter.custom_properties,
        )
        with self._lock:
            _keep(self._sent, mail)
        return mail

    def inbox(self, address: str) -> list[Mail]:
        """List what an address received, newest first."""
        with self._lock:
            return _of(self._mails, address)

    def sent(self, address: str) -> list[Mail]:
        """List what an address sent, newest first."""
        with self._lock:
            return _of(self._sent, address)

    def find(self, mail_id: str) -> Mail | None:
        """Find a mail in any folder."""
        with self._lock:
            return self._mails.get(mail_id) or self._sent.get(mail_id)


def compose(letter: Letter, at: datetime) -> EmailMessage:
    """Write a letter as MIME: plain text and html beside each other.

    Raises ValueError for an address or a subject that no header can hold.
    """
    mime = EmailMessage(policy=POLICY)
    mime["From"] = _mailboxes((letter.sender,))
    for header, addresses in (("To", letter.to), ("Cc", letter.cc)):
        if addresses:
            mime[header] = _mailboxes(addresses)
    mime["Subject"] = letter.subject
    mime["Date"] = format_datetime(at)
    domain = letter.sender.rpartition("@")[2]
    mime["Message-ID"] = f"<{secrets.token_hex(16)}@{domain}>"
    mime.set_content(plain_text(letter.html))
    mime.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mime


def plain_text(html: str) -> str:
    """Make the plain text that goes beside the html."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def timestamp(at: datetime) -> str:
    """Write a time as RFC 3339 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"style", "script", "title"}
        if tag in {"p", "br", "div", "li", "tr", "blockquote", "h1", "h2", "h3"}:
            self.parts.append("\n")
        if tag == "a":
            href = dict(attrs).get("href")
            self.parts.append(f"[{href}] " if href else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "script", "title"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _mailboxes(addresses: Sequence[str]) -> list[Address]:
    return [Address(addr_spec=address) for address in addresses]


def _addresses(mime: EmailMessage, header: str) -> list[str]:
    found = getaddresses([str(value) for value in mime.get_all(header, [])])
    return [address for _, address in found] or ([""] if header == "From" else [])


def _new_id() -> str:
    return secrets.token_hex(16)


def _keep(folder: OrderedDict[str, Mail], mail: Mail) -> None:
    folder[mail.id] = mail
    while len(folder) > KEPT:
        folder.popitem(last=False)


def _of(folder: OrderedDict[str, Mail], address: str) -> list[Mail]:
    owner = address.lower()
    return [mail for mail in reversed(folder.values()) if mail.owner == owner]
