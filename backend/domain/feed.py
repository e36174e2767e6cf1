"""What the feed says of a message: one status that never says more than is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.domain.judge import FetchClass
from backend.domain.link import Click
from backend.domain.message import Message
from backend.domain.opens import Open


class Status(StrEnum):
    """The state a sender is shown."""

    OPENED = "opened"
    OPENED_VIA = "opened_via"
    MAYBE = "maybe"
    CANNOT_TELL = "cannot_tell"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class Summary:
    """A message's opens in one line; `at` and `reasons` are of the deciding fetch."""

    status: Status
    via: str | None  # the provider that fetched, where it has a name
    at: datetime | None
    someone: bool  # more than one recipient: nobody can say who
    opens: int  # fetches judged to be a person
    machine: int  # all others
    reasons: tuple[str, ...]
    clicks: int = 0  # clicks on its links judged to be a person


PROVIDER_NAMES = {
    "gmail_proxy": "Gmail",
    "yahoo_proxy": "Yahoo",
    "outlook_web": "Outlook",
}


def _direct(row: Open) -> bool:
    return row.verdict.fetch_class is FetchClass.DIRECT and row.verdict.is_open


def _proxied(row: Open) -> bool:
    return row.verdict.fetch_class is FetchClass.PROXIED and row.verdict.is_open


def _weak(row: Open) -> bool:
    return row.verdict.fetch_class in {FetchClass.DIRECT, FetchClass.PROXIED}


def _unclear(row: Open) -> bool:
    return row.verdict.fetch_class in {FetchClass.PREFETCH, FetchClass.UNKNOWN}


# The best status any fetch supports is shown; a later, better one upgrades it.
LADDER: tuple[tuple[Status, Callable[[Open], bool]], ...] = (
    (Status.OPENED, _direct),
    (Status.OPENED_VIA, _proxied),
    (Status.MAYBE, _weak),
    (Status.CANNOT_TELL, _unclear),
)


def summarise(
    message: Message, opens: Iterable[Open], clicks: Iterable[Click] = ()
) -> Summary:
    """Return what the feed shows; the newest of the deciding fetches gives the time."""
    rows = list(opens)
    persons = sum(row.verdict.is_open for row in rows)
    status, deciding = _best(rows)
    via = None
    if deciding is not None and status in {Status.OPENED_VIA, Status.MAYBE}:
        via = PROVIDER_NAMES.get(deciding.client)
    return Summary(
        status=status,
        via=via,
        at=deciding.at if deciding else None,
        someone=message.recipient_count > 1,
        opens=persons,
        machine=len(rows) - persons,
        reasons=deciding.verdict.reasons if deciding else (),
        clicks=sum(click.fetch.verdict.is_open for click in clicks),
    )


def _best(rows: list[Open]) -> tuple[Status, Open | None]:
    for status, fits in LADDER:
        found = [row for row in rows if fits(row)]
        if found:
            return status, max(found, key=lambda row: (row.at, row.id))
    return Status.NOT_SEEN, None
