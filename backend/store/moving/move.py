"""Moves all rows from one database to another, and proves that they have arrived.

Rows go in the order of their keys, in batches that arrive whole: a move that was killed
goes on behind the highest key it finds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from backend.domain.errors import MoveRefused
from backend.store.moving.end import End, RowUnfit
from backend.store.moving.tables import DATA, KEYS, Table
from backend.store.queries.unfinished import from_the_start
from backend.store.rows import Row

BATCH = 1000  # rows

Told = Callable[[str, int, int], None]  # table, rows so far, rows in all


@dataclass(frozen=True, slots=True)
class Moved:
    """What a table holds at both ends."""

    table: str
    rows: int
    rows_there: int
    checksum: str
    checksum_there: str

    @property
    def same(self) -> bool:
        """Whether every row has arrived as it was."""
        return (self.rows, self.checksum) == (self.rows_there, self.checksum_there)


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and a target of the same kind: data, or keys."""

    source: End
    target: End


def not_arrived(data: Pair, keys: Pair | None) -> str:
    """Say that not everything has arrived as it was, and what to do.

    To go on would be no use: of what is behind the move already it looks at nothing.
    """
    ends = [data.target] if keys is None else [data.target, keys.target]
    return (
        "not everything has arrived as it was: either FROM has changed since the move"
        " began, as it does when it is served, or a row was altered on its way. No"
        " server starts on TO; "
        + from_the_start(data.source.place, *(end.emptying for end in ends))
    )


def move(data: Pair, keys: Pair | None, *, told: Told) -> list[Moved]:
    """Move data, and keys if given, and compare both ends; go on where one ended.

    No server starts on the target before all is found to be the same. Raises
    MoveRefused, which says what to do.
    """
    pairs = [(data, DATA)] if keys is None else [(keys, KEYS), (data, DATA)]
    for pair, tables in pairs:
        _agree(pair, tables)
    if data.target.unfinished() is None:
        for pair, tables in pairs:
            _refuse_rows(pair.target, tables)
    # Data, keys and all: whoever finds this note knows that neither is complete.
    data.target.begin(data.source.place)
    for pair, tables in pairs:
        for table in tables:
            try:
                _copy(pair, table, told)
            except RowUnfit as error:  # say, its message came behind the move's back
                raise MoveRefused(not_arrived(data, keys)) from error
        pair.target.raise_to(pair.source.highest())
    found = [_compare(pair, table, told) for pair, tables in pairs for table in tables]
    if all(each.same for each in found):
        data.target.finish()
    return found


def _agree(pair: Pair, tables: Sequence[Table]) -> None:
    for table in tables:
        if pair.source.columns(table) != pair.target.columns(table):
            raise MoveRefused(
                f"{pair.source.place} was made by another version: start this version"
                " on it once, stop it, and move then"
            )
    half = pair.source.unfinished()
    if half is not None:
        raise MoveRefused(f"{pair.source.place} holds part of {half}: finish that move")
    began = pair.target.unfinished()
    if began is not None and began != pair.source.place:
        raise MoveRefused(
            f"{pair.target.place} holds part of {began}: finish that move, or give this"
            " one an empty target"
        )


def _refuse_rows(target: End, tables: Sequence[Table]) -> None:
    if any(target.last(table) is not None for table in tables):
        raise MoveRefused(
            f"{target.place} is not empty: it would be mixed with what is there"
        )


def _copy(pair: Pair, table: Table, told: Told) -> None:
    total = pair.source.count(table)
    done = pair.target.count(table)
    for rows in _pages(pair.source, table, pair.target.last(table)):
        pair.target.put(table, rows)
        done += len(rows)
        told(table.name, done, total)


def _compare(pair: Pair, table: Table, told: Told) -> Moved:
    rows, checksum = _checksum(pair.source, table)
    rows_there, checksum_there = _checksum(pair.target, table)
    told(f"{table.name} compared", rows_there, rows)
    return Moved(table.name, rows, rows_there, checksum, checksum_there)


def _checksum(end: End, table: Table) -> tuple[int, str]:
    """Return how many rows a table has, and a sum over all their values in order."""
    digest, count = blake2b(digest_size=16), 0
    for rows in _pages(end, table, None):
        digest.update(repr(rows).encode())
        count += len(rows)
    return count, digest.hexdigest()


def _pages(end: End, table: Table, after: Row | None) -> Iterator[Sequence[Row]]:
    columns = end.columns(table)
    places = [columns.index(name) for name in table.key]
    while rows := end.rows(table, after, BATCH):
        yield rows
        after = tuple(rows[-1][place] for place in places)
