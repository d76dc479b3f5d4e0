"""Following the log: fold again the streams that new events touched, and note how far.

The position is written in the same transaction as the rows that it accounts for, so a
killed worker has either done a step or not begun it. Two workers may follow at once: the
one that comes second to a step finds the position moved and leaves it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, insert, select, update

from domain.recorded import EventLog
from projections.tables import POSITIONS
from projections.writing import replace_streams

STEP: Final = 1000
"""Events in one transaction: few enough that a page never waits long on SQLite."""

SITE: Final = "site"


def position(connection: Connection) -> int:
    """Return how far the rows account for the log; 0 at the beginning."""
    query = select(POSITIONS.c.position).where(POSITIONS.c.projection == SITE)
    return connection.execute(query).scalar_one_or_none() or 0


def set_position(connection: Connection, reached: int) -> None:
    """Note the first position of a new generation."""
    connection.execute(insert(POSITIONS).values(projection=SITE, position=reached))


def follow(log: EventLog, engine: Engine, *, step: int = STEP) -> int:
    """Take one step after the log, and return how many events it accounted for.

    0 means that nothing is new, or that another worker took the step.
    """
    with engine.connect() as connection:
        reached = position(connection)
    new = log.since(reached, step)
    if not new:
        return 0
    touched = dict.fromkeys(entry.stream for entry in new)
    read = log.read_many(touched)
    facts = {stream: [entry.fact for entry in entries] for stream, entries in read.items()}
    with engine.begin() as connection:
        moved = connection.execute(
            update(POSITIONS)
            .where(POSITIONS.c.projection == SITE, POSITIONS.c.position == reached)
            .values(position=new[-1].position)
        )
        if moved.rowcount == 1:
            replace_streams(connection, facts)
            return len(new)
    return 0


def catch_up(
    log: EventLog, engine: Engine, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Follow until the log's present end, and return how many events that were."""
    head = log.head()
    total = 0
    while True:
        with engine.connect() as connection:
            if position(connection) >= head:
                return total
        total += follow(log, engine)
        progress(total)
