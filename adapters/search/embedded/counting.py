"""Counting the values of a field among what was found, the most frequent and the newest.

Where all was found that there is, or all that is open to everybody, the index has counted. Of
little that was found the values are looked up in the column of the field. The sets of the
values are met with all else, the largest first, until none that follows can be among the most
frequent; where these are too many, values are looked up as well.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from pyroaring import BitMap

from adapters.search.embedded.columns import Column
from adapters.search.embedded.ordering import Newest
from adapters.search.embedded.postings import of_term
from adapters.search.embedded.sets import LARGEST, Sets
from domain.search.index import Count

_AS_BITS: Final = 16
"""Roaring has a set as bits where it has one document of so many, and meets those quickly."""
_LOOKED_UP: Final = 5
"""The values of one document of so many are looked up as soon as sets of numbers are met."""
_MET: Final = 800
"""The values of one document of so many are looked up as soon as one set of bits is met."""
_ONE_BY_ONE: Final = 200
"""So many values are looked up while one set is met, however small it is."""


class Counting:
    """Counts among what was found, of one state of the index."""

    def __init__(self, found: BitMap, sets: Sets, newest: bool) -> None:
        self._found = found
        self._wants_newest = newest
        self._sets = sets

    def count(self, field: str, limit: int, beginning: str) -> list[Count]:
        """Return at most `limit` values that begin so, the most frequent first, then in order."""
        name = of_term(field)
        told = self._told(name, limit, beginning)
        newest = self._newest(name, [value for value, _ in told])
        return [Count(*one, photo) for one, photo in zip(told, newest, strict=True)]

    def _told(self, field: str, limit: int, beginning: str) -> list[tuple[str, int]]:
        if self._is_all:
            return self._sets.most(field, beginning, limit, opened=self._is_open)
        column = self._sets.column(field)
        if self._is_little(column):
            return self._by_column(field, column, limit, beginning)
        if beginning:
            return self._by_sets_beginning_so(field, limit, beginning)
        most = len(self._found) * column.each / _ONE_BY_ONE
        told = self._by_sets(field, limit, int(most))
        return self._by_column(field, column, limit, "") if told is None else told

    def _by_column(
        self, field: str, column: Column, limit: int, beginning: str
    ) -> list[tuple[str, int]]:
        counted = column.counts(self._found)
        if beginning:
            begin_so = self._sets.numbers_beginning_so(field, beginning)
            some = counted[begin_so]
            counted[:] = 0
            counted[begin_so] = some
        photos = dict(column.most(counted, limit))
        values = self._sets.values_of(field, photos)
        told = [(value, photos[number]) for number, value in values.items()]
        return sorted(told, key=lambda one: (-one[1], one[0]))[:limit]

    def _by_sets_beginning_so(
        self, field: str, limit: int, beginning: str
    ) -> list[tuple[str, int]]:
        best = _Best(self._found, limit)
        opened = self._found.issubset(self._sets.open)
        for value, most, docs in self._sets.beginning_so(field, beginning, opened=opened):
            if most < best.least:
                break
            best.weigh(((value, len(docs), docs),))
        return best.values()

    def _by_sets(self, field: str, limit: int, most: int) -> list[tuple[str, int]] | None:
        """Count by sets; None where more than so many would have to be met.

        So it is where very many values have few documents each.
        """
        best = _Best(self._found, limit)
        for start in range(0, 1 + most, LARGEST):
            members = self._sets.largest(field, start)
            best.weigh(members)
            if len(members) < LARGEST or members[-1][1] < best.least:
                return best.values()
        return None

    def _newest(self, field: str, values: Sequence[str]) -> list[str]:
        """Return the newest photo found of each of some values."""
        if not self._wants_newest:
            return [""] * len(values)
        sets = self._sets.of_each(field, values)
        newest = [self._newest_found.of(docs) for docs in sets]
        photos = dict(self._sets.rows_of(set(newest), "doc, photo"))
        return [photos[doc] for doc in newest]

    @cached_property
    def _is_open(self) -> bool:
        return _are_same(self._found, self._sets.open)

    @cached_property
    def _is_all(self) -> bool:
        return self._is_open or _are_same(self._found, self._sets.all)

    def _is_little(self, column: Column) -> bool:
        """Tell whether to look up the values of what was found takes less than to meet sets."""
        end, found = self._sets.end, len(self._found)
        most = max(end / _AS_BITS, end / _LOOKED_UP / column.each)
        if column.last <= _AS_BITS * column.each:  # its sets are bits
            most = min(most, end / _MET * column.last)
        return found <= max(self._sets.few, most)

    @cached_property
    def _newest_found(self) -> Newest:
        return Newest(self._found, self._sets)


def _are_same(one: BitMap, other: BitMap) -> bool:
    return len(one) == len(other) and one == other


class _Best:
    """The most frequent values among some documents of those that were weighed.

    `least` is how many documents a further one must have at least to be among them.
    """

    def __init__(self, found: BitMap, limit: int) -> None:
        self._found = found
        self._limit = limit
        self._best: list[tuple[int, str]] = []
        self.least = 1

    def weigh(self, members: Iterable[tuple[str, int, BitMap]]) -> None:
        """Weigh values, those of the largest sets first."""
        for value, size, docs in members:
            if size < self.least:
                break
            photos = self._found.intersection_cardinality(docs)
            if photos >= self.least:
                insort(self._best, (-photos, value))
                if len(self._best) >= self._limit:
                    del self._best[self._limit :]
                    self.least = -self._best[-1][0]

    def values(self) -> list[tuple[str, int]]:
        """Return them with how many documents have each, by that, then in order."""
        return [(value, -photos) for photos, value in self._best]
