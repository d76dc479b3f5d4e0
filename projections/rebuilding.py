"""Rebuilding: a fresh generation beside the live one, folded, compared, swapped in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from domain.recorded import EventLog
from projections import totals
from projections.comparing import Compared, compare, counts
from projections.folding import Folded, FoldFailed, Others, Reopen, fold, fold_in_parts
from projections.following import catch_up, set_position
from projections.generations import Generations, NotMade
from projections.writing import insert_rows


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: the generation it made, and how much it folded.

    `compared` is empty where there was nothing to compare with, or nobody asked.
    """

    generation: str
    events: int
    streams: int
    rows: int
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class Jobs:
    """How many processes fold: this one, and others that open log and views for themselves."""

    number: int
    reopen: Reopen


def rebuild(
    log: EventLog,
    generations: Generations,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    jobs: Jobs | None = None,
    comparing: bool = False,
) -> Rebuilt:
    """Fold the whole log into a fresh generation and make it the live one.

    `progress` is called with the events folded so far and the events there are. With
    `jobs` several processes fold, which only PostgreSQL lets write at once. `comparing`
    asks what is otherwise than in the generation that was live. Readers see the old
    generation until the swap. If it fails, the live generation is untouched and what was
    built is removed. Raises FoldFailed where a process was killed, or rows went missing.
    """
    generations.drop_abandoned()
    name = generations.fresh()
    try:
        engine = generations.engine(name)
        head = log.head()

        def tell(events: int) -> None:
            progress(events, head)

        if jobs is None or jobs.number < 2:
            folded = fold(log, engine, head, tell)
        else:
            cuts = log.cuts(jobs.number)
            folded = fold_in_parts(log, engine, Others(jobs.reopen, name), head, cuts, tell)
        _conclude(engine, folded, head)
        generations.finish(name, 1 if jobs is None else jobs.number)
        events = folded.events + catch_up(log, engine)
        compared = _compared(generations, engine) if comparing else ()
        generations.swap(name)
    except BaseException:
        generations.drop(name)
        raise
    return Rebuilt(name, events, folded.streams, folded.rows.total(), compared)


def _conclude(engine: Engine, folded: Folded, head: int) -> None:
    """Write the totals and the position, if every row that was made is there."""
    with engine.begin() as connection:
        there = counts(connection)
        if +there != +folded.rows:
            made, kept = folded.rows.total(), there.total()
            raise FoldFailed(f"of {made} rows {kept} are in the views: rebuild again")
        insert_rows(connection, totals.rows(folded.totals))
        set_position(connection, head)


def _compared(generations: Generations, engine: Engine) -> tuple[Compared, ...]:
    try:
        return compare(generations.live(), engine)
    except NotMade:  # or made by another version: it has other tables
        return ()
