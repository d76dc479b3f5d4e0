"""Appending observations in batches, against a bare `executemany` of the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Final

import psycopg

from adapters.log import open_log
from adapters.log.codec import encode, topic_of
from bench.years import EVENTS_A_PHOTO, photos
from domain.fact import Fact
from domain.recorded import Append

_PHOTOS: Final = 10_000
_PHOTOS_A_BATCH: Final = 125
_MAKE: Final = (
    "CREATE TABLE bare (originator_id TEXT, originator_version INTEGER, topic TEXT, state {},"
    " PRIMARY KEY (originator_id, originator_version))"
)

Streams = list[tuple[str, tuple[Fact, ...]]]


def sqlite() -> float:
    """Return how fast the log on SQLite appends, as a part of the floor's speed."""
    made = list(photos(_PHOTOS))
    with tempfile.TemporaryDirectory() as folder:
        log = open_log(f"sqlite:///{folder}/log.db")
        ours = _appended(log.append, made)
        log.close()
        floor = _sqlite_floor(Path(folder) / "bare.db", made)
    return floor / ours


def postgresql(url: str) -> float:
    """Return the same for PostgreSQL, in the empty database at `url`."""
    made = list(photos(_PHOTOS))
    log = open_log(url)
    ours = _appended(log.append, made)
    log.close()
    return _postgresql_floor(url, made) / ours


def _appended(append: object, made: Streams) -> float:
    begun = time.perf_counter()
    for start in range(0, len(made), _PHOTOS_A_BATCH):
        batch = [Append(stream, 0, facts) for stream, facts in made[start:][:_PHOTOS_A_BATCH]]
        append(batch)  # type: ignore[operator] # a log's append
    return time.perf_counter() - begun


def _rows(made: Streams) -> list[tuple[str, int, str, bytes]]:
    return [
        (stream, version, topic_of(fact.event), encode(fact))
        for stream, facts in made
        for version, fact in enumerate(facts, 1)
    ]


def _sqlite_floor(path: Path, made: Streams) -> float:
    rows = _rows(made)
    step = _PHOTOS_A_BATCH * EVENTS_A_PHOTO
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(_MAKE.format("BLOB"))
    begun = time.perf_counter()
    for start in range(0, len(rows), step):
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?)", rows[start : start + step])
        connection.execute("COMMIT")
    took = time.perf_counter() - begun
    connection.close()
    return took


def _postgresql_floor(url: str, made: Streams) -> float:
    rows = _rows(made)
    step = _PHOTOS_A_BATCH * EVENTS_A_PHOTO
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_MAKE.format("BYTEA").replace("originator_id TEXT", _COLLATED))
        begun = time.perf_counter()
        for start in range(0, len(rows), step):
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s, %s)", rows[start:][:step])
        return time.perf_counter() - begun


_COLLATED: Final = 'originator_id TEXT COLLATE "C"'
