"""The instants of a page's mementos: a photo's versions, and a list's days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from itertools import islice
from typing import Protocol

from domain.clock import Instant
from projections.reading.moments import Moments, Told
from web.times import end_of_day


class Mementos(Protocol):
    """The mementos of one page for one viewer, each an instant to look at it as of."""

    @property
    def first(self) -> Instant | None:
        """The first; None if there are none."""

    @property
    def last(self) -> Instant | None:
        """The last; None if there are none."""

    def before(self, instant: Instant) -> Instant | None:
        """Return the last before an instant."""

    def after(self, instant: Instant) -> Instant | None:
        """Return the first after an instant."""

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""


def best(mementos: Mementos, wanted: Instant) -> Instant | None:
    """Return the memento to be had for a wanted time: the last up to it, else the first."""
    held = mementos.before(wanted + 1)
    return mementos.first if held is None else held


class Versions:
    """The mementos of one photo: each at the first instant of a version."""

    def __init__(self, instants: Sequence[Instant]) -> None:
        """Take the instants in their order, each once."""
        self._told = Told(instants)

    @property
    def first(self) -> Instant | None:
        """The first; None if there are none."""
        return next(iter(self._told.instants), None)

    @property
    def last(self) -> Instant | None:
        """The last; None if there are none."""
        return next(reversed(self._told.instants), None)

    def before(self, instant: Instant) -> Instant | None:
        """Return the last before an instant."""
        return self._told.upto(instant - 1)

    def after(self, instant: Instant) -> Instant | None:
        """Return the first after an instant."""
        return self._told.since(instant + 1)

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""
        return list(islice(self._told.all_since(instant), most))


@dataclass(frozen=True, slots=True)
class Days:
    """The mementos of a list: the ends of the days on which something on it changed.

    The record of the list begins at `begun`, whose day is the first. Of the day that is
    not over at `now` it is its last change so far.
    """

    moments: Moments
    begun: Instant
    now: Instant
    zone: tzinfo

    @property
    def first(self) -> Instant | None:
        """The first: the day on which the record begins."""
        return self._of(self.begun)

    @property
    def last(self) -> Instant | None:
        """The last."""
        return self._of(self._upto(self.now))

    def before(self, instant: Instant) -> Instant | None:
        """Return the last before an instant."""
        if instant <= self.begun:
            return None
        held = self._upto(min(instant - 1, self.now))
        found = self._of(held)
        if found < instant:
            return found
        start = self._start(held)
        return self._of(self._upto(start - 1)) if start > self.begun else None

    def after(self, instant: Instant) -> Instant | None:
        """Return the first after an instant."""
        since = self._start(instant)
        while (held := self._since(since)) is not None:
            found = self._of(held)
            if found > instant:
                return found
            since = self._end(held) + 1
        return None

    def since(self, instant: Instant, most: int | None = None) -> list[Instant]:
        """Return those at or after an instant, oldest first, `most` at the most."""
        return list(islice(self._all_since(instant), most))

    def _all_since(self, instant: Instant) -> Iterator[Instant]:
        start = self._start(max(instant, self.begun))
        over = start - 1
        for held in self._changes_since(start):
            if held > over and (found := self._of(held)) >= instant:
                yield found
                over = self._end(held)

    def _changes_since(self, start: Instant) -> Iterator[Instant]:
        if start <= self.begun:
            yield self.begun
        yield from self.moments.all_since(max(start, self.begun))

    def _upto(self, instant: Instant) -> Instant:
        """Return the last change up to an instant; the beginning where there is none."""
        return max(self.moments.upto(instant) or self.begun, self.begun)

    def _since(self, instant: Instant) -> Instant | None:
        """Return the first change from an instant on, the beginning among them."""
        return self.begun if instant <= self.begun else self.moments.since(instant)

    def _of(self, change: Instant) -> Instant:
        """Return the memento of the day of a change."""
        end = self._end(change)
        return end if end < self.now else self._upto(self.now)

    def _start(self, instant: Instant) -> Instant:
        day = datetime.fromtimestamp(instant, self.zone).date()
        return int(datetime.combine(day, time(), tzinfo=self.zone).timestamp())

    def _end(self, instant: Instant) -> Instant:
        return end_of_day(datetime.fromtimestamp(instant, self.zone).date(), self.zone)
