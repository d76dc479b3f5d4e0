"""Recording what care found and did: only what is news."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from adapters.recording import record_one
from domain import streams
from domain.clock import Instant, exactly
from domain.fact import Event, Fact
from domain.recorded import EventLog


def tell(log: EventLog, clock: Callable[[], Instant], events: Iterable[Event]) -> None:
    """Append events to the stream of this month's checks."""
    now = clock()
    facts = tuple(
        Fact(event=event, happened=exactly(now), observed=now, via="check") for event in events
    )
    record_one(log, streams.files(now), lambda _: facts)
