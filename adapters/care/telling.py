"""Recording what care found and did: only what is news."""

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
    record(log, streams.files(now), lambda _: facts)


def record(
    log: EventLog, stream: str, decide: Callable[[tuple[Fact, ...]], tuple[Fact, ...]]
) -> None:
    """Append what is decided of a stream's facts; decided again where others were quicker."""
    for attempt in range(_TRIES):
        held = tuple(entry.fact for entry in log.read(stream))
        facts = decide(held)
        if not facts:
            return
        try:
            log.append([Append(stream, len(held), facts)])
        except Conflict:
            if attempt == _TRIES - 1:
                raise
            continue
        return
