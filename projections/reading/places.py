"""Where photos were taken, gathered into places as a map shows them, to a viewer's eyes."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, cast, desc, func, or_, select

from projections.reading.eyes import Eyes, may_see, may_see_place, shown
from projections.tables import PHOTOS

_FINE = 10_000
_EDGE = 180


class Area(NamedTuple):
    """A part of the world in degrees; one over the date line has its west east of its east."""

    west: float
    south: float
    east: float
    north: float


class Gathered(NamedTuple):
    """Photos taken near each other: the middle of their places, how many, and one of them."""

    latitude: float
    longitude: float
    photos: int
    newest: str


def gathered(
    connection: Connection, looking: Eyes, owner: str | None, area: Area, size: float, limit: int
) -> list[Gathered]:
    """Gather photos by the squares of a grid of `size` degrees, the fullest first.

    Of one owner's, or of everybody's; those alone whose place the viewer may see, then and now.
    """
    step = max(round(size * _FINE), 1)
    row = cast((PHOTOS.c.latitude + _EDGE) * _FINE, BigInteger) // step
    column = cast((PHOTOS.c.longitude + _EDGE) * _FINE, BigInteger) // step
    count = func.count()
    query = (
        select(
            func.avg(PHOTOS.c.latitude),
            func.avg(PHOTOS.c.longitude),
            count,
            func.max(PHOTOS.c.photo),
        )
        .where(
            PHOTOS.c.deleted.is_(False),
            shown(looking),
            may_see(looking, owner),
            may_see_place(looking),
            _within(area),
        )
        .group_by(row, column)
        .order_by(desc(count), row, column)
        .limit(limit)
    )
    if owner is not None:
        query = query.where(PHOTOS.c.owner == owner, PHOTOS.c.posted <= looking.at)
    return [Gathered(*found) for found in connection.execute(query)]


def _within(area: Area) -> ColumnElement[bool]:
    east, west = PHOTOS.c.longitude <= area.east, PHOTOS.c.longitude >= area.west
    return and_(
        PHOTOS.c.latitude.between(area.south, area.north),
        and_(west, east) if area.west <= area.east else or_(west, east),
    )
