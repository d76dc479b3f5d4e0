"""Reading sets of documents out of the index, within one question."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final

from pyroaring import BitMap

from adapters.search.embedded import numbering
from adapters.search.embedded.columns import Column, longer
from adapters.search.embedded.kept import Kept, Member
from adapters.search.embedded.postings import ALL, DAY, LAST, MONTH, OPEN, Key, bucket, read
from domain.clock import Instant
from domain.search.index import SearchTooSlow

_STEPS: Final = 20_000
_BEGINNING: Final = (
    "SELECT value, {0} FROM counted NOT INDEXED WHERE field = ?"
    " AND value >= ? AND value < ? AND {0} > 0 ORDER BY {0} DESC, value LIMIT ? OFFSET ?"
)
_AT_FIRST: Final = 36
"""So many values that begin alike are looked at before all others are told."""
_AT_ONCE: Final = 12
"""The sets of so many values are read at once: one by one takes twice as long."""
_EDGE: Final = "IFNULL((SELECT MAX({0}) FROM documents WHERE {0} <= ?), -(1 << 62))"
_MOMENT: Final = (
    f"SELECT MAX({', '.join(map(_EDGE.format, ('shown_from', 'shown_until', 'posted')))})"
)
_MOST: Final = (
    "SELECT value, {0} FROM counted INDEXED BY counted_by_{0} WHERE field = ? AND {0} > 0"
    " ORDER BY {0} DESC, value LIMIT ? OFFSET ?"
)
_LARGEST: Final = (
    "SELECT c.value, c.size, p.docs FROM counted c INDEXED BY counted_by_size CROSS JOIN postings p"
    " ON p.field = c.field AND p.value = c.value WHERE c.field = ?"
    " ORDER BY c.size DESC, c.value LIMIT ? OFFSET ?"
)
LARGEST: Final = 64
"""So many of the largest sets of a field are read at once."""
_NUMBERED: Final = "SELECT last, in_order FROM numbered WHERE field = ?"
_VALUES: Final = (
    "SELECT number, value FROM counted INDEXED BY counted_by_number WHERE field = ?"
    " AND number IN (SELECT value FROM json_each(?))"
)
_NUMBERS: Final = "SELECT number FROM counted WHERE field = ? AND value >= ? AND value < ?"


class Sets:
    """The sets of one state of the index. A question may read until a time of the clock.

    Every method raises SearchTooSlow after that.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        until: float,
        monotonic: Callable[[], float],
        few: int,
        kept: Kept,
        changes: int,
        end: int,
    ) -> None:
        self.few = few
        """So many documents are rather read one by one than cut up by other sets."""
        self.end = end
        """The number after that of the last document."""
        self._connection = connection
        self._until = until
        self._monotonic = monotonic
        self._kept = kept
        self._changes = changes
        self._read: dict[Key, BitMap] = {}
        self._found: dict[tuple[Any, ...], BitMap] = {}

    def of(self, field: str, value: str = "") -> BitMap:
        """Return the documents with a value in a field. It is not to be changed."""
        key = (field, value)
        if key not in self._read:
            rows = self.rows("SELECT docs FROM postings WHERE field = ? AND value = ?", key)
            self._read[key] = read(rows[0][0]) if rows else BitMap()
        return self._read[key]

    def standing(self, condition: Hashable, read: Callable[[], BitMap]) -> BitMap:
        """Return a set that was kept under a condition, or is read now and kept.

        It is not to be changed.
        """
        key = (self._changes, condition)
        found = self._kept.standing(key)
        if found is None:
            found = read()
            self._kept.add_standing(key, found)
        return found

    def moment(self, at: Instant) -> Instant:
        """Return the last instant up to another at which there was a change in what is shown."""
        return int(self.rows(_MOMENT, (at, at, at))[0][0])

    def held(self, field: str, value: str) -> BitMap:
        """Return the documents with a value in a field, as `of`, and keep them for the next."""
        key = (self._changes, field, value)
        docs = self._kept.set_of(key)
        if docs is None:
            docs = self.of(field, value)
            self._kept.add_set(key, docs, 2 * len(docs))
        return docs

    @property
    def all(self) -> BitMap:
        """Every document."""
        return self.of(*ALL)

    @property
    def open(self) -> BitMap:
        """What everybody may see today, and what was not yet posted then."""
        return self.held(*OPEN)

    def among(self, field: str, values: Iterable[str]) -> BitMap:
        """Return the documents with any of some values in a field."""
        return union([self.of(field, value) for value in values])

    def between(self, field: str, first: str, end: str) -> BitMap:
        """Return the documents with a value from `first` until before `end` in a field.

        They are not to be changed.
        """
        key = (field, first, end)
        if key not in self._found:
            query = "SELECT docs FROM postings WHERE field = ? AND value >= ? AND value < ?"
            self._found[key] = union([read(docs) for (docs,) in self.rows(query, key)])
        return self._found[key]

    def beginning(self, field: str, beginning: str) -> BitMap:
        """Return the documents with a value in a field that begins so."""
        return self.between(field, beginning, beginning + LAST)

    def later(self, column: str, instant: Instant) -> BitMap:
        """Return the documents whose instant in a column is after another."""
        end = (instant // MONTH + 1) * MONTH
        edge = f"SELECT doc FROM documents WHERE {column} > ? AND {column} < ?"  # noqa: S608
        return self.between(column, bucket(end, MONTH), LAST) | self.documents(edge, instant, end)

    def posted(self, first: Instant, end: Instant) -> BitMap:
        """Return the documents of photos posted from one instant until before another."""
        whole, last = -(-first // DAY), end // DAY
        if whole > last:
            return self._posted(first, end)
        return (
            self._posted_days(whole, last)
            | self._posted(first, whole * DAY)
            | self._posted(last * DAY, end)
        )

    def _posted(self, first: Instant, end: Instant) -> BitMap:
        query = "SELECT doc FROM documents WHERE posted >= ? AND posted < ?"
        return self.documents(query, first, end) if first < end else BitMap()

    def _posted_days(self, first: int, end: int) -> BitMap:
        """Return the documents of photos posted from one day, by its number, until another."""
        days = MONTH // DAY
        whole, last = -(-first // days), end // days
        parts = [("posted-day", first, end)]
        if whole < last:
            parts = [("posted-day", first, whole * days), ("posted", whole, last),
                     ("posted-day", last * days, end)]  # fmt: skip
        return union([self.between(name, bucket(a, 1), bucket(z, 1)) for name, a, z in parts])

    def taken(self, first: str, end: str) -> BitMap:
        """Return the documents of photos taken from one day until before another, as texts."""
        whole, last = first[:7] + LAST, end[:7]
        if whole >= last:
            return self.between("taken-day", first, end)
        return (
            self.between("taken", whole, last)
            | self.between("taken-day", first, whole)
            | self.between("taken-day", last, end)
        )

    def documents(self, query: str, *values: Any) -> BitMap:
        """Return the documents whose numbers a query has. They are not to be changed."""
        key = (query, *values)
        if key not in self._found:
            self._found[key] = BitMap([doc for (doc,) in self.rows(query, values)])
        return self._found[key]

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        self.check()
        self._connection.set_progress_handler(self._late, _STEPS)
        try:
            return self._connection.execute(query, tuple(values)).fetchall()
        except sqlite3.OperationalError as error:
            if str(error) == "interrupted":
                raise SearchTooSlow from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def rows_of(self, docs: Iterable[int], columns: str) -> list[tuple[Any, ...]]:
        """Return columns of some documents, in no order."""
        query = f"SELECT {columns} FROM documents WHERE doc IN (SELECT value FROM json_each(?))"  # noqa: S608
        return self.rows(query, (json.dumps(list(docs)),))

    def names(self, field: str, first: str, end: str) -> list[str]:
        """Return the values from `first` until before `end` in a field, the greatest first."""
        query = "SELECT value FROM postings WHERE field = ? AND value >= ? AND value < ?"
        return [
            value for (value,) in self.rows(f"{query} ORDER BY value DESC", (field, first, end))
        ]

    def beginning_so(
        self, field: str, beginning: str, *, opened: bool
    ) -> Iterator[tuple[str, int, BitMap]]:
        """Return the values of a field that begin so, with the size of their sets and the sets.

        The largest come first, with `opened` by how many of their documents are open to
        everybody. Only the sets of those that are looked at are read, some at once.
        """
        for most, start in ((_AT_FIRST, 0), (-1, _AT_FIRST)):
            rows = self.most(field, beginning, most, start, opened=opened)
            for at in range(0, len(rows), _AT_ONCE):
                some = rows[at : at + _AT_ONCE]
                docs = self.of_each(field, [value for value, _ in some])
                yield from ((*one, each) for one, each in zip(some, docs, strict=True))
            if len(rows) < _AT_FIRST:
                break

    def most(
        self, field: str, beginning: str, most: int, start: int = 0, *, opened: bool
    ) -> list[tuple[str, int]]:
        """Return values of a field that begin so and how many documents each has, most first.

        With `opened` it is how many of them are open to everybody.
        """
        query, asked = _MOST, [field]
        if beginning:
            query, asked = _BEGINNING, [field, beginning, beginning + LAST]
        rows = self.rows(query.format("open" if opened else "size"), (*asked, most, start))
        return [(str(value), int(size)) for value, size in rows]

    def of_each(self, field: str, values: Sequence[str]) -> list[BitMap]:
        """Return the sets of some values of a field, read at once."""
        self._hold(field, values)
        return [self.held(field, value) for value in values]

    def _hold(self, field: str, values: Iterable[str]) -> None:
        """Read the sets of some values at once, as far as they are not held."""
        wanted = [v for v in values if self._kept.set_of((self._changes, field, v)) is None]
        if wanted:
            marks = ", ".join("?" * len(wanted))
            query = f"SELECT value, docs FROM postings WHERE field = ? AND value IN ({marks})"  # noqa: S608
            for value, docs in self.rows(query, (field, *wanted)):
                self._read[field, value] = read(docs)

    def largest(self, field: str, start: int) -> Sequence[Member]:
        """Return some values of a field, from one on in the order of the size of their sets."""
        key = (self._changes, field, start)
        members = self._kept.largest(key)
        if members is None:
            rows = self.rows(_LARGEST, (field, LARGEST, start))
            members = [(value, size, read(docs)) for value, size, docs in rows]
            self._kept.add_largest(key, members)
        return members

    def column(self, field: str) -> Column:
        """Return the values of a field by document.

        Of one that was kept only what documents that came since have is read.
        """
        held = self._kept.column(field)
        if held is None or held.end < self.end:
            start = held.end if held else 0
            [(last, in_order)] = self.rows(_NUMBERED, (field,)) or [(0, 0)]
            blocks = self.rows(*numbering.read_from(field, start))
            more = numbering.read(blocks, start, self.end, (last, in_order))
            held = longer(held, more) if held else more
            self._kept.add_column(field, held)
        return held

    def values_of(self, field: str, numbers: Iterable[int]) -> dict[int, str]:
        """Return the values of a field that have some numbers."""
        names = self._kept.names(field)
        if unknown := [number for number in numbers if number not in names]:
            names |= self.rows(_VALUES, (field, json.dumps(unknown)))
        return {number: names[number] for number in numbers}

    def numbers_beginning_so(self, field: str, beginning: str) -> list[int]:
        """Return the numbers of the values of a field that begin so."""
        return [n for (n,) in self.rows(_NUMBERS, (field, beginning, beginning + LAST))]

    def check(self) -> None:
        """Raise SearchTooSlow if the time is over."""
        if self._late():
            raise SearchTooSlow

    def _late(self) -> bool:
        return self._monotonic() > self._until


def union(sets: list[BitMap]) -> BitMap:
    """Return what is in any of some sets."""
    return BitMap.union(*sets) if sets else BitMap()
