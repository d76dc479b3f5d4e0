"""Rebuilding, against a hand-written loop that reads, decodes and writes the same rows."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from adapters.log import open_log
from adapters.log.codec import decode
from adapters.operations import connect
from bench import by_hand
from bench.years import EVENTS_A_PHOTO, fill
from projections.generations import Generations
from projections.rebuilding import rebuild
from projections.tables import INDEXES, METADATA

_EVENTS: Final = 200_000
_ROWS_AT_ONCE: Final = 5_000
_TURNS: Final = 3


def sqlite(events: int = _EVENTS) -> tuple[float, float]:
    """Return the rebuild's speed as a part of the floor's, and its events a second."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/log.db"
        log = open_log(url)
        fill(log, events // EVENTS_A_PHOTO)
        operations = connect(url)
        generations = Generations(operations)
        generations.prepare()
        ratios: list[float] = []
        speeds: list[float] = []
        for turn in range(_TURNS):  # by turns, since the machine's own speed drifts
            begun = time.perf_counter()
            made = rebuild(log, generations)
            ours = time.perf_counter() - begun
            live = Path(folder) / f"{made.generation}.db"
            floor = _floor(Path(folder) / "log.db", live, Path(folder) / f"floor{turn}.db")
            ratios.append(floor / ours)
            speeds.append(made.events / ours)
        generations.close()
        operations.dispose()
        log.close()
    return statistics.median(ratios), statistics.median(speeds)


def _floor(log: Path, live: Path, fresh: Path) -> float:
    """Read the log stream by stream, decode, make the rows by hand, and write as many."""
    with sqlite3.connect(live) as source, sqlite3.connect(fresh) as made:
        kept = source.execute("SELECT * FROM changes").fetchall()
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        for (statement,) in source.execute(query):
            made.execute(statement)
    begun = time.perf_counter()
    read = sqlite3.connect(log)
    write = sqlite3.connect(fresh, isolation_level=None)
    write.execute("PRAGMA journal_mode=WAL")
    write.execute("PRAGMA synchronous=OFF")
    write.execute("BEGIN")
    every = read.execute(
        "SELECT originator_id, topic, state FROM stored_events"
        " WHERE originator_id LIKE 'photo:%' ORDER BY originator_id, originator_version"
    )
    pending: list[tuple[object, ...]] = []
    manifest: list[tuple[object, ...]] = []
    written = 0
    for stream, events in groupby(every, itemgetter(0)):
        facts = [decode(topic, state, 0) for _, topic, state in events]
        photos, changes, files = by_hand.rows(stream.partition(":")[2], facts)
        pending += photos
        manifest += files
        if len(pending) >= _ROWS_AT_ONCE:
            write.executemany(_insert("photos"), pending)
            write.executemany(_insert("files"), manifest)
            pending, manifest = [], []
        write.executemany(_insert("changes"), kept[written : written + len(changes)])
        written += len(changes)
    write.executemany(_insert("photos"), pending)
    write.executemany(_insert("files"), manifest)
    write.execute("COMMIT")
    for index in INDEXES:
        columns = ", ".join(c.name for c in index.columns)
        table = "" if index.table is None else index.table.name
        write.execute(f"CREATE INDEX {index.name} ON {table} ({columns})")
    took = time.perf_counter() - begun
    read.close()
    write.close()
    return took


def _insert(table: str) -> str:
    marks = ", ".join("?" * len(METADATA.tables[table].columns))
    return f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - names of our own
