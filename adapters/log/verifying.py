"""Verifying: every event against its leaf, and the leaves against every seal.

The log and its leaves are read side by side, in the order of positions, so memory holds a
page of each. Where leaves were never kept (after an import, say) or not yet, they are made
of the events; a seal then still tells whether anything changed, but not at which position.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, starmap
from typing import Final

from adapters.log.codec import decode
from adapters.log.errors import LogError
from adapters.log.leaves import CHUNK, Leaf, Leaves, leaf_of
from adapters.log.merkle import Frontier
from adapters.log.orders import CONCERNED, Orders
from adapters.log.sealing import Progress, Seal, seal_of
from adapters.log.stored import Row, StoredLog
from domain.recorded import Recorded
from domain.streams import SEAL

_AT_ONCE: Final = 5_000
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the log is not what was sealed. `position` is that of the event."""

    position: int
    what: str

    def __str__(self) -> str:
        return f"position {self.position}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: events, those of them under a seal, seals; the first differences."""

    events: int
    sealed: int
    seals: int
    root: str
    differences: tuple[Difference, ...]


class Verifier:
    """One walk along a log and its leaves."""

    def __init__(self, log: StoredLog, leaves: Leaves, progress: Progress) -> None:
        self._log = log
        self._leaves = leaves
        self._progress = progress
        self._seals: dict[int, list[Seal]] = {}
        self._tree = Frontier()
        self._events = 0
        self._orders = Orders()
        self._unasked: list[Difference] = []
        self._kept = leaves.size()  # before the head, so that none is of a later event
        self._head = log.head()

    def verify(self, elsewhere: Iterable[Seal] = ()) -> Verified:
        """Walk along the whole log. Seals kept elsewhere are held against it as well."""
        count = 0
        wrong = list[Difference]()
        for seal in chain(self._own(wrong), elsewhere):
            self._seals.setdefault(seal.size, []).append(seal)
            count += 1
        sealed = max(self._seals, default=0)
        wrong += islice(self._walk(), _MOST)
        wrong += self._unasked[:_MOST]
        for size, seals in self._seals.items():
            if size > self._tree.size and len(wrong) < _MOST:
                what = f"was sealed as the last of {size} events; there are {self._tree.size}"
                wrong.append(Difference(seals[0].position, what))
        ordered = sorted(set(wrong), key=lambda found: found.position)
        root = self._tree.root().hex()
        return Verified(self._events, min(sealed, self._tree.size), count, root, tuple(ordered))

    def _own(self, wrong: list[Difference]) -> Iterator[Seal]:
        """Return the seals in the log that can be read."""
        try:
            rows = self._log.stored_stream(SEAL)
        except LogError:
            return  # a seal cannot be read at all: the walk comes upon it
        for position, stream, version, topic, state in rows:
            try:
                fact = decode(topic, state, position)
                yield seal_of(Recorded(position, stream, version, fact))
            except LogError:
                wrong.append(Difference(position, "was changed: it cannot be read"))

    def _walk(self) -> Iterator[Difference]:
        """Return what differs, event by event. The tree is made of the kept leaves."""
        rows = self._rows()
        row = next(rows, None)
        for chunk in self._leaves.since():
            if not chunk.whole:
                yield Difference(
                    chunk.leaves[0][0] if chunk.leaves else 0,
                    f"the leaves kept from here on, {len(chunk.leaves)}, were changed",
                )
            for position, leaf in chunk.leaves[: self._kept - self._tree.size]:
                while row is not None and row[0] < position:
                    yield Difference(row[0], "was inserted: it was not there when sealed")
                    row = next(rows, None)
                if row is None or row[0] > position:
                    yield Difference(position, "was removed")
                else:
                    if _leaf(row) != leaf:
                        yield Difference(position, "is not what was sealed")
                    row = next(rows, None)
                yield from self._add((position, leaf))
            if len(chunk.leaves) < CHUNK:
                break
        if self._tree.size < self._kept:
            after = 0 if row is None else row[0]
            yield Difference(after, f"leaves kept from here on, of {self._kept}, are missing")
        while row is not None:
            made = _leaf(row)
            if made is None:
                yield Difference(row[0], "is no event")
            else:
                yield from self._add((row[0], made))
            row = next(rows, None)
        yield from starmap(Difference, self._orders.unasked())

    def _add(self, leaf: Leaf) -> Iterator[Difference]:
        position, hashed = leaf
        self._tree.add(hashed)
        for seal in self._seals.get(self._tree.size, ()):
            if seal.root != self._tree.root().hex() or seal.position != position:
                earlier = max((s for s in self._seals if s < seal.size), default=0)
                what = (
                    f"the {seal.size} events up to here are not those that were sealed"
                    f" with the root {seal.root[:12]}…: look after event {earlier}"
                )
                yield Difference(position, what)

    def _rows(self) -> Iterator[Row]:
        """Return every event up to the head; for one that cannot be read a row that is none."""
        reached, limit = 0, _AT_ONCE
        while reached < self._head:
            try:
                rows = self._log.stored(reached, limit)
            except LogError:
                if limit > 1:
                    limit = 1
                    continue
                rows = [(self._log.next_position(reached), "", -1, "", b"")]
            if not rows:
                return
            for row in rows:
                if row[0] > self._head:
                    return
                self._events += 1
                if row[3] in CONCERNED:
                    self._unasked += starmap(Difference, self._orders.meet(row))
                yield row
            reached, limit = rows[-1][0], _AT_ONCE
            self._progress(reached, self._head)


def _leaf(row: Row) -> bytes | None:
    try:
        return leaf_of(row)
    except ValueError:
        return None


def verify(
    log: StoredLog,
    leaves: Leaves,
    elsewhere: Iterable[Seal] = (),
    progress: Progress = lambda _done, _total: None,
) -> Verified:
    """Hold a log against its leaves, its seals, and seals that were kept elsewhere."""
    return Verifier(log, leaves, progress).verify(elsewhere)
