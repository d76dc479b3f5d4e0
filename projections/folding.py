"""Folding the log into empty tables, by one process or by several.

The log is read in the order of its streams, so memory does not grow with it: one stream
is folded at a time, and its rows are written once. Several processes each fold a part of
the streams; what they count over all of them is added up at the end.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection as PipeEnd
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Final

from sqlalchemy import Connection, Engine

from domain.recorded import EventLog
from projections import totals
from projections.finishing import BUILDING_KIB
from projections.generations import Generations
from projections.shapes import Row
from projections.writing import insert_rows, rows_of

_ROWS_AT_ONCE: Final = {"sqlite": 5_000, "postgresql": 20_000}
"""Rows held before they are written: each COPY costs PostgreSQL a millisecond by itself."""

_KILLED: Final = "a process that folded a part of the log was killed: rebuild again"

Reopen = Callable[[], tuple[EventLog, Generations]]
"""How another process reaches the log and the views; it may be sent there, so it can be pickled."""


class FoldFailed(Exception):  # noqa: N818 - says what happened
    """A process that folded a part of the log did not end as it should."""


@dataclass(frozen=True, slots=True)
class Folded:
    """How much was folded: events, streams, rows by table, and what they give to totals."""

    events: int = 0
    streams: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    totals: totals.Counts = field(default_factory=Counter)

    def __add__(self, other: Folded) -> Folded:
        return Folded(
            self.events + other.events,
            self.streams + other.streams,
            self.rows + other.rows,
            self.totals + other.totals,
        )


def fold(
    log: EventLog,
    engine: Engine,
    head: int,
    progress: Callable[[int], None],
    *,
    since: str = "",
    before: str = "",
) -> Folded:
    """Write the rows of every stream, or of those in a range of names, up to `head`.

    `progress` is told how many events are folded so far.
    """
    events = streams = held = 0
    rows: Counter[str] = Counter()
    counts = totals.Counts()
    pending: dict[str, list[Row]] = {}
    most = _ROWS_AT_ONCE[engine.dialect.name]
    with engine.begin() as connection, _without_cycles():
        _hurry(connection)

        def flush() -> None:
            counts.update(totals.given(pending))
            insert_rows(connection, pending)
            rows.update({table: len(made) for table, made in pending.items()})
            pending.clear()

        for stream, facts in log.by_stream(upto=head, since=since, before=before):
            events += len(facts)
            streams += 1
            for table, made in rows_of(stream, facts).items():
                if made:
                    pending.setdefault(table, []).extend(made)
                    held += len(made)
            if held >= most:
                flush()
                held = 0
                progress(events)
        flush()
    progress(events)
    return Folded(events, streams, rows, counts)


@dataclass(frozen=True, slots=True)
class Others:
    """How other processes reach the log, and the generation of a name."""

    reopen: Reopen
    name: str


def fold_in_parts(
    log: EventLog,
    engine: Engine,
    others: Others,
    head: int,
    cuts: Sequence[str],
    progress: Callable[[int], None],
) -> Folded:
    """Fold the log into a generation by one process for each part between `cuts`.

    This one folds the last part: a process less to start.
    Raises FoldFailed if one of them fails; the others are stopped then.
    """
    processes: list[BaseProcess] = []
    done: dict[PipeEnd, int] = {}
    folded: list[Folded] = []
    listening: list[PipeEnd] = []

    def hear(seconds: float | None) -> None:
        ready = wait(listening, seconds)
        for heard in [pipe for pipe in listening if pipe in ready]:
            told = _told(heard)
            if isinstance(told, Folded):
                folded.append(told)
                listening.remove(heard)
            else:
                done[heard] = told

    def advance(own: int) -> None:
        hear(0)
        progress(own + sum(done.values()))

    try:
        log.rest()  # its threads would keep this process from being copied
        engine.dispose()  # a copy that outlives this process would hold its connections open
        for since, before in pairwise(("", *cuts)):
            heard, says = Pipe(duplex=False)
            listening.append(heard)
            part = partial(_fold_part, others, head, since, before, says, tuple(listening))
            process = _process(part)
            process.start()
            says.close()
            processes.append(process)
        own = fold(log, engine, head, advance, since=cuts[-1] if cuts else "")
        while listening:
            hear(None)
            progress(own.events + sum(done.values()))
    finally:
        for process in processes:
            process.terminate()
            process.join()
    return sum(folded, own)


def _process(work: Callable[[], None]) -> BaseProcess:
    """Return a process for some work: a copy of this one, which need not load the program.

    A copy has no threads but the one that made it, so locks that others hold would stay
    shut: where there are others it is a process that begins anew.
    """
    if threading.active_count() == 1:
        return get_context("fork").Process(target=work, daemon=True)
    return get_context("spawn").Process(target=work, daemon=True)


def _told(heard: PipeEnd) -> Folded | int:
    try:
        told: Folded | int | str = heard.recv()
    except EOFError:
        raise FoldFailed(_KILLED) from None
    if isinstance(told, str):
        raise FoldFailed(told)
    return told


def _fold_part(
    others: Others,
    head: int,
    since: str,
    before: str,
    says: PipeEnd,
    listening: Sequence[PipeEnd],
) -> None:
    """Fold a part, in a process of its own, which ends when nobody listens any more.

    It reaches log and views by connections of its own. `listening` are the ends of pipes
    that it has from the one that began, which alone is to hold them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it stops it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for pipe in listening:
        pipe.close()
    with suppress(BrokenPipeError):
        try:
            log, generations = others.reopen()
            engine = generations.engine(others.name)
            says.send(fold(log, engine, head, says.send, since=since, before=before))
        except BrokenPipeError:
            raise
        except Exception as failure:
            said = str(getattr(failure, "orig", None) or failure)
            says.send(said.partition("\n")[0] or type(failure).__name__)


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
    """Spare SQLite the journal: a generation that is not whole is thrown away anyhow.

    It has one again with the next connection, which is made when the indexes are there.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA journal_mode=OFF")
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        connection.exec_driver_sql(f"PRAGMA cache_size=-{BUILDING_KIB}")
