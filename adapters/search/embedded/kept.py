"""Sets that are kept in memory from one question to the next, for all threads.

Columns are kept over the steps of the log as well, which only make them longer; sets are not.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from threading import Lock
from typing import Any, Final, TypeVar

from pyroaring import BitMap

from adapters.search.embedded.columns import Column

Member = tuple[str, int, BitMap]
"""A value, the size of its set, and the set."""
_Held = TypeVar("_Held")
_OBJECTS: Final = 250
"""Bytes that a set takes beside its documents."""
_STANDING: Final = 32
"""So many sets of what viewers may see, and asked for last, are held: each an eighth of a byte
for each document, or less."""


class Kept:
    """Sets of one file of an index. What is in here is not to be changed.

    Up to so many bytes are held, apart from the sets of what viewers may see.
    """

    def __init__(self, file: Any, room: int) -> None:
        self.file = file
        self._room = room
        self._lock = Lock()
        self._changes = 0
        self._columns: dict[str, Column] = {}
        self._names: dict[str, dict[int, str]] = {}
        self._sets: dict[Hashable, BitMap] = {}
        self._largest: dict[Hashable, Sequence[Member]] = {}
        self._bytes_of_sets = 0
        self._standing: dict[Hashable, BitMap] = {}

    def move_to(self, changes: int) -> None:
        """Let go of what holds only for the changes before."""
        if changes > self._changes:
            with self._lock:
                self._changes = changes
                self._let_go_of_sets()
                self._standing, self._names = {}, {}

    def column(self, field: str) -> Column | None:
        """Return the column of a field, as it was at some time, if it is held."""
        return self._columns.get(field)

    def add_column(self, field: str, column: Column) -> None:
        """Hold the column of a field, in place of a shorter one and of sets, if there is room."""
        with self._lock:
            before = self._columns.get(field)
            if before is not None and before.end >= column.end:
                return
            self._room += before.bytes if before else 0
            self._columns.pop(field, None)
            if column.bytes > self._room:
                self._let_go_of_sets()
            if column.bytes <= self._room:
                self._room -= column.bytes
                self._columns[field] = column

    def names(self, field: str) -> dict[int, str]:
        """Return the values of a field that were asked for, by their numbers, to be added to."""
        return self._names.setdefault(field, {})

    def largest(self, key: Hashable) -> Sequence[Member] | None:
        """Return values of a field with their sets, if they are held."""
        return self._largest.get(key)

    def add_largest(self, key: Hashable, members: Sequence[Member]) -> None:
        """Hold such values, if there is room."""
        self._add(self._largest, key, members, sum(2 * size + _OBJECTS for _, size, _ in members))

    def set_of(self, key: Hashable) -> BitMap | None:
        """Return a set if it is held."""
        return self._sets.get(key)

    def add_set(self, key: Hashable, docs: BitMap, size: int) -> None:
        """Hold a set that takes so many bytes, if there is room."""
        self._add(self._sets, key, docs, size + _OBJECTS)

    def standing(self, key: Hashable) -> BitMap | None:
        """Return a set of what a viewer may see or asked for, if it is held."""
        with self._lock:
            docs = self._standing.pop(key, None)
            if docs is not None:
                self._standing[key] = docs  # the last to go
            return docs

    def add_standing(self, key: Hashable, docs: BitMap) -> None:
        """Hold such a set, in place of the one not asked for longest if there are too many."""
        with self._lock:
            while len(self._standing) >= _STANDING:
                del self._standing[next(iter(self._standing))]
            self._standing[key] = docs

    def _add(self, held: dict[Hashable, _Held], key: Hashable, one: _Held, size: int) -> None:
        with self._lock:
            if key not in held and size <= self._room:
                self._room -= size
                self._bytes_of_sets += size
                held[key] = one

    def _let_go_of_sets(self) -> None:
        self._room += self._bytes_of_sets
        self._sets.clear()
        self._largest.clear()
        self._bytes_of_sets = 0
