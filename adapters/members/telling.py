"""Recording what a member did here: they joined, chose backups, let them rest, left."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.recording import record_one
from domain import streams
from domain.account import (
    BACKUPS,
    AccountBackupsRegistered,
    AccountJoined,
    AccountTokenChanged,
    account_history,
    decide,
)
from domain.clock import Instant
from domain.fact import Event, Fact, Look, by_member
from domain.forgetting import has_left
from domain.recorded import EventLog


class StillForgetting(Exception):  # noqa: N818 - says what is so
    """A member who left wants to come back before the archive has forgotten them."""

    def __init__(self, nsid: str) -> None:
        super().__init__(
            f"the archive is not done forgetting {nsid}: let a worker run, or run"
            " `parallel-flickr purge-photo`, and join again then"
        )


def facts_of(log: EventLog, nsid: str) -> tuple[Fact, ...]:
    """Return the facts of a member's account; none of somebody who never joined."""
    return tuple(entry.fact for entry in log.read(streams.account(nsid)))


def joining(held: Sequence[Fact], nsid: str, username: str, perms: str) -> list[Event]:
    """Return what happens when a member joins; all is backed up of one who is new."""
    events: list[Event] = [
        AccountJoined(nsid=nsid, username=username),
        AccountTokenChanged(perms=perms),
    ]
    if not held or has_left(held):
        events.append(AccountBackupsRegistered(backups=BACKUPS))
    return events


def tell(log: EventLog, nsid: str, events: Sequence[Event], now: Instant) -> None:
    """Record events of a member's account, leaving out what is so already.

    Who has left does nothing here but join again. Raises Conflict where others go on
    recording at the same time.
    """
    look = by_member(nsid, now)
    record_one(log, streams.account(nsid), lambda held: _news(held, events, look))


def _news(held: tuple[Fact, ...], events: Sequence[Event], look: Look) -> tuple[Fact, ...]:
    if has_left(held) and not any(isinstance(event, AccountJoined) for event in events):
        return ()
    facts = held
    for event in events:
        facts += decide(account_history(facts), event, look)
    return facts[len(held) :]
