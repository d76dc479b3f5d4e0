"""Asking for something to be forgotten: an event, at once; the erasing follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias

from adapters.recording import record
from domain import forgetting, streams
from domain.account import AccountDeleted
from domain.clock import Instant, exactly
from domain.fact import Fact, Look, by_member
from domain.observing import fact_of
from domain.recorded import Append, EventLog

_AT_ONCE: Final = 200

Clock: TypeAlias = Callable[[], Instant]
_Decide: TypeAlias = Callable[[Sequence[Fact], Look], tuple[Fact, ...]]


def purge_photos(log: EventLog, clock: Clock, photos: Iterable[str], member: str) -> int:
    """Record that photos are to be forgotten; return how many were not already.

    `member` is who asked for it, "" where the archive's keeper did. An unknown photo is
    passed over.
    """
    return _record(log, clock, photos, member, forgetting.purge)


def readmit_photos(log: EventLog, clock: Clock, photos: Iterable[str], member: str) -> int:
    """Record that purged photos are welcome again; return how many were purged."""
    return _record(log, clock, photos, member, forgetting.readmit)


def leave_again(log: EventLog, clock: Clock, nsid: str) -> int:
    """Record once more that a member left, so that what came after it is covered as well.

    That is what was under way when they left. Returns the position.
    """
    entries = log.read(streams.account(nsid))
    now = clock()
    look = by_member(nsid, now)
    fact = fact_of(AccountDeleted(), exactly(now), look)
    return log.append([Append(streams.account(nsid), entries[-1].version, (fact,))])


def _record(
    log: EventLog, clock: Clock, photos: Iterable[str], member: str, decide: _Decide
) -> int:
    every = iter(photos)
    count = 0
    while some := list(islice(every, _AT_ONCE)):
        count += _record_some(log, clock, [streams.photo(photo) for photo in some], member, decide)
    return count


def _record_some(
    log: EventLog, clock: Clock, names: Sequence[str], member: str, decide: _Decide
) -> int:
    now = clock()
    look = by_member(member, now)
    new = record(
        log,
        names,
        lambda held: {name: decide(facts, look) for name, facts in held.items() if facts},
    )
    return len(new)
