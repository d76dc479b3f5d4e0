"""Sealing: the root over everything in the log is put into the log, and given out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from adapters.log.errors import LogError
from adapters.log.leaves import CHUNK, Chunk, Leaf, Leaves, leaf_of
from adapters.log.merkle import root_of
from adapters.log.stored import StoredLog
from domain.clock import Instant, exactly
from domain.fact import Fact
from domain.recorded import Append, Conflict, Recorded
from domain.seal import LogSealed
from domain.streams import SEAL

_AT_ONCE: Final = 8 * CHUNK

Progress = Callable[[int, int], None]


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """A seal as it is kept elsewhere: the root of the first `size` events of a log.

    The last of them stands at `position`; `sealed` is when, in seconds since 1970.
    """

    size: int
    position: int
    root: str
    sealed: Instant


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a seal needs: the log, its leaves, and a clock."""

    log: StoredLog
    leaves: Leaves
    clock: Callable[[], Instant]

    def seal(self, progress: Progress = lambda _done, _total: None, *, anew: bool = False) -> Seal:
        """Seal the log as it is now; return the last seal if nothing was appended since.

        `anew` makes all leaves again, where those that were kept were lost or changed.
        Raises LogError for an empty log, for leaves that are not those that were sealed
        before, and where somebody else seals at the same time.
        """
        if anew:
            self.leaves.forget()
        earlier = self.log.read(SEAL)
        head = self.log.head()
        if not head:
            raise LogError("the log is empty: there is nothing to seal")
        self.keep(head, progress)
        size, tree = self.leaves.size(), self.leaves.tree()
        if earlier:
            before = seal_of(earlier[-1])
            if before.size > size or tree.root(before.size).hex() != before.root:
                raise LogError("the log is not what was sealed before: run `log verify`")
            if earlier[-1].position == head:
                return before
        last = self.leaves.last()
        position = head if last is None else last.leaves[-1][0]
        event = LogSealed(size=size, position=position, root=tree.root(size).hex())
        now = self.clock()
        fact = Fact(event=event, happened=exactly(now), observed=now, via="member")
        try:
            head = self.log.append([Append(SEAL, len(earlier), (fact,))])
        except Conflict:
            raise LogError("somebody else sealed the log meanwhile: try again") from None
        self.keep(head)
        return Seal(size=size, position=position, root=event.root, sealed=now)

    def keep(self, upto: int, progress: Progress = lambda _done, _total: None) -> None:
        """Keep the leaves of all events up to a position that have none yet."""
        last = self.leaves.last()
        number, pending = (0, list[Leaf]()) if last is None else (last.number, list(last.leaves))
        reached = pending[-1][0] if pending else 0
        while reached < upto:
            rows = [row for row in self.log.stored(reached, _AT_ONCE) if row[0] <= upto]
            if not rows:
                break
            try:
                pending += [(row[0], leaf_of(row)) for row in rows]
            except ValueError as error:
                raise LogError(f"{error}: run `log verify`") from None
            reached = rows[-1][0]
            made = list[Chunk]()
            for start in range(0, len(pending), CHUNK):
                some = tuple(pending[start : start + CHUNK])
                made.append(Chunk(number + start // CHUNK, root_of([h for _, h in some]), some))
            self.leaves.keep(made)
            full = len(pending) // CHUNK
            number, pending = number + full, pending[full * CHUNK :]
            progress(reached, upto)


def seal_of(entry: Recorded) -> Seal:
    """Return the seal that an event of the log holds."""
    event = entry.fact.event
    if not isinstance(event, LogSealed):
        raise LogError(f"position {entry.position} of the log is no seal: run `log verify`")
    return Seal(
        size=event.size, position=event.position, root=event.root, sealed=entry.fact.observed
    )


def read_seal(path: Path) -> Seal:
    """Return a seal that was kept in a file. Raises LogError for what is none."""
    try:
        seal = msgspec.json.decode(path.read_bytes(), type=Seal)
        if seal.size < 1 or len(bytes.fromhex(seal.root)) != 32:
            raise ValueError("its size and root cannot be")
    except (msgspec.MsgspecError, ValueError) as error:
        raise LogError(f"{path} is no seal: {error}") from None
    return seal
