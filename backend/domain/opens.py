"""An open row: a judged fetch that is kept, and the one decision what of it is."""

from datetime import datetime
from typing import NamedTuple

from backend.domain.judge import Context, FetchClass, Verdict, age, judge
from backend.domain.message import Message
from backend.domain.mode import Mode
from backend.domain.observe import Network, Observation

HALF = 8  # bytes


class Open(NamedTuple):
    """One kept fetch; "open" in the wide sense, its verdict says what it was."""

    id: bytes  # 16 random bytes, the event id; unique within its message
    at: datetime
    verdict: Verdict
    client: str
    network: Network
    prefetch: bool
    os: str | None = None
    device: str | None = None
    age_seconds: int | None = None  # after the send mark; None when that is unknown
    marked: bool = False  # the sender said "that was me"


def public_id(message_id: bytes, event_id: bytes) -> bytes:
    """Return the 16 bytes a kept fetch goes by outside.

    The first half is its message's, by which it is found: rows lie with their messages,
    and an index over event ids would be the dearest part of keeping a fetch.
    """
    return message_id[:HALF] + event_id[:HALF]


def retain(
    mode: Mode,
    verdict: Verdict,
    observation: Observation,
    event_id: bytes,
    message: Message,
) -> Open | None:
    """Decide what is kept of a fetch; None: nothing at all.

    Network kind and prefetch flag are kept in every mode, since a verdict that cannot
    be revised would stay wrong for good.
    """
    if mode is Mode.OFF or observation.gpc or message.closed:
        return None
    if observation.at >= message.retention_until:
        return None  # to be deleted: nothing may be added until that is done
    detailed = mode >= Mode.DETAILED and verdict.fetch_class is FetchClass.DIRECT
    return Open(
        event_id,
        observation.at,
        verdict,
        observation.client,
        observation.network,
        observation.prefetch,
        observation.os if detailed else None,
        observation.device if detailed else None,
        _age_seconds(message, observation.at),
    )


def again(row: Open, message: Message, context: Context) -> Open:
    """Judge a kept fetch with what is known by now; a mark by the sender stays."""
    marked = row.marked or context.user_marked
    seen = Observation(
        at=row.at, client=row.client, network=row.network, prefetch=row.prefetch
    )
    verdict = judge(seen, message, context._replace(user_marked=marked))
    direct = verdict.fetch_class is FetchClass.DIRECT
    return row._replace(
        verdict=verdict,
        # Details of what turns out not to be the reader are not ours to keep.
        os=row.os if direct else None,
        device=row.device if direct else None,
        age_seconds=_age_seconds(message, row.at),
        marked=marked,
    )


def _age_seconds(message: Message, at: datetime) -> int | None:
    # Of mail that was only told to be gone nobody knows since when.
    since = age(message, at) if message.confirmed else None
    if since is None or since.total_seconds() < 0:
        return None
    return int(since.total_seconds())
