"""Which values of a field are counted one by one, and which are first ruled out together.

Of a field with many values the largest sets, its heads, stand in part 0. The others stand in
groups, those with sets of like size together, and of each group the index has the documents
that have any of its values: no value of it is more frequent among some documents than that
set. A group has room for half the documents of the sixteenth head, so that whatever is looked
for, most groups have less of it than the values that a page shows.

A set of a group may still have documents that are gone. It is then larger than it need be,
and no answer is another.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from pyroaring import BitMap

from adapters.search.embedded.postings import read, written

HEADS: Final = 64
"""So many values of a field need no groups."""
_AS_LARGE: Final = 15
_LEAST_ROOM: Final = 32
_NEVER_WHOLE: Final = frozenset({"term-taken-day", "term-posted-day"})
"""No page counts all of their values, nor those of fields of what things are called; and of
days none asks what begins so."""

Row = tuple[str, int, int, int, bytes]
_Member = TypeVar("_Member")
_OF_PART: Final = (
    "FROM postings INDEXED BY postings_by_part WHERE field = ? AND part = ? AND size IS NOT NULL"
)
_LAST: Final = "SELECT IFNULL(MAX(part), 0) FROM groups WHERE field = ?"
_ADD: Final = "INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?, ?)"


class _Group(NamedTuple):
    """The size of the largest set of a group, and the documents that have any of its values."""

    most: int
    docs: BitMap


def parted(field: str, values: Mapping[str, BitMap | list[int]]) -> list[list[str]]:
    """Return the values of a field by the part in which they stand, the heads first."""
    if len(values) <= HEADS or not is_grouped(field):
        return [list(values)]
    sizes = dict(zip(values, map(len, values.values()), strict=True))
    ordered = sorted(sizes, key=sizes.__getitem__, reverse=True)
    room = _room(sizes[ordered[_AS_LARGE]])
    heads = HEADS
    while heads < len(ordered) and sizes[ordered[heads]] >= room:
        heads += 1
    return [ordered[:heads], *cut(ordered[heads:], sizes.__getitem__, room)]


def group_rows(
    field: str, values: Mapping[str, BitMap | list[int]], parts: Sequence[Iterable[str]]
) -> Iterator[Row]:
    """Return the rows of the parts of a field, the largest sets of each first."""
    yield field, 0, 0, 0, b""
    for part, names in enumerate(parts[1:], 1):
        sets = [values[name] for name in names]
        yield field, part, len(sets[0]), 0, written(_union(sets))


def is_grouped(field: str) -> bool:
    """Tell whether the values of a field are grouped where they are many."""
    return field not in _NEVER_WHOLE and not field.endswith("-called")


def tells_open(field: str) -> bool:
    """Tell whether of each value of a field is kept how many documents are open to everybody."""
    return field not in _NEVER_WHOLE


class Regrouping:
    """The parts of a live index in one step, in which some of its sets change."""

    def __init__(self, connection: sqlite3.Connection, changes: int) -> None:
        """Take the connection, and the number that the step has among the changes."""
        self._connection = connection
        self._changes = changes
        self._touched: dict[tuple[str, int], _Group] = {}
        self._last: dict[str, int] = {}
        self._rooms: dict[str, int] = {}

    def part_of_new(self, field: str) -> int:
        """Return the part for a value that the field did not have."""
        if not is_grouped(field):
            return 0
        if field not in self._last:
            (self._last[field],) = self._one(_LAST, field)
        last = self._last[field]
        if last == 0:
            (heads,) = self._one(f"SELECT COUNT(*) {_OF_PART}", field, 0)
            is_full = heads >= HEADS
        else:
            is_full = len(self._group(field, last).docs) >= self._room(field)
        self._last[field] += is_full
        return self._last[field]

    def changed(self, field: str, part: int, size: int, come: Iterable[int]) -> None:
        """Take note of a set that has now so many documents, and which came to it."""
        group = self._group(field, part)
        docs = group.docs | BitMap(come) if part else group.docs
        self._touched[field, part] = _Group(max(group.most, size), docs)

    def write(self) -> None:
        """Write the parts that changed. Groups that have become too large are cut up."""
        for (field, part), group in list(self._touched.items()):
            if part and self._is_too_large(field, group):
                self._cut_up(field, part)
        for (field, part), group in self._touched.items():
            row = (field, part, group.most, self._changes, written(group.docs))
            self._connection.execute(_ADD, row)

    def _group(self, field: str, part: int) -> _Group:
        if (field, part) not in self._touched:
            query = "SELECT most, docs FROM groups WHERE field = ? AND part = ?"
            row = self._connection.execute(query, (field, part)).fetchone()
            held = _Group(row[0], read(row[1])) if row else _Group(0, BitMap())
            self._touched[field, part] = held
        return self._touched[field, part]

    def _is_too_large(self, field: str, group: _Group) -> bool:
        room = self._room(field)
        return group.most >= room or len(group.docs) > 2 * room

    def _room(self, field: str) -> int:
        if field not in self._rooms:
            query = f"SELECT size {_OF_PART} ORDER BY size DESC LIMIT 1 OFFSET {_AS_LARGE}"
            row = self._connection.execute(query, (field, 0)).fetchone()
            self._rooms[field] = _room(row[0] if row else 0)
        return self._rooms[field]

    def _cut_up(self, field: str, part: int) -> None:
        query = f"SELECT value, docs {_OF_PART} ORDER BY size DESC"
        members = self._connection.execute(query, (field, part)).fetchall()
        sets = {value: read(docs) for value, docs in members}
        room = self._room(field)
        sizes = {value: len(docs) for value, docs in sets.items()}
        large = [value for value in sets if sizes[value] >= room]
        (last,) = self._one(_LAST, field)
        last = max(last, *(p for f, p in self._touched if f == field))
        self._put(field, 0, large)
        self._group(field, 0)  # which is written then, too
        self._touched[field, part] = _Group(0, BitMap())
        others = [value for value in sets if sizes[value] < room]
        for number, names in enumerate(cut(others, sizes.__getitem__, room)):
            at = last + number if number else part
            docs = _union([sets[name] for name in names])
            self._touched[field, at] = _Group(sizes[names[0]], docs)
            if at != part:
                self._put(field, at, names)

    def _put(self, field: str, part: int, names: Iterable[str]) -> None:
        query = "UPDATE postings SET part = ? WHERE field = ? AND value = ?"
        self._connection.executemany(query, [(part, field, name) for name in names])

    def _one(self, query: str, *values: str | int) -> tuple[int]:
        row: tuple[int] = self._connection.execute(query, values).fetchone()
        return row


def _room(as_large: int) -> int:
    return max(_LEAST_ROOM, as_large // 2)


def cut(
    ordered: Iterable[_Member], size: Callable[[_Member], int], room: int
) -> Iterator[list[_Member]]:
    """Cut values, the largest first, so that the sets of each part have together so many."""
    part: list[_Member] = []
    left = room
    for member in ordered:
        if part and size(member) > left:
            yield part
            part, left = [], room
        part.append(member)
        left -= size(member)
    if part:
        yield part


def _union(sets: Sequence[BitMap | list[int]]) -> BitMap:
    whole = [docs for docs in sets if isinstance(docs, BitMap)]
    if len(whole) == len(sets):
        return BitMap.union(*whole)
    return BitMap(array("I", list(chain.from_iterable(sets))))
