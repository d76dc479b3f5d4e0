"""The places that a member keeps for themself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from domain.clock import FOREVER, Instant
from projections.tables import BOOKMARKS


@dataclass(frozen=True, slots=True)
class Kept:
    """A place that is kept, its number among the member's, and since when it has its name."""

    number: int
    name: str
    latitude: float
    longitude: float
    accuracy: int
    since: Instant


def bookmarks(connection: Connection, nsid: str, at: Instant) -> list[Kept]:
    """Return the places that a member kept at an instant, by name."""
    table = BOOKMARKS.c
    query = (
        select(
            table.number,
            table.name,
            table.latitude,
            table.longitude,
            table.accuracy,
            table.shown_from,
        )
        .where(table.nsid == nsid, table.shown_from <= at, table.shown_until > at)
        .order_by(table.number)
    )
    found = [Kept(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda kept: kept.name.casefold())


def last_number(connection: Connection, nsid: str) -> int:
    """Return the number of the last place that a member ever kept; 0 for none."""
    query = select(func.max(BOOKMARKS.c.number)).where(BOOKMARKS.c.nsid == nsid)
    return connection.execute(query).scalar() or 0


def changed(connection: Connection, nsid: str, now: Instant) -> list[Instant]:
    """Return the instants at which a member's list of places became another, oldest first."""
    query = select(BOOKMARKS.c.shown_from, BOOKMARKS.c.shown_until).where(BOOKMARKS.c.nsid == nsid)
    found = {edge for row in connection.execute(query) for edge in row}
    return sorted(edge for edge in found if edge <= now and edge < FOREVER)
