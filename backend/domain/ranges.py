"""Ranges of numbers in layers, flattened so that one search answers for all."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Row(NamedTuple, Generic[T]):
    """A range and what holds in it; the last number belongs to it."""

    first: int
    last: int
    value: T


class RangeTable(Generic[T]):
    """What holds for each number: the word of the first layer that has one.

    The ranges of one layer do not overlap.
    """

    def __init__(self, layers: Sequence[Sequence[Row[T]]], otherwise: T) -> None:
        searched: list[list[Row[T]]] = [
            sorted(layer, key=lambda row: row.first) for layer in layers
        ]
        firsts = [[row.first for row in layer] for layer in searched]
        # Only where a range begins or has just ended can the answer change.
        edges = sorted(
            {0}.union(
                *((row.first, row.last + 1) for layer in searched for row in layer)
            )
        )

        def at(number: int) -> T:
            for layer, starts in zip(searched, firsts, strict=True):
                index = bisect_right(starts, number) - 1
                if index >= 0 and number <= layer[index].last:
                    return layer[index].value
            return otherwise

        runs = groupby(((at(edge), edge) for edge in edges), key=lambda pair: pair[0])
        flat = [(next(run)[1], value) for value, run in runs]
        self._starts = [start for start, _ in flat]
        self._values: list[T] = [value for _, value in flat]

    def __len__(self) -> int:
        return len(self._starts)

    def find(self, number: int) -> T:
        """Return what holds for a number from 0 on."""
        return self._values[bisect_right(self._starts, number) - 1]
