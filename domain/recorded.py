"""What is in the log, and what the log promises: the port that adapters/log implements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from domain.fact import Event, Fact


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """A fact in the log: its place in the whole log, its stream, its place in that."""

    position: int
    stream: str
    version: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Append:
    """Facts to add to a stream that is expected to hold `expected` events (0: new)."""

    stream: str
    expected: int
    facts: tuple[Fact, ...]


class Conflict(Exception):  # noqa: N818 - names what happened
    """A stream had moved on when an append expected it not to have: read it and decide again."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"the stream {stream!r} has events that this append did not know of")
        self.stream = stream


class EventLog(Protocol):
    """An append-only log of streams. Versions and positions begin at 1."""

    def append(self, batch: Sequence[Append]) -> int:
        """Append a batch in one transaction, all of it or nothing; return the last position.

        Raises Conflict if a stream is not where the batch expects it.
        """
        ...

    def read(self, stream: str) -> tuple[Recorded, ...]:
        """Return the events of one stream, in order; none if it is unknown."""
        ...

    def read_many(self, streams: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        """Return the events of several streams, in few queries."""
        ...

    def since(self, position: int, limit: int) -> tuple[Recorded, ...]:
        """Return at most `limit` events after a position, without holes."""
        ...

    def telling(
        self, events: Sequence[type[Event]], position: int, limit: int
    ) -> tuple[Recorded, ...]:
        """Return at most `limit` events of some types after a position; no other is decoded."""
        ...

    def touched(self, position: int, limit: int) -> tuple[tuple[int, str], ...]:
        """Return the positions and streams of at most `limit` events after a position."""
        ...

    def by_stream(
        self, *, upto: int | None = None, since: str = "", before: str = ""
    ) -> Iterator[tuple[str, list[Fact]]]:
        """Return every stream with its facts up to a position, in the order of the names.

        With `since` and `before` only those whose names stand in between.
        """
        ...

    def cuts(self, parts: int) -> list[str]:
        """Return the names of streams that cut the log into parts of about as many events."""
        ...

    def forgotten(self) -> int:
        """Return how many events are gone with the names of their streams."""
        ...

    def head(self) -> int:
        """Return the last position; 0 if the log is empty."""
        ...

    def rest(self) -> None:
        """Let go of whatever the log holds between two questions, until the next one.

        For a process that is about to be copied: a copy has none of its threads.
        """
        ...
