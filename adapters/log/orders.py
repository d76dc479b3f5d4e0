"""What was forgotten, held against the orders to forget it.

A tombstone hides what it stands for, so it must not be for everybody to put one: each has
to be followed, in the log that seals cover, by the event that asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from adapters.log.codec import FORGOTTEN, ORDERS
from adapters.log.stored import Row
from domain import streams

CONCERNED: Final = frozenset((FORGOTTEN, *ORDERS))
"""The types of the events that `Orders` has to meet; others it need not."""

_MOST: Final = 20
_UNASKED: Final = "was forgotten, and no event of the log asked for that"
_OUT_OF_PLACE: Final = "is not where it stood when it was forgotten"

Found = tuple[int, str]
"""A position, and what is wrong there."""


class Orders:
    """Follows a log by its positions, and tells which tombstones nobody asked for.

    Memory holds a number for each stream whose order has not come yet.
    """

    def __init__(self) -> None:
        self._awaited: dict[str, tuple[int, int]] = {}  # by stream: position, version of the last
        self._nameless: list[int] = []
        self._counts: dict[str, int] = {}  # by photo: position

    def meet(self, row: Row) -> Iterator[Found]:
        """Take the next event, and return what is wrong with it."""
        position, stream, version, topic, _ = row
        if topic in ORDERS:
            if topic.startswith("account-"):
                self._nameless.clear()
            self._counts.pop(streams.parts_of(stream)[0], None)
            last = self._awaited.pop(stream, None)
            if last is not None and last[1] != version - 1:
                yield last[0], _OUT_OF_PLACE
        elif topic == FORGOTTEN:
            if streams.kind_of(stream) == "forgotten":
                if (stream, version) != (streams.forgotten(position), 1):
                    yield position, _OUT_OF_PLACE
                elif len(self._nameless) < _MOST:
                    self._nameless.append(position)
            elif streams.kind_of(stream) == "counts":  # these go with their photo
                self._counts.setdefault(streams.parts_of(stream)[0], position)
            else:
                last = self._awaited.get(stream)
                if last is not None and version != last[1] + 1:
                    yield position, _OUT_OF_PLACE
                self._awaited[stream] = (position, version)

    def unasked(self) -> Iterator[Found]:
        """Return the tombstones for which no order came, when the log is read to its end."""
        awaited = (*(p for p, _ in self._awaited.values()), *self._counts.values())
        for position in sorted([*self._nameless, *awaited]):
            yield position, _UNASKED
