"""Rebuilding, against a hand-written loop that reads, decodes and writes the same rows."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from adapters.log import open_log
from adapters.log.codec import decode
from adapters.operations import connect
from bench import by_hand
from bench.years import EVENTS_A_PHOTO, photos
from domain.recorded import Append
from projections.generations import Generations
from projections.rebuilding import rebuild
from projections.tables import INDEXES, METADATA, POSITIONS

_EVENTS: Final = 200_000
_PHOTOS_A_BATCH: Final = 500
_ROWS_AT_ONCE: Final = 5_000
_TURNS: Final = 3


def sqlite(events: int = _EVENTS) -> tuple[float, float]:
    """Return the rebuild's speed as a part of the floor's, and its events a second."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/log.db"
        log = open_log(url)
        batch: list[Append] = []
        for stream, facts in photos(events // EVENTS_A_PHOTO):
            batch.append(Append(stream, 0, facts))
            if len(batch) == _PHOTOS_A_BATCH:
                log.append(batch)
                batch = []
        log.append(batch)
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
            fresh = Path(folder) / f"floor{turn}.db"
            floor = _floor(Path(folder) / "log.db", live, fresh)
            _compare(live, fresh)
            ratios.append(floor / ours)
            speeds.append(made.events / ours)
        generations.close()
        operations.dispose()
        log.close()
    return statistics.median(ratios), statistics.median(speeds)


def _floor(log: Path, live: Path, fresh: Path) -> float:
    """Read the log stream by stream, decode, make the rows by hand, and write them."""
    with sqlite3.connect(live) as source, sqlite3.connect(fresh) as made:
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
        " ORDER BY originator_id, originator_version"
    )
    pending: dict[str, list[by_hand.Row]] = {"photos": [], "changes": [], "files": []}
    totals: Counter[by_hand.Row] = Counter()
    flux: Counter[by_hand.Row] = Counter()

    def flush() -> None:
        totals.update(by_hand.totals(pending["photos"]))
        flux.update(by_hand.flux(pending["changes"]))
        for table, rows in pending.items():
            write.executemany(_insert(table), rows)
            rows.clear()

    for stream, events in groupby(every, itemgetter(0)):
        facts = [decode(topic, state, 0) for _, topic, state in events]
        photos, changes, kept = by_hand.rows(stream.partition(":")[2], facts)
        pending["photos"] += photos
        pending["changes"] += changes
        pending["files"].append(kept)
        if len(pending["photos"]) >= _ROWS_AT_ONCE:
            flush()
    flush()
    write.executemany(_insert("totals"), [(*key, count) for key, count in totals.items()])
    write.executemany(_insert("flux"), [(*key, count) for key, count in flux.items()])
    write.execute("COMMIT")
    for index in INDEXES:
        columns = ", ".join(c.name for c in index.columns)
        table = "" if index.table is None else index.table.name
        write.execute(f"CREATE INDEX {index.name} ON {table} ({columns})")
    took = time.perf_counter() - begun
    read.close()
    write.close()
    return took


def _compare(live: Path, fresh: Path) -> None:
    """Raise AssertionError if the floor wrote other rows than the rebuild."""
    with sqlite3.connect(live) as made:
        made.execute("ATTACH ? AS floor", (str(fresh),))
        for table in METADATA.tables:
            if table != POSITIONS.name:
                for one, other in (("main", "floor"), ("floor", "main")):
                    query = f"SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table}"  # noqa: S608 - names of our own
                    differing = made.execute(query).fetchone()
                    assert differing is None, f"{table}: {differing} is only in {one}"
    made.close()


def _insert(table: str) -> str:
    marks = ", ".join("?" * len(METADATA.tables[table].columns))
    return f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - names of our own
