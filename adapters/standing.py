"""Where an archive stands: what is read from it can only have changed where this has.

It is asked for with every page, so on SQLite it is read anew only when somebody wrote into one
of the two files that it is read from, which `PRAGMA data_version` tells in microseconds. On
PostgreSQL it is read every time.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from threading import Lock
from typing import NamedTuple, cast

from sqlalchemy import Engine

from domain.recorded import EventLog
from projections.generations import Generations
from projections.reading.reached import Reached, reached


class Standing(NamedTuple):
    """The log's last position, which views are live, and how far they are."""

    log: int
    generation: str
    views: Reached


class _Seen(NamedTuple):
    versions: tuple[int, int]
    standing: Standing


class Standings:
    """Tells where an archive stands. For any number of threads.

    `operations` is an engine on the database that holds the log.
    """

    def __init__(self, log: EventLog, generations: Generations, operations: Engine) -> None:
        self._log = log
        self._generations = generations
        self._operations = operations
        self._lock = Lock()
        self._log_file: sqlite3.Connection | None = None
        self._views_file: sqlite3.Connection | None = None
        self._seen: _Seen | None = None

    @property
    def told_by_files(self) -> bool:
        """Whether it is told in microseconds, without a question to a server."""
        return self._operations.dialect.name == "sqlite"

    def now(self) -> Standing:
        """Return where the archive stands. Raises LogError and NotMade."""
        if not self.told_by_files:
            return self._read(self._generations.live_name())
        with self._lock:
            seen = self._seen
            if seen is not None and self._versions() == seen.versions:
                return seen.standing
            return self._look()

    def close(self) -> None:
        """Close what watches the files."""
        with self._lock:
            self._forget()

    def _read(self, generation: str) -> Standing:
        with self._generations.engine(generation).connect() as connection:
            return Standing(self._log.head(), generation, reached(connection))

    def _versions(self) -> tuple[int, int] | None:
        """Return the versions of the two files; None where one cannot be read."""
        if self._log_file is None or self._views_file is None:
            return None
        with suppress(sqlite3.Error):
            return _version(self._log_file), _version(self._views_file)
        return None

    def _look(self) -> Standing:
        """Read it anew. Versions come first: what is written meanwhile is noticed next time."""
        before, self._seen = self._seen, None
        generation = self._generations.live_name()
        if before is None or before.standing.generation != generation:
            self._forget()
            self._log_file = _watching(self._operations)
            self._views_file = _watching(self._generations.engine(generation))
        versions = self._versions()
        # Which views are live stands in the log's file: asked again, now that it is watched.
        standing = self._read(self._generations.live_name())
        if versions is not None and standing.generation == generation:
            self._seen = _Seen(versions, standing)
        return standing

    def _forget(self) -> None:
        for connection in (self._log_file, self._views_file):
            if connection is not None:
                connection.close()
        self._log_file = self._views_file = self._seen = None


def _watching(engine: Engine) -> sqlite3.Connection:
    """Return a connection of its own, by which nobody writes: it sees all others' commits."""
    connection = engine.raw_connection()
    connection.detach()
    return cast(sqlite3.Connection, connection.dbapi_connection)


def _version(file: sqlite3.Connection) -> int:
    """Return a number that is another whenever another connection has written into the file."""
    (version,) = file.execute("PRAGMA data_version").fetchone()
    return int(version)
