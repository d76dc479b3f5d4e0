"""Rebuilding: a fresh generation beside the live one, folded stream by stream, swapped in.

The log is read in the order of its streams, so memory does not grow with it: one stream
is folded at a time, and its rows are written once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine

from domain.recorded import EventLog
from projections import totals
from projections.following import catch_up, set_position
from projections.generations import Generations
from projections.shapes import Row
from projections.writing import insert_rows, rows_of

_ROWS_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: the generation it made, and how much it folded."""

    generation: str
    events: int
    streams: int
    rows: int


def rebuild(
    log: EventLog,
    generations: Generations,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Rebuilt:
    """Fold the whole log into a fresh generation and make it the live one.

    `progress` is called with the events folded so far and the events there are. Readers
    see the old generation until the swap. If it fails, the live generation is untouched
    and what was built is removed.
    """
    while True:
        forgotten = log.forgotten()
        made = _rebuilt(log, generations, forgotten, progress)
        # What was forgotten meanwhile with its stream's name may stand in what was made.
        if made is not None and log.forgotten() == forgotten:
            return made


def _rebuilt(
    log: EventLog,
    generations: Generations,
    forgotten: int,
    progress: Callable[[int, int], None],
) -> Rebuilt | None:
    """Build a generation and swap it in; None where the log forgot something meanwhile."""
    generations.drop_abandoned()
    name = generations.fresh()
    try:
        engine = generations.engine(name)
        head = log.head()
        events, streams, rows = fold(log, engine, head, progress)
        generations.finish(name)
        events += catch_up(log, engine)
        if log.forgotten() != forgotten:
            generations.drop(name)
            return None
        generations.swap(name)
    except BaseException:
        generations.drop(name)
        raise
    return Rebuilt(name, events, streams, rows)


def fold(
    log: EventLog,
    engine: Engine,
    head: int,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[int, int, int]:
    """Write the rows of every stream up to `head` into empty tables.

    Returns the numbers of events, streams and rows.
    """
    events = streams = rows = 0
    counts = totals.Counts()
    with engine.connect() as connection, _without_cycles():
        _hurry(connection)
        pending: dict[str, list[Row]] = {}
        held = 0
        for stream, facts in log.by_stream(upto=head):
            events += len(facts)
            streams += 1
            for table, made in rows_of(stream, facts).items():
                if made:
                    pending.setdefault(table, []).extend(made)
                    held += len(made)
            if held >= _ROWS_AT_ONCE:
                counts.update(totals.given(pending))
                insert_rows(connection, pending)
                rows += held
                pending, held = {}, 0
                progress(events, head)
        counts.update(totals.given(pending))
        insert_rows(connection, pending)
        totals.add(connection, counts)
        set_position(connection, head)
        connection.commit()
    progress(events, head)
    return events, streams, rows + held


@contextmanager
def _without_cycles() -> Iterator[None]:
    """Spare the garbage collector: a fold makes trees, which go when nobody holds them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _hurry(connection: Connection) -> None:
    """Spare SQLite the journal: a generation that is not whole is thrown away anyhow."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
