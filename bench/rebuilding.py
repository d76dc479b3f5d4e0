"""Rebuilding, against a hand-written loop that reads, decodes and writes the same rows.

The loop makes the same keys, indexes and statistics, when the rows are there.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import psycopg

from adapters.assembly import reopened
from adapters.log import StoredLog
from adapters.log.codec import decode
from bench import by_hand
from bench.years import EVENTS_A_PHOTO, append_photos
from projections import finishing
from projections.comparing import compare
from projections.generations import Generations
from projections.indexes import INDEXES
from projections.rebuilding import Jobs, rebuild
from projections.tables import METADATA

_EVENTS: Final = 200_000
_EVENTS_FOR_TWO: Final = 1_000_000
_ROWS_AT_ONCE: Final = 5_000
_TURNS: Final = 3
_COLUMNS: Final = "originator_id, topic, state FROM stored_events"

Floor = Callable[[str], float]
"""Fills the generation of a name by hand, and returns the seconds that took."""


def sqlite(events: int = _EVENTS) -> tuple[float, float]:
    """Return the rebuild's speed as a part of the floor's, and its events a second."""
    with tempfile.TemporaryDirectory() as folder:
        log, generations = reopened(f"sqlite:///{folder}/log.db")
        append_photos(log, events // EVENTS_A_PHOTO)
        found = _by_turns(log, generations, partial(_sqlite_floor, Path(folder)))
        generations.close()
        log.close()
    return found


def postgresql(url: str, events: int = _EVENTS) -> tuple[float, float]:
    """Return the same for the empty database at `url`."""
    log, generations = reopened(url)
    append_photos(log, events // EVENTS_A_PHOTO)
    found = _by_turns(log, generations, partial(_postgresql_floor, url))
    generations.close()
    log.close()
    return found


def by_two(url: str, events: int = _EVENTS_FOR_TWO) -> float:
    """Return how many times as fast two jobs are as one, for the empty database at `url`."""
    log, generations = reopened(url)
    append_photos(log, events // EVENTS_A_PHOTO)
    generations.prepare()
    jobs = Jobs(2, partial(reopened, url))
    gains: list[float] = []
    for _ in range(_TURNS):
        alone = _seconds(partial(rebuild, log, generations))
        gains.append(alone / _seconds(partial(rebuild, log, generations, jobs=jobs)))
    generations.close()
    log.close()
    return statistics.median(gains)


def _by_turns(log: StoredLog, generations: Generations, floor: Floor) -> tuple[float, float]:
    """Return the median of a few turns: the machine's own speed drifts."""
    generations.prepare()
    ratios: list[float] = []
    speeds: list[float] = []
    for _ in range(_TURNS):
        ours = _seconds(partial(rebuild, log, generations))
        name = generations.fresh()
        generations.engine(name).dispose()  # the floor has the tables to itself
        ratios.append(floor(name) / ours)
        speeds.append(log.head() / ours)
        tables = compare(generations.live(), generations.engine(name))
        assert all(table.same for table in tables), [str(t) for t in tables if not t.same]
        generations.drop(name)
    return statistics.median(ratios), statistics.median(speeds)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _sqlite_floor(folder: Path, name: str) -> float:
    def work() -> None:
        read = sqlite3.connect(folder / "log.db")
        write = sqlite3.connect(folder / f"{name}.db", isolation_level=None)
        write.execute("PRAGMA journal_mode=OFF")
        write.execute("PRAGMA synchronous=OFF")
        write.execute("BEGIN")
        every = read.execute(f"SELECT {_COLUMNS} ORDER BY originator_id, originator_version")
        _write_by_hand(every, lambda table, rows: write.executemany(_insert(table), rows))
        write.execute("COMMIT")
        for statement in [*_indexes(), "ANALYZE"]:
            write.execute(statement)
        read.close()
        write.close()

    return _seconds(work)


def _postgresql_floor(url: str, name: str) -> float:
    def work() -> None:
        with psycopg.connect(url) as read, psycopg.connect(url) as connection:
            connection.execute(f'SET search_path = "{name}"')
            write = connection.cursor()

            def copied(table: str, rows: Iterable[by_hand.Row]) -> None:
                with write.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(by_hand.TYPES[table])
                    for row in rows:
                        copy.write_row(row)

            with read.cursor("every") as every:
                every.itersize = _ROWS_AT_ONCE
                every.execute(f"SELECT {_COLUMNS} ORDER BY originator_id, originator_version")
                _write_by_hand(every, copied)
            keyed = [*finishing.unique(), *_indexes(), *finishing.keys()]
            for statement in [*keyed, *finishing.analyses()]:
                connection.execute(statement.encode())

    return _seconds(work)


def _write_by_hand(
    every: Iterable[tuple[str, str, bytes]],
    write: Callable[[str, Iterable[by_hand.Row]], object],
) -> None:
    """Decode the log stream by stream, make the rows by hand, and write them."""
    pending: dict[str, list[by_hand.Row]] = {"photos": [], "changes": [], "files": []}
    totals: Counter[by_hand.Row] = Counter()
    flux: Counter[by_hand.Row] = Counter()

    def flush() -> None:
        totals.update(by_hand.totals(pending["photos"]))
        flux.update(by_hand.flux(pending["changes"]))
        for table, rows in pending.items():
            write(table, rows)
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
    write("totals", [(*key, count) for key, count in totals.items()])
    write("flux", [(*key, count) for key, count in flux.items()])


def _insert(table: str) -> str:
    marks = ", ".join("?" * len(METADATA.tables[table].columns))
    return f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - names of our own


def _indexes() -> list[str]:
    return [
        f"CREATE INDEX {index.name} ON {index.table} ({', '.join(c.name for c in index.columns)})"
        for index in INDEXES
    ]
