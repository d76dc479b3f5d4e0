"""How far a generation of the views accounts for the log: what is read from it is of then."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from projections.tables import POSITIONS

Reached = tuple[tuple[str, int, int], ...]
"""The position of every share, and how often rows were removed that no event removes."""

_ALL: Final = select(POSITIONS.c.projection, POSITIONS.c.share, POSITIONS.c.position).order_by(
    POSITIONS.c.projection, POSITIONS.c.share
)


def reached(connection: Connection) -> Reached:
    """Return how far the views are. Rows do not change without this changing."""
    return tuple((row[0], row[1], row[2]) for row in connection.execute(_ALL))
