"""Sets that are kept in memory from one question to the next, for all threads.

Those by which values are counted are kept over the steps of the log as well: the index tells
which groups of values a step has changed, and only these are read again.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

_OBJECTS: Final = 250
"""Bytes that a set takes beside its documents."""
_STANDING: Final = 32
"""So many sets of what viewers may see, and asked for last, are held: each an eighth of a byte
for each document, or less."""


class Chunk(NamedTuple):
    """Values with the sizes of their sets and the sets, the largest first.

    `docs` are the documents that have any of them.
    """

    members: Sequence[tuple[str, int, BitMap]]
    docs: BitMap


class Group:
    """Values of a field: the size of the largest set, and the documents that have any of them.

    The heads of the field are in part 0, which knows neither. `chunks` are the values, once
    they were read and there was room for them; until then all takes so many bytes.
    """

    def __init__(self, part: int, most: int, docs: BitMap, size: int) -> None:
        self.part = part
        self.most = most
        self.docs = docs
        self.bytes = size + _OBJECTS
        self.chunks: Sequence[Chunk] | None = None


class Groups(NamedTuple):
    """All groups of a field after so many changes of the index."""

    changes: int
    parts: Sequence[Group]


class Kept:
    """Sets of one file of an index. What is in here is not to be changed.

    Up to so many bytes are held, apart from the sets of what viewers may see.
    """

    def __init__(self, file: Any, room: int) -> None:
        self.file = file
        self._room = room
        self._lock = Lock()
        self._changes = 0
        self._groups: dict[str, Groups] = {}
        self._sets: dict[Hashable, BitMap] = {}
        self._bytes_of_sets = 0
        self._standing: dict[Hashable, BitMap] = {}

    def move_to(self, changes: int) -> None:
        """Let go of what holds only for the changes before."""
        if changes > self._changes:
            with self._lock:
                self._changes = changes
                self._room += self._bytes_of_sets
                self._sets, self._bytes_of_sets = {}, 0
                self._standing = {}

    def groups(self, field: str) -> Groups | None:
        """Return what is held of a field, as it was after some change."""
        return self._groups.get(field)

    def add_groups(self, field: str, changes: int, parts: Sequence[Group]) -> None:
        """Hold the groups of a field, in place of those before, if there is room."""
        with self._lock:
            before = self._groups.get(field)
            if before is not None and before.changes > changes:
                return
            self._room += sum(group.bytes for group in before.parts) if before else 0
            size = sum(group.bytes for group in parts)
            self._groups.pop(field, None)
            if size <= self._room:
                self._room -= size
                self._groups[field] = Groups(changes, parts)

    def add_chunks(self, group: Group, chunks: Sequence[Chunk], size: int) -> None:
        """Hold the values of a group, which take so many bytes, if there is room."""
        size += _OBJECTS * sum(len(chunk.members) + 1 for chunk in chunks)
        with self._lock:
            if group.chunks is None and size <= self._room:
                self._room -= size
                group.bytes += size
                group.chunks = chunks

    def set_of(self, key: Hashable) -> BitMap | None:
        """Return a set if it is held."""
        return self._sets.get(key)

    def add_set(self, key: Hashable, docs: BitMap, size: int) -> None:
        """Hold a set that takes so many bytes, if there is room."""
        size += _OBJECTS
        with self._lock:
            if key not in self._sets and size <= self._room:
                self._room -= size
                self._bytes_of_sets += size
                self._sets[key] = docs

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
