"""How the domain's values lie in columns: times as seconds, closed lists as words."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from backend.domain.judge import FetchClass, Verdict
from backend.domain.mailboxes import Mailboxes
from backend.domain.message import Channel, Message, State
from backend.domain.mode import Mode
from backend.domain.observe import Network
from backend.domain.opens import Open

Row = tuple[Any, ...]
T = TypeVar("T")
PIECE_MAX = 64

# What follows from the kept fetches is not written a second time. `surplus` is the
# fetches beyond those that left a row.
_DERIVED = {"open_rows", "fetches"}
MESSAGE_COLUMNS = (
    *(field.name for field in fields(Message) if field.name not in _DERIVED),
    "surplus",
)
_OF_MESSAGE = "WHERE open.org_id = message.org_id AND open.message_id = message.id"
_ROWS = f"(SELECT count(*) FROM open {_OF_MESSAGE})"  # noqa: S608  # constants
_CHANGE = f"(SELECT max(open.change) FROM open {_OF_MESSAGE})"  # noqa: S608  # constants


def _select(change: str) -> str:
    names = (
        f"message.change, {change}" if name == "change" else f"message.{name}"
        for name in MESSAGE_COLUMNS
    )
    return f"SELECT {', '.join(names)}, {_ROWS}"


# A message as it is with its fetches; both databases take these words.
MESSAGE_SELECT = _select(_CHANGE)
# The same, but for where its last change stands: who judges its fetches need not know.
MESSAGE_TO_JUDGE = _select("0")
# What was fixed when the token was issued: writing a message again leaves it alone.
FIXED_COLUMNS = frozenset(
    {"org_id", "id", "sender_id", "channel", "issued_at", "draft_key", "pixel_base"}
)
MOVING_COLUMNS = tuple(name for name in MESSAGE_COLUMNS if name not in FIXED_COLUMNS)
OPEN_COLUMNS = (
    *("id", "at", "class", "confidence", "reasons", "rules", "client", "network"),
    *("prefetch", "os", "device", "age_seconds", "marked"),
)


def seconds(at: datetime) -> int:
    """Return a moment as whole seconds since 1970, its fraction cut off."""
    return int(at.timestamp())


def moment(stored: int) -> datetime:
    """Return stored seconds as a moment."""
    return datetime.fromtimestamp(stored, UTC)


def seconds_or_none(at: datetime | None) -> int | None:
    """Return the same for a moment that may not be known."""
    return None if at is None else seconds(at)


def _moment_or_none(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


def padded(values: Sequence[bytes]) -> Iterator[Sequence[bytes | None]]:
    """Cut values into pieces whose sizes are few, for statements that stay prepared.

    Each is a power of two, up to 64; a piece's empty places hold NULL, which equals
    nothing.
    """
    for start in range(0, len(values), PIECE_MAX):
        piece = values[start : start + PIECE_MAX]
        size = 1 << (len(piece) - 1).bit_length()
        yield [*piece, *[None] * (size - len(piece))]


def pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into pieces whose sizes are powers of two, 64 at most, as `padded`."""
    start, size = 0, PIECE_MAX
    while start < len(values):
        while size > len(values) - start:
            size //= 2
        yield values[start : start + size]
        start += size


def ids_from(beginning: bytes) -> tuple[bytes, bytes]:
    """Return the first and the last id of 16 bytes that begin so."""
    return beginning.ljust(16, b"\0"), beginning.ljust(16, b"\xff")


def message_row(message: Message) -> Row:
    """Return a message's columns in the order of MESSAGE_COLUMNS."""
    return (
        message.org_id,
        message.id,
        message.sender_id,
        message.channel.value,
        message.state.value,
        message.confirmed,
        message.mode.word,
        message.basis,
        seconds(message.issued_at),
        seconds_or_none(message.sent_at),
        message.recipient_count,
        message.draft_key,
        message.recipients_key,
        message.thread_key,
        message.colleagues,
        message.pixel_base,
        seconds(message.retention_until),
        seconds_or_none(message.viewing_at),
        message.subject_sealed,
        message.change,
        message.mailboxes.value,
        message.fetches - message.open_rows,
    )


# Looked up, for to ask an enumeration takes as long as all the rest of a row.
_CLASSES = {each.value: each for each in FetchClass}
_NETWORKS = {each.value: each for each in Network}
_CHANNELS = {each.value: each for each in Channel}
_STATES = {each.value: each for each in State}
_MAILBOXES = {each.value: each for each in Mailboxes}


def message_of(row: Row) -> Message:
    """Return the message that MESSAGE_SELECT found."""
    change, moved_by_fetch, mailboxes, surplus, kept = row[19:24]
    return Message(
        org_id=row[0],
        id=row[1],
        sender_id=row[2],
        channel=_CHANNELS[row[3]],
        state=_STATES[row[4]],
        confirmed=bool(row[5]),
        mode=Mode.read(row[6]),
        basis=row[7],
        issued_at=moment(row[8]),
        sent_at=_moment_or_none(row[9]),
        recipient_count=row[10],
        draft_key=row[11],
        recipients_key=row[12],
        thread_key=row[13],
        colleagues=bool(row[14]),
        pixel_base=row[15],
        retention_until=moment(row[16]),
        viewing_at=_moment_or_none(row[17]),
        subject_sealed=row[18],
        open_rows=kept,
        fetches=kept + surplus,
        change=max(change, moved_by_fetch or 0),
        mailboxes=_MAILBOXES[mailboxes],
    )


def message_columns(message: Message) -> dict[str, object]:
    """Return a message's columns by name; of an erased one what is left of it."""
    row = message_row(bare_if_erased(message))
    return dict(zip(MESSAGE_COLUMNS, row, strict=True))


def bare_if_erased(message: Message) -> Message:
    """Return what may be written of a message."""
    # Whoever writes an erased message may still hold what was erased in memory.
    return bare(message) if message.state is State.ERASED else message


def bare(message: Message) -> Message:
    """Return a message without what it says about its recipients and their fetches."""
    return replace(
        message,
        recipients_key=b"",
        thread_key=None,
        viewing_at=None,
        subject_sealed=None,
        open_rows=0,
        fetches=0,
        mailboxes=Mailboxes.UNKNOWN,
    )


def position(message: Message) -> tuple[datetime, bytes]:
    """Return a message's place in the list of all messages of its sender."""
    return message.issued_at, message.id


def messages_of(rows: Sequence[Row]) -> list[Message]:
    """Return the messages of several rows of MESSAGE_SELECT."""
    return [message_of(row) for row in rows]


def open_row(row: Open) -> Row:
    """Return an open's columns in the order of OPEN_COLUMNS."""
    event_id, at, verdict, client, network, *others = row
    return (
        *(event_id, int(at.timestamp()), *_verdict_columns(verdict)),
        *(client, network.value, *others),
    )


@lru_cache(maxsize=1024)  # the rules come to a few dozen
def _verdict_columns(verdict: Verdict) -> Row:
    return (
        *(verdict.fetch_class.value, verdict.confidence),
        *(" ".join(verdict.reasons), verdict.rules),
    )


def open_of(row: Row) -> Open:
    """Return the open that lies in columns of that order."""
    event_id, at, word, confidence, reasons, rules, client, network = row[:8]
    prefetch, system, device, age_seconds, marked = row[8:13]
    return Open(
        id=event_id,
        at=moment(at),
        verdict=Verdict(_CLASSES[word], confidence, tuple(reasons.split()), rules),
        client=client,
        network=_NETWORKS[network],
        prefetch=bool(prefetch),
        os=system,
        device=device,
        age_seconds=age_seconds,
        marked=bool(marked),
    )
