"""Recording what care found: only what is news, in the month's stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from domain import streams
from domain.clock import Instant, exactly
from domain.fact import Event, Fact
from domain.recorded import Append, Conflict, EventLog

_TRIES: Final = 8


def tell(log: EventLog, clock: Callable[[], Instant], events: Iterable[Event]) -> None:
    """Append events to the stream of this month's checks."""
    now = clock()
    facts = tuple(
        Fact(event=event, happened=exactly(now), observed=now, via="check") for event in events
    )
    stream = streams.files(now)
    for attempt in range(_TRIES if facts else 0):
        try:
            log.append([Append(stream, len(log.read(stream)), facts)])
        except Conflict:  # another process told something: ours stays true
            if attempt == _TRIES - 1:
                raise
            continue
        return
