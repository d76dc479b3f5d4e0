"""The search projection: following the log into the index, and filling a fresh one.

The index has its own position, so it catches up by itself after it was away or emptied,
and never holds the views up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import Final

from domain import streams
from domain.fact import Fact
from domain.recorded import EventLog
from domain.search.index import Entries, SearchIndex
from projections.documents import SEARCHED, entries_of

SEARCH: Final = "search"
STEP: Final = 1000
"""Events in one step."""
_STREAMS_AT_ONCE: Final = 500


def follow_search(log: EventLog, index: SearchIndex, zone: tzinfo, *, step: int = STEP) -> int:
    """Take one step after the log, and return how many events it accounted for.

    0 means that nothing is new, or that another worker took the step. Raises
    SearchUnavailable where the index does not answer.
    """
    reached = index.position()
    new = log.touched(reached, step)
    if not new:
        return 0
    touched = [s for s in dict.fromkeys(stream for _, stream in new) if _searched(s)]
    read = log.read_many(touched)
    facts = {stream: [entry.fact for entry in told] for stream, told in read.items()}
    moved = index.replace(touched, entries_of(facts, zone), reached, new[-1][0])
    return len(new) if moved else 0


def catch_up_search(log: EventLog, index: SearchIndex, zone: tzinfo) -> int:
    """Follow until the log's present end, and return how many events that were."""
    head = log.head()
    total = 0
    while index.position() < head:
        total += follow_search(log, index, zone)
    return total


def rebuild_search(
    log: EventLog,
    index: SearchIndex,
    zone: tzinfo,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Fill a fresh index from the whole log, swap it in, and return how many events that were.

    `progress` is called with the events read so far and the events there are.
    """
    head = log.head()
    index.rebuild(_batches(log, head, zone, progress), head)
    return head + catch_up_search(log, index, zone)


def _batches(
    log: EventLog, head: int, zone: tzinfo, progress: Callable[[int, int], None]
) -> Iterator[Entries]:
    facts: dict[str, list[Fact]] = {}
    events = 0
    for stream, told in log.by_stream(upto=head):
        events += len(told)
        if _searched(stream):
            facts[stream] = told
        if len(facts) >= _STREAMS_AT_ONCE:
            yield entries_of(facts, zone)
            progress(events, head)
            facts = {}
    yield entries_of(facts, zone)
    progress(events, head)


def _searched(stream: str) -> bool:
    return streams.kind_of(stream) in SEARCHED
