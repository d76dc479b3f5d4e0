"""What happened to an owner's photos, as far as a viewer may know."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_

from domain.clock import DAWN, FOREVER, Instant
from domain.visibility import Span
from projections.reading.eyes import Eyes
from projections.reading.photos import Mark
from projections.reading.standing import standing_to
from projections.tables import CHANGES


@dataclass(frozen=True, slots=True)
class Change:
    """An edge between two versions of a photo: between `after` and `at`, by these events."""

    photo: str
    after: Instant
    at: Instant
    first: bool
    events: tuple[str, ...]


def changes(
    connection: Connection, looking: Eyes, owner: str, limit: int, *, older_than: Mark | None = None
) -> list[Change]:
    """Return the changes of an owner's photos up to the time looked at, latest first."""
    query = select(CHANGES).where(
        CHANGES.c.owner == owner, CHANGES.c.at <= looking.at, may_know(connection, looking, owner)
    )
    if older_than is not None:
        query = query.where(tuple_(CHANGES.c.at, CHANGES.c.photo) < tuple_(*older_than))
    query = query.order_by(CHANGES.c.at.desc(), CHANGES.c.photo.desc()).limit(limit)
    decode = msgspec.json.Decoder(tuple[str, ...]).decode
    return [
        Change(row.photo, row.after, row.at, row.version == 0, decode(row.events))
        for row in connection.execute(query)
    ]


def count_since(connection: Connection, looking: Eyes, owner: str, most: int) -> int:
    """Count the changes of an owner's photos since the time looked at, `most` at the most."""
    query = (
        select(CHANGES.c.photo)
        .where(
            CHANGES.c.owner == owner,
            CHANGES.c.at > looking.at,
            CHANGES.c.at <= looking.now,
            may_know(connection, looking, owner),
        )
        .limit(most)
    )
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def nearest(
    connection: Connection, looking: Eyes, owner: str
) -> tuple[Instant | None, Instant | None]:
    """Return the last change before the time looked at, and the first one after it."""
    known = and_(CHANGES.c.owner == owner, may_know(connection, looking, owner))
    before = select(func.max(CHANGES.c.at)).where(known, CHANGES.c.at < looking.at)
    after = select(func.min(CHANGES.c.at)).where(
        known, CHANGES.c.at > looking.at, CHANGES.c.at <= looking.now
    )
    return connection.execute(before).scalar_one(), connection.execute(after).scalar_one()


def may_know(
    connection: Connection, looking: Eyes, owner: str, *, before: bool = True
) -> ColumnElement[bool]:
    """Return the condition that the viewer may have seen both sides of a change.

    What they were to the owner is asked for the time of each change. With `before` false
    it is enough that they may have seen what it led to.
    """
    if looking.nsid == owner:
        return CHANGES.c.owner == owner
    spans = standing_to(connection, looking.nsid, owner)
    today = looking.today.get(owner, int(spans[-1].viewers))
    then = [
        and_(
            *_within(span),
            _admits(CHANGES.c.viewers, int(span.viewers)),
            *([_admits(CHANGES.c.viewers_before, int(span.viewers))] if before else []),
        )
        for span in spans
    ]
    return and_(_admits(CHANGES.c.viewers_now, today), or_(*then))


def _within(span: Span) -> list[ColumnElement[bool]]:
    """Return the conditions that a change fell into a span.

    An end that is none is left out: an index would begin there, where the query has a
    nearer one.
    """
    since = [CHANGES.c.at >= span.start] if span.start > DAWN else []
    return since + ([CHANGES.c.at < span.end] if span.end < FOREVER else [])


def _admits(viewers: ColumnElement[int], standing: int) -> ColumnElement[bool]:
    return viewers.op("&")(standing) == standing
