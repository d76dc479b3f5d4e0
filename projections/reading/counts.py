"""How often a photo was viewed, faved and commented, day by day."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from domain.clock import Instant
from projections.reading.eyes import Eyes
from projections.tables import COUNTS


class Counted(NamedTuple):
    """What Flickr counted at one time; None where it did not say."""

    at: Instant
    views: int
    faves: int | None
    comments: int | None


def counts_of(connection: Connection, looking: Eyes, owner: str, photo: str) -> list[Counted]:
    """Return the counts of a photo up to the time looked at. They are its owner's to see."""
    if looking.nsid != owner:
        return []
    query = select(COUNTS.c.at, COUNTS.c.views, COUNTS.c.faves, COUNTS.c.comments).where(
        COUNTS.c.photo == photo, COUNTS.c.at <= looking.at
    )
    return [Counted(*row) for row in connection.execute(query.order_by(COUNTS.c.at))]
