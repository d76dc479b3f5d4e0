"""Appending observations in batches, against a bare `executemany` of the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Final

import psycopg

from adapters.log import StoredLog, open_log
from adapters.log.codec import encode, topic_of
from bench.turns import Turn, by_turns
from bench.years import EVENTS_A_PHOTO, photos
from domain.fact import Fact
from domain.recorded import Append

_TURNS: Final = 7
_PHOTOS_A_TURN: Final = 2_500
_PHOTOS_A_BATCH: Final = 125
_FLOOR: Final = "bare"
_MAKE: Final = (
    "CREATE TABLE bare (originator_id TEXT, originator_version INTEGER, topic TEXT, state {},"
    " PRIMARY KEY (originator_id, originator_version))"
)

Streams = list[tuple[str, tuple[Fact, ...]]]


def sqlite() -> float:
    """Return how fast the log on SQLite appends, as a part of the floor's speed.

    What is appended is other photos at every turn, so both sides grow alike.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = open_log(f"sqlite:///{folder}/log.db")
        connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_MAKE.format("BLOB"))
        found = _against(log, _sqlite_floor(connection))
        connection.close()
        log.close()
    return found


def postgresql(url: str) -> float:
    """Return the same for PostgreSQL, in the empty database at `url`."""
    log = open_log(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_MAKE.format("BYTEA").replace("originator_id TEXT", _COLLATED))
        found = _against(log, _postgresql_floor(connection))
    log.close()
    return found


def _against(log: StoredLog, floor: Turn) -> float:
    made = _turns()

    def ours(number: int) -> None:
        streams = made[number]
        for start in range(0, len(streams), _PHOTOS_A_BATCH):
            some = streams[start : start + _PHOTOS_A_BATCH]
            log.append([Append(stream, 0, facts) for stream, facts in some])

    return by_turns(ours, {_FLOOR: floor}, _TURNS)[_FLOOR]


def _turns() -> list[Streams]:
    made = list(photos(_TURNS * _PHOTOS_A_TURN))
    return [made[start:][:_PHOTOS_A_TURN] for start in range(0, len(made), _PHOTOS_A_TURN)]


def _rows() -> list[list[tuple[str, int, str, bytes]]]:
    """Return the rows of every turn, encoded beforehand."""
    return [
        [
            (stream, version, topic_of(fact.event), state)
            for stream, facts in streams
            for version, (fact, state) in enumerate(zip(facts, encode(facts), strict=True), 1)
        ]
        for streams in _turns()
    ]


def _sqlite_floor(connection: sqlite3.Connection) -> Turn:
    made = _rows()
    step = _PHOTOS_A_BATCH * EVENTS_A_PHOTO

    def turn(number: int) -> None:
        rows = made[number]
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?)", some)
            connection.execute("COMMIT")

    return turn


def _postgresql_floor(connection: psycopg.Connection) -> Turn:
    made = _rows()
    step = _PHOTOS_A_BATCH * EVENTS_A_PHOTO

    def turn(number: int) -> None:
        rows = made[number]
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s, %s)", some)

    return turn


_COLLATED: Final = 'originator_id TEXT COLLATE "C"'
