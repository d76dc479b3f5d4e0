"""Recording the places that members keep for themselves. Who has left keeps nothing here."""

from __future__ import annotations

from typing import Final

from adapters.recording import Facts, Held, record
from domain import streams
from domain.bookmark import BookmarkDropped, BookmarkKept, BookmarkRenamed, Spot, decide
from domain.clock import Instant
from domain.fact import Event, by_member
from domain.forgetting import has_left
from domain.recorded import EventLog

_SIDE_BY_SIDE: Final = 8


def keep(log: EventLog, nsid: str, name: str, spot: Spot, last: int, now: Instant) -> None:
    """Keep a place for a member under a name, as the bookmark after their `last`.

    Those that other processes made since have the numbers before it. Raises Conflict where
    others go on recording meanwhile.
    """
    numbers = range(last + 1, last + 1 + _SIDE_BY_SIDE)
    places = [streams.bookmark(nsid, number) for number in numbers]
    account = streams.account(nsid)
    look = by_member(nsid, now)

    def news(held: Held) -> Facts:
        free = next((stream for stream in places if not held[stream]), None)
        if free is None or has_left(held[account]):
            return {}
        return {free: decide((), BookmarkKept(name=name, spot=spot), look)}

    record(log, [account, *places], news)


def rename(log: EventLog, nsid: str, number: int, name: str, now: Instant) -> None:
    """Give a place that a member keeps another name. Raises Conflict."""
    _tell(log, nsid, number, BookmarkRenamed(name=name), now)


def drop(log: EventLog, nsid: str, number: int, now: Instant) -> None:
    """Keep a place for a member no more. Raises Conflict."""
    _tell(log, nsid, number, BookmarkDropped(), now)


def _tell(log: EventLog, nsid: str, number: int, event: Event, now: Instant) -> None:
    account, stream = streams.account(nsid), streams.bookmark(nsid, number)
    look = by_member(nsid, now)

    def news(held: Held) -> Facts:
        return {} if has_left(held[account]) else {stream: decide(held[stream], event, look)}

    record(log, [account, stream], news)
