"""The log in PostgreSQL: the library's recorder, made faster and lighter on rights.

A batch goes in by COPY, which is several times as fast as the library's arrays of
composites. Appends are put in order by an advisory lock for the transaction: positions
commit in their order, so that no reader skips one that commits late, and the role that
writes needs no more than SELECT and INSERT (LOCK TABLE needs more). Stream names are
collated "C", where they sort and compare fastest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from eventsourcing.persistence import IntegrityError, OperationalError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row

from adapters.log.statistics import Statistics, counted
from adapters.log.stored import Entry, Row

_APPENDING: Final = 0x70666C6F  # "pflo": the advisory lock that orders appends
_PATIENCE: Final = 30.0
_FIRST: Final = 10
"""Seconds for the first connection."""
_COLUMNS: Final = "notification_id, originator_id, originator_version, topic, state"
_COPY: Final = (
    "COPY stored_events (originator_id, originator_version, topic, state)"
    " FROM STDIN (FORMAT BINARY)"
)
_MAKE: Final = (
    "CREATE TABLE IF NOT EXISTS stored_events ("
    ' originator_id text COLLATE "C" NOT NULL, originator_version bigint NOT NULL,'
    " topic text, state bytea, notification_id bigserial,"
    " PRIMARY KEY (originator_id, originator_version))",
    "CREATE UNIQUE INDEX IF NOT EXISTS stored_events_notification_id_idx"
    " ON stored_events (notification_id)",
)


class PostgresRecorder(PostgresApplicationRecorder):
    """The library's recorder; see the module for what is otherwise."""

    def __init__(self, url: str) -> None:
        _reach(url)
        self._url = url
        super().__init__(_datastore(url))

    def create_table(self) -> None:
        """Make the table and its index. Safe to do again, and by several at once.

        Where they are there nothing is asked for that the role that writes may not.
        """
        with self.datastore.get_connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_APPENDING,))
            cursor = connection.cursor(row_factory=tuple_row)
            there = cursor.execute(
                "SELECT to_regclass('stored_events_notification_id_idx')"
            ).fetchone()
            if there and there[0]:
                return
            for statement in _MAKE:
                connection.execute(statement)

    def append(self, entries: Sequence[Entry]) -> int:
        """Insert events in one transaction and return the last position.

        Raises IntegrityError for a version that is there already.
        """
        try:
            with self.datastore.get_connection() as connection, connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_APPENDING,))
                cursor = connection.cursor(row_factory=tuple_row)
                with cursor.copy(_COPY) as copy:
                    copy.set_types(("text", "int8", "text", "bytea"))
                    for entry in entries:
                        copy.write_row(entry)
                last = cursor.execute("SELECT MAX(notification_id) FROM stored_events").fetchone()
                return int(last[0]) if last else 0
        except psycopg.errors.UniqueViolation as error:
            raise IntegrityError(error) from error
        except psycopg.Error as error:
            raise OperationalError(error) from error

    def insert_rows(self, rows: Sequence[Row], after: int) -> bool:
        """Insert events at their positions; False where the last position is not `after`."""
        try:
            with self.datastore.get_connection() as connection, connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_APPENDING,))
                cursor = connection.cursor(row_factory=tuple_row)
                last = cursor.execute("SELECT MAX(notification_id) FROM stored_events").fetchone()
                if last and (last[0] or 0) != after:
                    return False
                with cursor.copy(f"COPY stored_events ({_COLUMNS}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence('stored_events', 'notification_id'), %s)",
                    (rows[-1][0],),
                )
                return True
        except psycopg.Error as error:
            raise OperationalError(error) from error

    def overwrite(self, rows: Sequence[Row]) -> None:
        """Put other events at positions that are taken; takes the right to UPDATE."""
        try:
            with self.datastore.get_connection() as connection, connection.transaction():
                connection.cursor().executemany(
                    "UPDATE stored_events SET originator_id = %s, originator_version = %s,"
                    " topic = %s, state = %s WHERE notification_id = %s",
                    [(*row[1:], row[0]) for row in rows],
                )
        except psycopg.Error as error:
            raise OperationalError(error) from error

    def scrub(self) -> None:
        """Write the table anew, without what was overwritten; takes its ownership.

        A plain VACUUM would leave the bytes in the free part of a page.
        """
        said: list[str] = []
        try:
            with self.datastore.get_connection() as connection:
                note = _noting(said)
                connection.add_notice_handler(note)
                try:
                    connection.execute("VACUUM (FULL, ANALYZE) stored_events")
                finally:
                    connection.remove_notice_handler(note)
        except psycopg.Error as error:
            raise OperationalError(error) from error
        if said:
            raise OperationalError(said[0])

    def rows_of_types(
        self, topics: Sequence[str], position: int, limit: int | None = None
    ) -> list[Row]:
        """Return events of some types after a position, by position."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events"  # noqa: S608
            " WHERE notification_id > %s AND topic = ANY(%s) ORDER BY notification_id"
            " LIMIT %s::bigint",
            (position, list(topics), limit),
        )

    def count_of_kind(self, kind: str) -> int:
        """Count the events in the streams of one kind."""
        query = "SELECT COUNT(*) FROM stored_events WHERE originator_id > %s AND originator_id < %s"
        return int(self._rows(query, (f"{kind}:", f"{kind};"))[0][0])

    def rows_of(self, streams: Sequence[str]) -> list[Row]:
        """Return the events of some streams, by stream and version."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events WHERE originator_id = ANY(%s)"  # noqa: S608
            " ORDER BY originator_id, originator_version",
            (list(streams),),
        )

    def rows_since(self, position: int, limit: int) -> list[Row]:
        """Return events after a position, by position."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events WHERE notification_id > %s"  # noqa: S608
            " ORDER BY notification_id LIMIT %s",
            (position, limit),
        )

    def streams_since(self, position: int, limit: int) -> list[tuple[int, str]]:
        """Return the positions and streams of events after a position, by position."""
        return self._rows(
            "SELECT notification_id, originator_id FROM stored_events WHERE notification_id > %s"
            " ORDER BY notification_id LIMIT %s",
            (position, limit),
        )

    def rows_by_stream(self, after: tuple[str, int], upto: int, limit: int) -> list[Row]:
        """Return events up to a position that sort after a stream and version."""
        return self._rows(
            f"SELECT {_COLUMNS} FROM stored_events"  # noqa: S608
            " WHERE (originator_id, originator_version) > (%s, %s) AND notification_id <= %s"
            " ORDER BY originator_id, originator_version LIMIT %s",
            (*after, upto, limit),
        )

    def stream_at(self, place: int) -> str:
        """Return the stream of the event at a place, counted from 0 by stream; or ""."""
        query = (
            "SELECT originator_id FROM stored_events"
            " ORDER BY originator_id, originator_version LIMIT 1 OFFSET %s"
        )
        return next((str(row[0]) for row in self._rows(query, (place,))), "")

    def versions_of(self, streams: Sequence[str]) -> dict[str, int]:
        """Return the versions of those streams that exist."""
        rows = self._rows(
            "SELECT originator_id, MAX(originator_version) FROM stored_events"
            " WHERE originator_id = ANY(%s) GROUP BY originator_id",
            (list(streams),),
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def last_position(self) -> int:
        """Return the last position; 0 of an empty log."""
        return int(self._rows("SELECT MAX(notification_id) FROM stored_events", ())[0][0] or 0)

    def next_position(self, after: int) -> int:
        """Return the first position after one; 0 where there is none."""
        query = "SELECT MIN(notification_id) FROM stored_events WHERE notification_id > %s"
        return int(self._rows(query, (after,))[0][0] or 0)

    def statistics(self) -> Statistics:
        """Count what is there."""
        groups = self._rows(
            "SELECT split_part(originator_id, ':', 1), topic, COUNT(*)"
            " FROM stored_events GROUP BY 1, 2",
            (),
        )
        whole = "SELECT COUNT(DISTINCT originator_id), SUM(LENGTH(state)) FROM stored_events"
        streams, size = self._rows(whole, ())[0][:2]
        rows = [(str(row[0]), str(row[1]), int(row[2])) for row in groups]
        return counted(int(streams), int(size or 0), self.last_position(), rows)

    def rest(self) -> None:
        """Close every connection, and end the threads that look after them, until the next use."""
        self.datastore.close()
        self.datastore = _datastore(self._url)

    def close(self) -> None:
        """Close every connection."""
        self.datastore.close()

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        try:
            with self.datastore.get_connection() as connection:
                # binary: as text every byte of a state would be two
                cursor = connection.cursor(row_factory=tuple_row, binary=True)
                cursor.execute(statement, values, prepare=True)
                return cursor.fetchall()
        except psycopg.Error as error:
            raise OperationalError(error) from error


def _datastore(url: str) -> PostgresDatastore:
    """Return the library's pool of connections, which makes the first when one is asked for."""
    given: dict[str, Any] = dict(conninfo_to_dict(url))
    return PostgresDatastore(
        dbname=str(given.get("dbname", "")),
        host=str(given.get("host", "")),
        port=str(given.get("port", "5432")),
        user=str(given.get("user", "")),
        password=str(given.get("password", "")),
        connect_timeout=_PATIENCE,
        pool_size=1,
        max_overflow=7,
        pre_ping=True,
        originator_id_type="text",
    )


def _noting(said: list[str]) -> Callable[[psycopg.errors.Diagnostic], None]:
    """Return what notes warnings: a table that is not ours is passed over with no error."""

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            said.append(diagnostic.message_primary or "it was refused")

    return note


def _reach(url: str) -> None:
    """Connect once. Raises OperationalError at once where nobody answers or lets us in: the
    library's pool would try again for as long as its patience lasts."""
    try:
        psycopg.connect(url, connect_timeout=_FIRST).close()
    except psycopg.OperationalError as error:
        raise OperationalError(error) from error
