"""The notices by which a commit tells all replicas whose feeds moved.

A notice holds ids alone: the sender's mark (which replica), then organisation and
sender of each feed in hex.
"""

from collections.abc import Iterator, Sequence

from backend.store.postgres.connection import Connection

CHANNEL = "candor_feed"
FEEDS_MAX = 100  # of 64 characters each: a payload ends before 8,000 bytes
_ID = 16  # bytes

Feed = tuple[bytes, bytes]


def send(connection: Connection, origin: str, moved: frozenset[Feed]) -> None:
    """Let the notices go out with the commit, and not without it."""
    connection.execute(
        "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload",
        (CHANNEL, [f"{origin} {part.hex()}" for part in _parts(sorted(moved))]),
    )


def read(payload: str) -> tuple[str, frozenset[Feed]]:
    """Return the sender's mark and the feeds; raises ValueError for anything else."""
    origin, _, feeds = payload.partition(" ")
    packed = bytes.fromhex(feeds)
    if not packed or len(packed) % (2 * _ID):
        raise ValueError("no list of feeds")
    return origin, frozenset(
        (packed[at : at + _ID], packed[at + _ID : at + 2 * _ID])
        for at in range(0, len(packed), 2 * _ID)
    )


def _parts(moved: Sequence[Feed]) -> Iterator[bytes]:
    for start in range(0, len(moved), FEEDS_MAX):
        yield b"".join(b"".join(feed) for feed in moved[start : start + FEEDS_MAX])
