"""3,600 calls an hour for one key, shared by every process of the archive.

What was called is counted by the minute in one row of an operational table for each key, so that
a call costs one short transaction, and a process that dies gives nothing back and holds nothing.
The hour slides: whatever sixty minutes one looks at, no more than the limit was called in them.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import msgspec
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from adapters.flickr.answers import Answer
from adapters.flickr.call import Argument, Call
from adapters.flickr.errors import BudgetExhausted
from adapters.flickr.retrying import Sleep

PER_HOUR: Final = 3600
HELD_BACK: Final = 360
"""Calls of an hour that only somebody who waits for an answer may use."""

Now: TypeAlias = Callable[[], float]
"""A clock in seconds since 1970."""

OPERATIONAL: Final = MetaData()
CALLS: Final = Table(
    "flickr_call_budget",
    OPERATIONAL,
    Column("api_key_digest", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("minutes", Text, nullable=False),
)
"""`minutes` is the JSON of `Window`; `version` grows by one with every change of the row."""


class Budget(Protocol):
    """Gives leave to call."""

    def take(self, method: str, *, interactive: bool = False) -> None:
        """Take one call out of the budget, waiting for it if need be. Raises BudgetExhausted."""
        ...


class Window(msgspec.Struct, frozen=True):
    """The calls of the last hour: minutes since 1970, each with how many were made in it."""

    minutes: tuple[tuple[int, int], ...] = ()

    def since(self, now: float) -> Window:
        """The window without what lies more than an hour back.

        A minute counts until an hour after its end, for its calls may have come late in it. So
        does one ahead of us: another machine's clock. One further ahead is a clock gone wrong.
        """
        minute = int(now // 60)
        return Window(tuple(m for m in self.minutes if minute - 60 <= m[0] <= minute + 60))

    def spent(self) -> int:
        """How many calls were made."""
        return sum(calls for _, calls in self.minutes)

    def with_one_more(self, now: float) -> Window:
        """The window after one more call."""
        minute = int(now // 60)
        counted = dict(self.minutes)
        counted[minute] = counted.get(minute, 0) + 1
        return Window(tuple(sorted(counted.items())))

    def free_at(self, limit: int) -> int:
        """When there are fewer than `limit` calls in the window, in seconds since 1970.

        0 means now. A limit below 1 is as good as 1.
        """
        left = self.spent()
        free_at = 0
        for minute, calls in self.minutes:
            if left < max(limit, 1):
                break
            left -= calls
            free_at = (minute + 61) * 60
        return free_at


@dataclass(frozen=True, slots=True)
class Left:
    """How many calls are left, and when there are more: seconds since 1970, 0 for now."""

    calls: int
    free_at: int


@dataclass(frozen=True, slots=True)
class SharedBudget:
    """The budget of one key, in the database that all processes share.

    `longest_wait` and `longest_interactive_wait` are in seconds: beyond them a call is refused.
    A poller may well wait for an hour; somebody in front of a page may not.
    """

    engine: Engine
    api_key: str
    now: Now
    sleep: Sleep
    per_hour: int = PER_HOUR
    held_back: int = HELD_BACK
    longest_wait: float = 3700.0
    longest_interactive_wait: float = 5.0

    def take(self, method: str, *, interactive: bool = False) -> None:
        """Take one call, waiting until one is free. Raises BudgetExhausted."""
        until = self.now() + (self.longest_interactive_wait if interactive else self.longest_wait)
        while True:
            now = self.now()
            free_at = self._take_if_free(now, self._limit(interactive))
            if free_at <= now:
                return
            if free_at > until:
                raise BudgetExhausted(method, self._limit(interactive), free_at)
            self.sleep(math.ceil(free_at - now))

    def left(self, *, interactive: bool = False) -> Left:
        """What is left of the budget."""
        limit = self._limit(interactive)
        _, window = self._read(self.now())
        return Left(max(limit - window.spent(), 0), window.free_at(limit))

    def done_by(self, calls: int) -> float:
        """When so many more calls can have been made, in seconds since 1970; now if at once."""
        limit = self._limit(interactive=False)
        waiting = max(calls - self.left().calls, 0)
        return self.now() + waiting / max(limit, 1) * 3600

    def _limit(self, interactive: bool) -> int:
        return self.per_hour if interactive else self.per_hour - self.held_back

    def _take_if_free(self, now: float, limit: int) -> int:
        """0 after one call was taken, else when one is free. Another's change starts it over."""
        while True:
            version, window = self._read(now)
            free_at = window.free_at(limit)
            if free_at > now or self._replace(version, window.with_one_more(now)):
                return free_at if free_at > now else 0

    def _read(self, now: float) -> tuple[int, Window]:
        query = select(CALLS.c.version, CALLS.c.minutes).where(
            CALLS.c.api_key_digest == self._digest()
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return 0, Window()
        return row.version, msgspec.json.decode(row.minutes, type=Window).since(now)

    def _replace(self, version: int, window: Window) -> bool:
        """Writes the row, unless somebody has since it was read."""
        values = {"version": version + 1, "minutes": msgspec.json.encode(window).decode()}
        try:
            with self.engine.begin() as connection:
                if version == 0:
                    row = {"api_key_digest": self._digest(), **values}
                    connection.execute(insert(CALLS).values(row))
                    return True
                changed = connection.execute(
                    update(CALLS)
                    .where(CALLS.c.api_key_digest == self._digest(), CALLS.c.version == version)
                    .values(values)
                )
                return changed.rowcount == 1
        except IntegrityError:
            return False

    def _digest(self) -> str:
        return hashlib.sha256(self.api_key.encode()).hexdigest()


def budgeted(call: Call, budget: Budget, *, interactive: bool = False) -> Call:
    """A call that takes itself out of the budget first. Raises BudgetExhausted."""

    def within(method: str, /, **arguments: Argument) -> Answer:
        budget.take(method, interactive=interactive)
        return call(method, **arguments)

    return within
