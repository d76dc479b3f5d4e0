"""Recording pings: one for each new entry, many requests in one transaction.

A receiver has to answer hundreds of deliveries a second, each durable before it is
acknowledged. So whoever comes while a transaction is under way waits, and when it has
ended one of those who wait records for all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.flickr.push.atom import Delivered
from adapters.flickr.push.ports import Callback
from adapters.log import LogError, StoredLog
from adapters.operations.callbacks import StoredCallbacks
from domain import streams
from domain.clock import Instant
from domain.fact import Fact, Look
from domain.recorded import Append, Conflict
from domain.subscription import PushPinged, ping_of

_TRIES: Final = 20
_PATIENCE: Final = 10.0
"""Seconds that a delivery waits for other processes; they need some milliseconds each."""
_FOUR_WEEKS: Final = 28 * 86_400


@dataclass(frozen=True, slots=True)
class Ping:
    """One ping, and when it came."""

    at: Instant
    event: PushPinged


@dataclass(slots=True)
class _Waiting:
    """A delivery that waits to be recorded; then `new` of its entries are, or `failed` is why.

    It is called when that is done, or when its turn has come to record for all who wait.
    """

    callback: Callback
    entries: Sequence[Delivered]
    called: threading.Event = field(default_factory=threading.Event)
    done: bool = False
    new: int = 0
    failed: Exception | None = None


class PingBook:
    """Records what is delivered."""

    def __init__(
        self,
        log: StoredLog,
        callbacks: StoredCallbacks,
        clock: Callable[[], Instant],
        patience: float = _PATIENCE,
    ) -> None:
        self._log = log
        self._callbacks = callbacks
        self._clock = clock
        self._patience = patience
        self._queue: list[_Waiting] = []
        self._queueing = threading.Lock()
        self._recording = False

    def record(self, callback: Callback, entries: Sequence[Delivered]) -> int:
        """Record those entries that are new, durably, and return how many they are.

        Raises LogError, also where other processes record for too long, or a database's
        error: then Flickr has to deliver them again.
        """
        waiting = _Waiting(callback, entries)
        with self._queueing:
            self._queue.append(waiting)
            waits = self._recording
            self._recording = True
        if waits:
            waiting.called.wait()
        if not waiting.done:
            try:
                self._record_all()
            finally:
                self._call_next()
        if waiting.failed is not None:
            raise waiting.failed
        return waiting.new

    def counts(self, subscriptions: Sequence[str]) -> dict[str, int]:
        """Return how many pings came to some subscriptions this month."""
        now = self._clock()
        held = self._log.versions(streams.pings(each, now) for each in subscriptions)
        return {each: held.get(streams.pings(each, now), 0) for each in subscriptions}

    def last(self, subscription: str, limit: int) -> list[Ping]:
        """Return the last pings of a subscription, newest first, of two months at most."""
        now = self._clock()
        months = dict.fromkeys(streams.pings(subscription, at) for at in (now, now - _FOUR_WEEKS))
        found: list[Ping] = []
        for name in months:
            for entry in reversed(self._log.last(name, limit - len(found))):
                if isinstance(entry.fact.event, PushPinged):
                    found.append(Ping(entry.fact.observed, entry.fact.event))
        return found

    def _record_all(self) -> None:
        """Record for all who wait by the time that it is this process's turn.

        Two processes that append to one stream at once would undo each other's work again
        and again. What keeps the log right is the version that an append expects.
        """
        failed: Exception | None = None
        queue: list[_Waiting] = []
        try:
            with self._callbacks.in_turn(self._patience):
                queue = self._taken()
                self._append(queue)
        except TimeoutError as trouble:
            failed = LogError(f"{trouble}: Flickr delivers it again")
            queue = self._taken()
        except Exception as trouble:  # whoever waits has to learn of it
            failed = trouble
            queue = queue or self._taken()
        for waiting in queue:
            waiting.failed = failed
            waiting.done = True
            waiting.called.set()

    def _taken(self) -> list[_Waiting]:
        with self._queueing:
            queue, self._queue = self._queue, []
        return queue

    def _call_next(self) -> None:
        """Let the first of those who came meanwhile record for all of them."""
        with self._queueing:
            self._recording = bool(self._queue)
            if self._queue:
                self._queue[0].called.set()

    def _append(self, queue: Sequence[_Waiting]) -> None:
        now = self._clock()
        wanted = {
            (waiting.callback.subscription, delivered.digest)
            for waiting in queue
            for delivered in waiting.entries
        }
        for _ in range(_TRIES):
            # The version is read first: what another process records after that conflicts.
            names = {streams.pings(subscription, now) for subscription, _ in wanted}
            versions = self._log.versions(names)
            known = self._callbacks.known_entries(wanted)
            facts = self._news(queue, known, now)
            batch = [Append(name, versions.get(name, 0), tuple(f)) for name, f in facts.items()]
            try:
                self._log.append(batch)
            except Conflict:
                continue
            # Last: an entry that is recorded twice costs little, one that is lost is lost.
            self._callbacks.remember_entries(wanted - known, now)
            return
        raise Conflict(", ".join(sorted(names)))

    def _news(
        self, queue: Sequence[_Waiting], known: set[tuple[str, str]], now: Instant
    ) -> dict[str, list[Fact]]:
        met = set(known)
        facts: dict[str, list[Fact]] = {}
        for waiting in queue:
            waiting.new = 0
            callback = waiting.callback
            look = Look(at=now, observed=now, via="push", account=callback.nsid)
            stream = streams.pings(callback.subscription, now)
            for delivered in waiting.entries:
                if (callback.subscription, delivered.digest) not in met:
                    met.add((callback.subscription, delivered.digest))
                    waiting.new += 1
                    facts.setdefault(stream, []).append(ping_of(_pinged(delivered), look))
        return facts


def _pinged(delivered: Delivered) -> PushPinged:
    entry = delivered.entry
    return PushPinged(
        photo=entry.photo,
        updated=entry.updated,
        updates=entry.updates,
        author=entry.author,
        contributor=entry.contributor,
    )
