"""When the archive last looked at what somebody has at Flickr."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from domain.clock import Instant
from projections.tables import ACCOUNTS, RUNS


def last_looked(connection: Connection, at: Instant, owners: Collection[str]) -> Instant | None:
    """Return when the last backup began that had ended by an instant: what it saw was so then.

    Of some members, or of any where none is named; None where none had ended.
    """
    query = select(
        select(RUNS.c.begun)
        .where(RUNS.c.nsid == ACCOUNTS.c.nsid, RUNS.c.begun <= at, RUNS.c.finished <= at)
        .order_by(RUNS.c.begun.desc())
        .limit(1)
        .scalar_subquery()
    )
    if owners:
        query = query.where(ACCOUNTS.c.nsid.in_(owners))
    found = [begun for begun in connection.execute(query).scalars() if begun is not None]
    return max(found, default=None)
