"""The instants of a page's mementos: a photo's versions, and a list's days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from itertools import islice
from typing import NamedTuple, Protocol

from domain.clock import DAWN, FOREVER, Instant
from projections.reading.steps import Steps
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
    """The mementos of one photo: each at the first instant of a version, in their order."""

    instants: Sequence[Instant] = ()

    def around(self, instant: Instant) -> Ways:
        """Return the ways from an instant."""
        if not self.instants:
            return Ways(None, None, None, None)
        before, after = self.instants[: bisect_left(self.instants, instant)], self._after(instant)
        return Ways(
            first=self.instants[0],
            prev=before[-1] if before else None,
            next=after[0] if after else None,
            last=self.instants[-1],
        )

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""
        return list(self.instants[bisect_left(self.instants, instant) :][:most])

    def _after(self, instant: Instant) -> Sequence[Instant]:
        return self.instants[bisect_right(self.instants, instant) :]


@dataclass(frozen=True, slots=True)
class Days:
    """The mementos of a list: the ends of the days on which something on it changed.

    The record of the list begins at `begun`, which counts as its first change. Of the day
    that is not over at `now` it is the last change so far.
    """

    steps: Steps
    begun: Instant
    now: Instant
    zone: tzinfo

    def around(self, instant: Instant) -> Ways:
        """Return the ways from an instant."""
        start, end = self._day(instant)
        before = [self.steps.last_upto(edge) for edge in (self.now, instant - 1, start - 1)]
        after = [self.steps.first_since(edge) for edge in (start, end + 1)]
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
        return list(islice(self.all_since(instant), most))

    def all_since(self, instant: Instant) -> Iterator[Instant]:
        """Return those at or after an instant, oldest first."""
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
        yield from self.steps.all_since(max(start, self.begun))

    def _end(self, change: Instant, last: Instant) -> Instant:
        """Return the memento of the day of a change, `last` being the last of all changes."""
        end = self._day(change)[1]
        return end if end < self.now else last

    def _day(self, instant: Instant) -> tuple[Instant, Instant]:
        """Return the first and the last second of the day of an instant."""
        day = datetime.fromtimestamp(min(instant, FOREVER - 2 * 86_400), self.zone).date()
        start = datetime.combine(day, time(), tzinfo=self.zone)
        return int(start.timestamp()), end_of_day(day, self.zone)


@dataclass(frozen=True, slots=True)
class Shown:
    """Those of a list's days at whose end there was something to see on it."""

    days: Days
    seen_at: Callable[[Instant], bool]

    def around(self, instant: Instant) -> Ways:
        """Return the ways from an instant."""
        first = next(self._onwards(DAWN), None)
        last = next(self._back(FOREVER), None)
        return Ways(
            first, next(self._back(instant), None), next(self._onwards(instant + 1), None), last
        )

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""
        return list(islice(self._onwards(instant), most))

    def _onwards(self, instant: Instant) -> Iterator[Instant]:
        return filter(self.seen_at, self.days.all_since(instant))

    def _back(self, instant: Instant) -> Iterator[Instant]:
        while (day := self.days.around(instant).prev) is not None:
            if self.seen_at(day):
                yield day
            instant = day
