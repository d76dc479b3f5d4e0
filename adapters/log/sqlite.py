"""The log in an SQLite file: the library's recorder, and reads in our shapes.

The library keeps the file in write-ahead mode, where SQLite's own default (synchronous
FULL) makes every commit durable before it is acknowledged. SQLite has one writer at a
time, so positions are committed in their order.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from eventsourcing.persistence import OperationalError
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from adapters.log.statistics import Statistics, counted
from adapters.log.stored import Entry, Row

_COLUMNS: Final = "rowid, originator_id, originator_version, topic, state"
_ENTRIES_AT_ONCE: Final = 50
_INSERT: Final = "INSERT INTO stored_events VALUES (?, ?, ?, ?)"
_INSERT_MANY: Final = _INSERT + ", (?, ?, ?, ?)" * (_ENTRIES_AT_ONCE - 1)
_PAUSE: Final = 0.05
_VERSIONS: Final = (
    "SELECT 0, originator_id, MAX(originator_version), '', x'' FROM stored_events"
    " WHERE originator_id IN"
)


class SQLiteRecorder(SQLiteApplicationRecorder):
    """The library's recorder; a batch goes in by few statements."""

    def __init__(self, path: str, patience: int) -> None:
        self._patience = patience
        super().__init__(
            SQLiteDatastore(path, lock_timeout=patience, pool_size=4, originator_id_type="text")
        )

    def append(self, entries: Sequence[Entry]) -> int:
        """Insert events in one transaction, many by one statement; return the last position."""
        whole = len(entries) - len(entries) % _ENTRIES_AT_ONCE
        with self.datastore.transaction(commit=True) as c:
            for start in range(0, whole, _ENTRIES_AT_ONCE):
                some = entries[start : start + _ENTRIES_AT_ONCE]
                c.execute(_INSERT_MANY, list(chain.from_iterable(some)))
            c.executemany(_INSERT, entries[whole:])
            return self._max_notification_id(c)

    def insert_rows(self, rows: Sequence[Row], after: int) -> bool:
        """Insert events at their positions; False where the last position is not `after`."""
        with self.datastore.transaction(commit=True) as c:
            if (self._max_notification_id(c) or 0) != after:
                return False
            c.executemany(f"INSERT INTO stored_events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608
            return True

    def overwrite(self, rows: Sequence[Row]) -> None:
        """Put other events at positions that are taken; what stood there is zeroed."""
        with self.datastore.transaction(commit=True) as c:
            c.execute("PRAGMA secure_delete = ON")
            c.executemany(
                "UPDATE stored_events SET originator_id = ?, originator_version = ?, topic = ?,"
                " state = ? WHERE rowid = ?",
                [(*row[1:], row[0]) for row in rows],
            )

    def scrub(self) -> None:
        """Empty the write-ahead log, where pages stand as they were before.

        The file itself needs no VACUUM, which might number positions anew: events are only
        ever appended, so no page has a second copy of one, and freed bytes are zeroed.
        """
        with self.datastore.get_connection(commit=True) as connection:
            until = time.monotonic() + self._patience
            cursor = connection.cursor()
            while True:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if not cursor.fetchone()[0]:
                    return
                if time.monotonic() > until:
                    raise OperationalError("the database is busy: a reader holds its journal")
                time.sleep(_PAUSE)

    def rows_of_types(
        self, topics: Sequence[str], position: int, limit: int | None = None
    ) -> list[Row]:
        """Return events of some types after a position, by position."""
        marks = ",".join("?" * len(topics))
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events"  # noqa: S608
            f" WHERE rowid > ? AND topic IN ({marks}) ORDER BY rowid LIMIT ?",
            (position, *topics, -1 if limit is None else limit),
        )

    def count_of_kind(self, kind: str) -> int:
        """Count the events in the streams of one kind."""
        query = "SELECT COUNT(*) FROM stored_events WHERE originator_id > ? AND originator_id < ?"
        return int(self._rows(query, (f"{kind}:", f"{kind};"))[0][0])

    def rows_of(self, streams: Sequence[str]) -> list[Row]:
        """Return the events of some streams, by stream and version."""
        marks = ",".join("?" * len(streams))
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events WHERE originator_id IN ({marks})"  # noqa: S608
            " ORDER BY originator_id, originator_version",
            streams,
        )

    def rows_since(self, position: int, limit: int) -> list[Row]:
        """Return events after a position, by position."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events WHERE rowid > ? ORDER BY rowid LIMIT ?",  # noqa: S608
            (position, limit),
        )

    def streams_since(self, position: int, limit: int) -> list[tuple[int, str]]:
        """Return the positions and streams of events after a position, by position."""
        return self._rows(
            "SELECT rowid, originator_id FROM stored_events WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (position, limit),
        )

    def rows_by_stream(self, after: tuple[str, int], upto: int, limit: int) -> list[Row]:
        """Return events up to a position that sort after a stream and version."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events"  # noqa: S608
            " WHERE (originator_id, originator_version) > (?, ?) AND rowid <= ?"
            " ORDER BY originator_id, originator_version LIMIT ?",
            (*after, upto, limit),
        )

    def stream_at(self, place: int) -> str:
        """Return the stream of the event at a place, counted from 0 by stream; or ""."""
        query = (
            "SELECT 0, originator_id FROM stored_events"
            " ORDER BY originator_id, originator_version LIMIT 1 OFFSET ?"
        )
        return next((str(row[1]) for row in self._rows(query, (place,))), "")

    def versions_of(self, streams: Sequence[str]) -> dict[str, int]:
        """Return the versions of those streams that exist."""
        found: dict[str, int] = {}
        for start in range(0, len(streams), 500):
            some = streams[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"{_VERSIONS} ({marks}) GROUP BY originator_id"
            found.update((row[1], row[2]) for row in self._rows(query, some))
        return found

    def last_position(self) -> int:
        """Return the last position; 0 of an empty log."""
        return self.max_notification_id() or 0

    def next_position(self, after: int) -> int:
        """Return the first position after one; 0 where there is none."""
        query = "SELECT MIN(rowid), '', 0, '', x'' FROM stored_events WHERE rowid > ?"
        return self._rows(query, (after,))[0][0] or 0

    def statistics(self) -> Statistics:
        """Count what is there."""
        kind = "substr(originator_id, 1, instr(originator_id, ':') - 1)"
        groups = self._rows(
            f"SELECT {kind}, topic, COUNT(*) FROM stored_events GROUP BY 1, 2",  # noqa: S608
            (),
        )
        whole = "SELECT COUNT(DISTINCT originator_id), SUM(LENGTH(state)) FROM stored_events"
        streams, size = self._rows(whole, ())[0][:2]
        rows = [(row[0], row[1], row[2]) for row in groups]
        return counted(int(streams), int(size or 0), self.last_position(), rows)

    def rest(self) -> None:
        """Do nothing: there are no threads, and a connection is a file that is open."""

    def close(self) -> None:
        """Close every connection."""
        self.datastore.close()

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        with self.datastore.transaction(commit=False) as c:
            cursor = c.sqlite_cursor
            cursor.row_factory = None  # plain tuples: the library's rows cost as much as decoding
            return cursor.execute(statement, values).fetchall()
