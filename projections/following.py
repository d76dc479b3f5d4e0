"""Following the log: fold again the streams that new events touched, and note how far.

The work is cut into shares by stream, each with a position of its own, written in the
same transaction as the rows that it accounts for: a killed worker has either done a step
or not begun it. Two workers may follow one share at once: the one that comes second to a
step finds the position moved and leaves it. `projections.sharing` keeps them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from zlib import crc32

from sqlalchemy import Connection, Engine, func, insert, select, update

from domain.recorded import EventLog
from projections.tables import POSITIONS
from projections.writing import replace_streams, shape_of

STEP: Final = 1000
"""Events in one transaction: few enough that a page never waits long on SQLite."""

SITE: Final = "site"
SHARES: Final = tuple(range(8))


def share_of(stream: str) -> int:
    """Return the share to which a stream belongs, now and on every machine."""
    return crc32(stream.encode()) % len(SHARES)


def position(connection: Connection) -> int:
    """Return how far the rows of every share account for the log; 0 at the beginning."""
    query = select(func.min(POSITIONS.c.position)).where(POSITIONS.c.projection == SITE)
    return connection.execute(query).scalar_one() or 0


def set_position(connection: Connection, reached: int) -> None:
    """Note the first position of every share of a new generation."""
    rows = [{"projection": SITE, "share": share, "position": reached} for share in SHARES]
    connection.execute(insert(POSITIONS), rows)


def follow(
    log: EventLog, engine: Engine, shares: Iterable[int] = SHARES, *, step: int = STEP
) -> int:
    """Take one step after the log, and return how many events it passed.

    Of the shares asked for those furthest behind go together, no further than the next.
    0 means that nothing is new, or that another worker took the step.
    """
    behind, reached, ahead = _furthest_behind(engine, shares)
    touched = log.touched(reached, step) if behind else ()
    if ahead is not None:
        touched = tuple(entry for entry in touched if entry[0] <= ahead)
    if not touched:
        return 0
    wanted = dict.fromkeys(
        stream for _, stream in touched if share_of(stream) in behind and shape_of(stream).keys
    )
    read = log.read_many(wanted)
    facts = {stream: [entry.fact for entry in entries] for stream, entries in read.items()}
    with engine.connect() as connection:
        moved = connection.execute(
            update(POSITIONS)
            .where(
                POSITIONS.c.projection == SITE,
                POSITIONS.c.share.in_(behind),
                POSITIONS.c.position == reached,
            )
            .values(position=touched[-1][0])
        )
        if moved.rowcount != len(behind):
            return 0
        replace_streams(connection, facts)
        connection.commit()
    return len(touched)


def catch_up(
    log: EventLog, engine: Engine, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Follow every share until the log's present end, and return how many events that were."""
    head = log.head()
    total = 0
    while True:
        with engine.connect() as connection:
            if position(connection) >= head:
                return total
        total += follow(log, engine)
        progress(total)


def _furthest_behind(
    engine: Engine, shares: Iterable[int]
) -> tuple[frozenset[int], int, int | None]:
    """Return the shares furthest behind, where they are, and where the next one is."""
    query = select(POSITIONS.c.share, POSITIONS.c.position).where(
        POSITIONS.c.projection == SITE, POSITIONS.c.share.in_(list(shares))
    )
    with engine.connect() as connection:
        positions = {row.share: row.position for row in connection.execute(query)}
    reached = min(positions.values(), default=0)
    behind = frozenset(share for share, at in positions.items() if at == reached)
    return behind, reached, min((at for at in positions.values() if at > reached), default=None)
