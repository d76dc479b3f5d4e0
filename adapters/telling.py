"""Recording what a member did here: they joined, chose backups, let them rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain import streams
from domain.account import account_history, decide
from domain.clock import Instant
from domain.fact import Event, Look
from domain.recorded import Append, Conflict, EventLog

_TRIES: Final = 8


def tell(log: EventLog, nsid: str, events: Sequence[Event], now: Instant) -> None:
    """Record events of a member's account, leaving out what is so already.

    Raises Conflict where others go on recording at the same time.
    """
    stream = streams.account(nsid)
    look = Look(at=now, observed=now, via="member", account=nsid)
    for _ in range(_TRIES):
        held = tuple(entry.fact for entry in log.read(stream))
        facts = held
        for event in events:
            facts += decide(account_history(facts), event, look)
        if facts == held:
            return
        try:
            log.append([Append(stream, len(held), facts[len(held) :])])
        except Conflict:
            continue
        return
    raise Conflict(stream)
