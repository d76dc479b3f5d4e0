"""The log on one of the eventsourcing library's recorders: what both databases share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, takewhile
from operator import attrgetter
from typing import Final, Protocol

from eventsourcing.persistence import IntegrityError

from adapters.log.codec import decode, encode, topic_of, topics_of
from adapters.log.errors import DATABASE_FAILURES, LogError, LogUnavailable, what_it_said
from adapters.log.statistics import Statistics
from domain.fact import Event, Fact
from domain.recorded import Append, Conflict, Recorded

Row = tuple[int, str, int, str, bytes]
"""Position, stream, version, topic, state."""

Entry = tuple[str, int, str, bytes]
"""What is to be appended: stream, version, topic, state."""

_STREAMS_AT_ONCE: Final = 500
_ROWS_AT_ONCE: Final = 1_000  # of a thousand each stays near the processor


class Recorder(Protocol):
    """What the log asks of a database: the library's recorder, and reads in our shapes."""

    def append(self, entries: Sequence[Entry]) -> int:
        """Insert events in one transaction, in their order; return the last position.

        Raises IntegrityError for a version that is there already.
        """
        ...

    def insert_rows(self, rows: Sequence[Row], after: int) -> bool:
        """Insert events where they stood in another log, in one transaction.

        Returns False, and inserts none, where the last position is not `after`.
        """
        ...

    def overwrite(self, rows: Sequence[Row]) -> None:
        """Put other events at positions that are taken, in one transaction, leaving no trace."""
        ...

    def scrub(self) -> None:
        """Clear what was overwritten from everywhere in the database's own files."""
        ...

    def rows_of(self, streams: Sequence[str]) -> list[Row]:
        """Return the events of some streams, by stream and version."""
        ...

    def rows_of_types(
        self, topics: Sequence[str], position: int, limit: int | None = None
    ) -> list[Row]:
        """Return events of some types after a position, by position; all where no limit is."""
        ...

    def count_of_kind(self, kind: str) -> int:
        """Count the events in the streams of one kind."""
        ...

    def rows_since(self, position: int, limit: int) -> list[Row]:
        """Return events after a position, by position."""
        ...

    def streams_since(self, position: int, limit: int) -> list[tuple[int, str]]:
        """Return the positions and streams of events after a position, by position."""
        ...

    def rows_by_stream(self, after: tuple[str, int], upto: int, limit: int) -> list[Row]:
        """Return events up to a position that sort after a stream and version."""
        ...

    def stream_at(self, place: int) -> str:
        """Return the stream of the event at a place, counted from 0 by stream; or ""."""
        ...

    def versions_of(self, streams: Sequence[str]) -> dict[str, int]:
        """Return the versions of those streams that exist."""
        ...

    def last_position(self) -> int:
        """Return the last position; 0 of an empty log."""
        ...

    def next_position(self, after: int) -> int:
        """Return the first position after one; 0 where there is none."""
        ...

    def statistics(self) -> Statistics:
        """Count what is there."""
        ...

    def rest(self) -> None:
        """Let go of connections and threads until the next use."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class StoredLog:
    """An append-only log (`domain.recorded.EventLog`) in a database."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def append(self, batch: Sequence[Append]) -> int:
        """Append a batch in one transaction, all of it or nothing; return the last position.

        Raises Conflict if a stream is not where the batch expects it, LogError if the
        database fails.
        """
        states = iter(encode([fact for append in batch for fact in append.facts]))
        entries = [
            (append.stream, version, topic_of(fact.event), next(states))
            for append in batch
            for version, fact in enumerate(append.facts, append.expected + 1)
        ]
        if not entries:
            return self.head()
        self._expect(batch)
        try:
            return self._recorder.append(entries)
        except IntegrityError:
            self._expect(batch, all_of=True)
            raise Conflict(batch[0].stream) from None
        except DATABASE_FAILURES as error:
            raise LogUnavailable(what_it_said(error)) from None

    def read(self, stream: str) -> tuple[Recorded, ...]:
        """Return the events of one stream, in order; none if it is unknown."""
        with _told():
            rows = self._recorder.rows_of([stream])
        return tuple(_recorded(row) for row in rows)

    def last(self, stream: str, limit: int) -> tuple[Recorded, ...]:
        """Return the last events of one stream, at most `limit`, in order."""
        held = self.versions([stream]).get(stream, 0)
        if not held or limit <= 0:
            return ()
        with _told():
            after = (stream, max(held - limit, 0))
            rows = self._recorder.rows_by_stream(after, self._recorder.last_position(), limit)
        return tuple(_recorded(row) for row in rows if row[1] == stream)

    def read_many(self, streams: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        """Return the events of several streams, in few queries; an unknown one is left out."""
        wanted = list(dict.fromkeys(streams))
        found: dict[str, tuple[Recorded, ...]] = {}
        for start in range(0, len(wanted), _STREAMS_AT_ONCE):
            chunk = wanted[start : start + _STREAMS_AT_ONCE]
            with _told():
                rows = self._recorder.rows_of(chunk)
            events = map(_recorded, rows)
            found.update((name, tuple(some)) for name, some in groupby(events, _stream))
        return found

    def since(self, position: int, limit: int) -> tuple[Recorded, ...]:
        """Return at most `limit` events after a position, in its order and without holes."""
        with _told():
            rows = self._recorder.rows_since(position, limit)
        return tuple([_recorded(row) for row in rows])

    def touched(self, position: int, limit: int) -> tuple[tuple[int, str], ...]:
        """Return the positions and streams of at most `limit` events after a position."""
        with _told():
            return tuple(self._recorder.streams_since(position, limit))

    def by_stream(
        self, *, upto: int | None = None, kind: str = "", since: str = "", before: str = ""
    ) -> Iterator[tuple[str, list[Fact]]]:
        """Return every stream with its facts up to a position, in the order of the names.

        With `kind` only the streams of one kind are read, with `since` and `before` those
        whose names stand in between. Memory holds a page of events at a time, whatever the
        size of the log.
        """
        if kind:
            since, before = f"{kind}:", f"{kind};"  # what follows the colon in their order
        name = ""
        facts: list[Fact] = []
        for rows in self._pages(self.head() if upto is None else upto, since, before):
            for position, stream, _, topic, state in rows:
                if stream != name:
                    if facts:
                        yield name, facts
                    name, facts = stream, []
                facts.append(decode(topic, state, position))
        if facts:
            yield name, facts

    def cuts(self, parts: int) -> list[str]:
        """Return the names of streams that cut the log into parts of about as many events.

        Fewer than parts - 1 where streams are few.
        """
        events = self.head()
        with _told():
            names = [self._recorder.stream_at(events * n // parts) for n in range(1, parts)]
        return sorted({name for name in names if name})

    def stored(self, after: int, limit: int) -> list[Row]:
        """Return at most `limit` events after a position as they are stored, undecoded."""
        with _told():
            return self._recorder.rows_since(after, limit)

    def stored_stream(self, stream: str) -> list[Row]:
        """Return the events of one stream as they are stored, undecoded."""
        with _told():
            return self._recorder.rows_of([stream])

    def insert_stored(self, rows: Sequence[Row], *, after: int) -> None:
        """Insert events where they stood in another log, behind the position `after`.

        Raises LogError if the log has grown meanwhile.
        """
        with _told():
            inserted = self._recorder.insert_rows(rows, after)
        if not inserted:
            raise LogError("somebody else writes into the log: end that, and import again")

    def of_types(self, topics: Sequence[str], position: int) -> list[Row]:
        """Return the events of some types after a position, as they are stored."""
        with _told():
            return self._recorder.rows_of_types(topics, position)

    def telling(
        self, events: Sequence[type[Event]], position: int, limit: int
    ) -> tuple[Recorded, ...]:
        """Return at most `limit` events of some types after a position; no other is decoded."""
        with _told():
            rows = self._recorder.rows_of_types(topics_of(events), position, limit)
        return tuple([_recorded(row) for row in rows])

    def overwrite(self, rows: Sequence[Row]) -> None:
        """Put tombstones where events stood (`adapters.log.forgetting`), in one transaction."""
        with _told():
            self._recorder.overwrite(rows)

    def scrub(self) -> None:
        """Clear what was overwritten from free pages and journals of the database.

        Raises LogError where others hold on to it.
        """
        with _told():
            self._recorder.scrub()

    def forgotten(self) -> int:
        """Return how many events are gone with the names of their streams."""
        with _told():
            return self._recorder.count_of_kind("forgotten")

    def next_position(self, after: int) -> int:
        """Return the first position after one; 0 where there is none."""
        with _told():
            return self._recorder.next_position(after)

    def head(self) -> int:
        """Return the last position; 0 if the log is empty."""
        with _told():
            return self._recorder.last_position()

    def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Return how many events some streams hold; an unknown one is left out."""
        with _told():
            return self._recorder.versions_of(list(streams))

    def stats(self) -> Statistics:
        """Count the events, by kind of stream and by type."""
        with _told():
            return self._recorder.statistics()

    def rest(self) -> None:
        """Let go of connections and threads until the next use."""
        self._recorder.rest()

    def close(self) -> None:
        """Close every connection."""
        self._recorder.close()

    def _pages(self, upto: int, since: str, before: str) -> Iterator[Iterable[Row]]:
        after = (since, 0)
        while True:
            with _told():
                rows = self._recorder.rows_by_stream(after, upto, _ROWS_AT_ONCE)
            if before and rows and rows[-1][1] >= before:
                yield takewhile(lambda row: row[1] < before, rows)
                return
            yield rows  # sorted by name: where the last belongs, all do
            if len(rows) < _ROWS_AT_ONCE:
                return
            after = (rows[-1][1], rows[-1][2])

    def _expect(self, batch: Sequence[Append], *, all_of: bool = False) -> None:
        """Raise Conflict for a stream that is elsewhere.

        A stream expected to be new is not asked for beforehand: two events of one version
        cannot stand in the log, which says so when they are inserted.
        """
        expected = {a.stream: a.expected for a in batch if all_of or a.expected}
        if expected:
            with _told():
                held = self._recorder.versions_of(list(expected))
            for stream, version in expected.items():
                if held.get(stream, 0) != version:
                    raise Conflict(stream)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the library raises into one line that says how to mend it."""
    try:
        yield
    except DATABASE_FAILURES as error:
        raise LogUnavailable(what_it_said(error)) from None


_stream = attrgetter("stream")


def _recorded(row: Row) -> Recorded:
    position, stream, version, topic, state = row
    return Recorded(position, stream, version, decode(topic, state, position))
