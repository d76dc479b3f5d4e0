"""The instants of a page's mementos: a photo's versions, and a list's days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from itertools import islice
from typing import NamedTuple, Protocol

from domain.clock import FOREVER, Instant
from projections.reading.moments import Moments, Told
from web.asking.times import end_of_day


class Ways(NamedTuple):
    """The mementos around an instant: the last before it, the first after; and the ends."""

    first: Instant | None
    prev: Instant | None
    next: Instant | None
    last: Instant | None


class Mementos(Protocol):
    """The mementos of one page for one viewer, each an instant to look at it as of."""

    def around(self, instant: Instant) -> Ways:
        """Return the ways from an instant."""

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""


def best(mementos: Mementos, wanted: Instant) -> Instant | None:
    """Return the memento to be had for a wanted time: the last up to it, else the first."""
    ways = mementos.around(wanted + 1)
    return ways.first if ways.prev is None else ways.prev


@dataclass(frozen=True, slots=True)
class Versions:
    """The mementos of one photo: each at the first instant of a version."""

    told: Told

    def around(self, instant: Instant) -> Ways:
        """Return the ways from an instant."""
        (prev, last), (first, following) = self.told.near([instant - 1, FOREVER], [0, instant + 1])
        return Ways(first, prev, following, last)

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""
        return list(islice(self.told.all_since(instant), most))


@dataclass(frozen=True, slots=True)
class Days:
    """The mementos of a list: the ends of the days on which something on it changed.

    The record of the list begins at `begun`, which counts as its first change. Of the day
    that is not over at `now` it is the last change so far.
    """

    moments: Moments
    begun: Instant
    now: Instant
    zone: tzinfo

    def around(self, instant: Instant) -> Ways:
        """Return the ways from an instant."""
        start, end = self._day(instant)
        before, after = self.moments.near([self.now, instant - 1, start - 1], [start, end + 1])
        last, *earlier = [max(change or self.begun, self.begun) for change in before]
        later = [
            self.begun if edge <= self.begun else change
            for edge, change in zip((start, end + 1), after, strict=True)
        ]
        prev = (self._end(change, last) for change in earlier)
        following = (self._end(change, last) for change in later if change is not None)
        return Ways(
            first=self._end(self.begun, last),
            prev=next((day for day in prev if day < instant), None),
            next=next((day for day in following if day > instant), None),
            last=self._end(last, last),
        )

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""
        return list(islice(self._all_since(instant), most))

    def _all_since(self, instant: Instant) -> Iterator[Instant]:
        start, _ = self._day(max(instant, self.begun))
        last = self.around(instant).last or self.begun
        over = start - 1
        for change in self._changes_since(start):
            if change > over:
                over = self._day(change)[1]
                if (day := self._end(change, last)) >= instant:
                    yield day

    def _changes_since(self, start: Instant) -> Iterator[Instant]:
        if start <= self.begun:
            yield self.begun
        yield from self.moments.all_since(max(start, self.begun))

    def _end(self, change: Instant, last: Instant) -> Instant:
        """Return the memento of the day of a change, `last` being the last of all changes."""
        end = self._day(change)[1]
        return end if end < self.now else last

    def _day(self, instant: Instant) -> tuple[Instant, Instant]:
        """Return the first and the last second of the day of an instant."""
        day = datetime.fromtimestamp(min(instant, FOREVER - 2 * 86_400), self.zone).date()
        start = datetime.combine(day, time(), tzinfo=self.zone)
        return int(start.timestamp()), end_of_day(day, self.zone)
