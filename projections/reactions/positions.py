"""How far each reaction has read the log, in a table beside it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Connection, Engine, String, Table, insert, select, update

from projections.reactions.looks import METADATA

_POSITIONS: Final = Table(
    "reaction_positions",
    METADATA,
    Column("reaction", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
)


def position_of(operations: Engine, reaction: str) -> int:
    """Return how far a reaction has read the log; 0 for one that never did."""
    with operations.connect() as connection:
        query = select(_POSITIONS.c.position).where(_POSITIONS.c.reaction == reaction)
        return connection.execute(query).scalar_one_or_none() or 0


def moved(connection: Connection, reaction: str, reached: int, position: int) -> bool:
    """Move a reaction's position; False where another worker did.

    Raises IntegrityError where two workers make the first move.
    """
    if reached == 0:
        exists = select(_POSITIONS.c.position).where(_POSITIONS.c.reaction == reaction)
        if connection.execute(exists).one_or_none() is None:
            connection.execute(insert(_POSITIONS).values(reaction=reaction, position=position))
            return True
    done = connection.execute(
        update(_POSITIONS)
        .where(_POSITIONS.c.reaction == reaction, _POSITIONS.c.position == reached)
        .values(position=position)
    )
    return done.rowcount == 1
