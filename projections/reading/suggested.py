"""Places that members suggested: which photos' owners have something to answer."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from projections.tables import SUGGESTIONS


def waiting_for(connection: Connection, owner: str, most: int) -> list[str]:
    """Return the photos of an owner at which suggestions wait, those that wait longest first."""
    first = func.min(SUGGESTIONS.c.made)
    query = (
        select(SUGGESTIONS.c.photo)
        .where(SUGGESTIONS.c.owner == owner, SUGGESTIONS.c.waits)
        .group_by(SUGGESTIONS.c.photo)
        .order_by(first, SUGGESTIONS.c.photo)
        .limit(most)
    )
    return [row.photo for row in connection.execute(query)]


def made_by(connection: Connection, member: str) -> int:
    """Return how many suggestions of a member wait for their photos' owners."""
    query = select(func.count()).where(SUGGESTIONS.c.member == member, SUGGESTIONS.c.waits)
    return connection.execute(query).scalar_one()
