"""Sets that are kept in memory for as long as the index stands where it does."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

TOGETHER: Final = 32
"""So many values are ruled out at once, by the set of all documents that have any of them."""
_OBJECTS: Final = 250
"""Bytes that a set takes beside its documents."""

_STANDING: Final = 32
"""So many sets of what viewers may see are held: an eighth of a byte for each document."""


class Group(NamedTuple):
    """Values of a field with the sizes of their sets and the sets, the largest first.

    `docs` are the documents that have any of them.
    """

    members: Sequence[tuple[str, int, BitMap]]
    docs: BitMap


class Kept:
    """The largest sets of each field in one state of the index, up to so many bytes.

    What is in here is not to be changed. Threads may share it.
    """

    def __init__(self, state: Any, room: int) -> None:
        self.state = state
        self._room = room
        self._lock = Lock()
        self._groups: dict[str, list[Group]] = {}
        self._ends: dict[str, int] = {}
        self._sets: dict[tuple[str, str], BitMap] = {}
        self._standing: dict[Hashable, BitMap] = {}

    def groups(self, field: str) -> Sequence[Group]:
        """Return the groups of a field that are held, from the one with the largest sets on."""
        return tuple(self._groups.get(field, ()))

    def add(self, field: str, number: int, group: Group, size: int) -> None:
        """Hold a further group, whose sets take so many bytes, if there is room."""
        with self._lock:
            groups = self._groups.setdefault(field, [])
            # the set of all in a group takes at most as much again
            if number == len(groups) and self._takes(2 * size + _OBJECTS * len(group.members)):
                groups.append(group)
                self._sets |= {(field, value): docs for value, _, docs in group.members}

    def end(self, field: str, number: int) -> None:
        """Hold that a field has so many groups in all."""
        self._ends[field] = number

    def is_whole(self, field: str, number: int) -> bool:
        """Tell whether a field is known to have no more than so many groups."""
        return self._ends.get(field) == number

    def set_of(self, key: tuple[str, str]) -> BitMap | None:
        """Return a set if it is held."""
        return self._sets.get(key)

    def add_set(self, key: tuple[str, str], docs: BitMap, size: int) -> None:
        """Hold a set that takes so many bytes, if there is room."""
        with self._lock:
            if key not in self._sets and self._takes(size + _OBJECTS):
                self._sets[key] = docs

    def standing(self, condition: Hashable) -> BitMap | None:
        """Return the set that was kept under a condition."""
        return self._standing.get(condition)

    def add_standing(self, condition: Hashable, docs: BitMap) -> None:
        """Keep a set under a condition, in place of the first where there are too many."""
        with self._lock:
            while len(self._standing) >= _STANDING:
                del self._standing[next(iter(self._standing))]
            self._standing[condition] = docs

    def _takes(self, size: int) -> bool:
        if size > self._room:
            return False
        self._room -= size
        return True
