"""The values of a field by document: a column, from which what few photos have is counted.

A set tells which documents have a value; a column tells which values a document has, as
Lucene's doc values do. Where little was found, to look up the values of each document takes
less than to meet the sets of all values with what was found, most of which have none of it.

Values stand in a column by their numbers, from 1 on. Documents are never numbered anew, so what
a column has of a document holds for as long as the document is there: a column is only ever
made longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

_Numbers = NDArray[np.unsignedinteger[Any]]
_Array = NDArray[np.uint32]

_AT_ONCE: Final = 16_384
"""What so many documents have stays within the processor's cache."""


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of the values of each document up to `end`.

    Where no document has several, `numbers` has one for each, 0 for none; otherwise those of
    a document are there from `starts[document]` until before `starts[document + 1]`. The
    values up to the number `in_order` are numbered in their own order; `last` is the last one.
    """

    numbers: _Numbers
    starts: _Array | None
    last: int
    in_order: int

    @property
    def end(self) -> int:
        """The number after that of the last document which the column accounts for."""
        return len(self.numbers) if self.starts is None else len(self.starts) - 1

    @property
    def each(self) -> float:
        """How many values a document has, on the average; one at least."""
        return max(1.0, len(self.numbers) / max(1, self.end))

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return self.numbers.nbytes + (0 if self.starts is None else self.starts.nbytes)

    def counts(self, found: BitMap) -> NDArray[np.intp]:
        """Return how many of some documents have each value, by its number."""
        if not self.last:
            return np.zeros(1, np.intp)
        docs = np.frombuffer(found.to_array(), np.uint32)
        counted = np.bincount(self._of(docs[:_AT_ONCE]), minlength=self.last + 1)
        for at in range(_AT_ONCE, len(docs), _AT_ONCE):
            numbers = self._of(docs[at : at + _AT_ONCE])
            counted += np.bincount(numbers, minlength=self.last + 1)
        counted[0] = 0
        return counted

    def most(self, counted: NDArray[np.intp], limit: int) -> Iterable[tuple[int, int]]:
        """Return the numbers of the most frequent values, each with how many documents have it.

        Of those that are as frequent as the last one, all are told that may come before others
        by their names.
        """
        having = np.bincount(counted)[:0:-1].cumsum()  # so many values have so many, or more
        least = max(1, len(having) - int(having.searchsorted(limit)))
        (over,) = (counted > least).nonzero()
        (as_many,) = (counted == least).nonzero()
        ordered = int(as_many.searchsorted(self.in_order, "right"))
        wanted = min(limit - len(over), ordered)
        chosen = np.concatenate((over, as_many[:wanted], as_many[ordered:]))
        return zip(chosen.tolist(), counted[chosen].tolist(), strict=True)

    def _of(self, docs: _Array) -> _Numbers:
        """Return the numbers of all values of some documents."""
        if self.starts is None:
            return self.numbers.take(docs)
        starts = self.starts.take(docs)
        many: _Array = self.starts.take(docs + np.uint32(1)) - starts
        ends: _Array = many.cumsum(dtype=np.uint32)
        # of each document: its start, less what the documents before it have, and 0, 1, 2 …
        at: _Array = (starts - (ends - many)).repeat(many)
        at += np.arange(len(at), dtype=np.uint32)
        return self.numbers.take(at)


def column(docs: _Array, numbers: _Array, end: int, last: int, in_order: int) -> Column:
    """Return the column of so many documents, of pairs of a document and a value's number.

    The documents are in order; one stands there again for each value that it has.
    """
    small = np.min_scalar_type(int(numbers.max(initial=0)))
    many = np.bincount(docs, minlength=end)
    if many.max(initial=0) > 1:
        starts = np.zeros(end + 1, np.uint32)
        np.cumsum(many, out=starts[1:])
        return Column(numbers.astype(small), starts, last, in_order)
    one = np.zeros(end, small)
    one[docs] = numbers
    return Column(one, None, last, in_order)


def longer(before: Column, more: Column) -> Column:
    """Return a column with that of the documents that follow, the first of which is its 0."""
    starts = None
    first, then = before.numbers, more.numbers
    if before.starts is not None or more.starts is not None:
        first, ends = _as_several(before)
        then, more_ends = _as_several(more)
        starts = np.concatenate((ends, more_ends[1:] + ends[-1]))
    return Column(np.concatenate((first, then)), starts, more.last, more.in_order)


def _as_several(one: Column) -> tuple[_Numbers, _Array]:
    """Return the numbers and the starts of a column, as if some document had several values."""
    if one.starts is not None:
        return one.numbers, one.starts
    starts = np.zeros(len(one.numbers) + 1, np.uint32)
    np.cumsum(one.numbers > 0, out=starts[1:])
    return one.numbers[one.numbers > 0], starts
