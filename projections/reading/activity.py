"""What happened to an owner's photos, as far as a viewer may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_

from domain.admissions import Span
from domain.clock import DAWN, FOREVER, Instant
from domain.permission import UNKNOWN
from projections.reading.eyes import Eyes
from projections.reading.photos import Mark
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
    latest = looking.at if older_than is None else min(looking.at, older_than.when)
    query = select(CHANGES).where(
        CHANGES.c.owner == owner, CHANGES.c.at <= latest, may_know(looking, owner)
    )
    if older_than is not None:
        query = query.where(tuple_(CHANGES.c.at, CHANGES.c.photo) < tuple_(*older_than))
    query = query.order_by(CHANGES.c.at.desc(), CHANGES.c.photo.desc()).limit(limit)
    decode = msgspec.json.Decoder(tuple[str, ...]).decode
    return [
        Change(row.photo, row.after, row.at, row.version == 0, decode(row.events))
        for row in connection.execute(query)
    ]


def events_between(
    connection: Connection, looking: Eyes, owner: str, photos: Sequence[str], *, since: Instant
) -> dict[str, tuple[str, ...]]:
    """Return by what events some photos changed up to the time looked at, the first the first.

    Photos of whose changes the viewer may not know are left out.
    """
    found: dict[str, dict[str, None]] = {}
    for start in range(0, len(photos), 500):
        query = select(CHANGES.c.photo, CHANGES.c.events).where(
            CHANGES.c.owner == owner,
            CHANGES.c.photo.in_(photos[start : start + 500]),
            CHANGES.c.at > since,
            CHANGES.c.at <= looking.at,
            may_know(looking, owner),
        )
        for photo, events in connection.execute(query.order_by(CHANGES.c.at)):
            known = found.setdefault(photo, {})
            known.update(dict.fromkeys(msgspec.json.decode(events, type=tuple[str, ...])))
    return {photo: tuple(events) for photo, events in found.items()}


def counts(
    connection: Connection, looking: Eyes, owner: str, since: Instant, seconds: int
) -> list[tuple[Instant, bool, int]]:
    """Count the changes after `since` up to the time looked at, by stretches of `seconds`.

    Each has its stretch's beginning, whether they are uploads, and how many there are.
    """
    stretch = CHANGES.c.at - CHANGES.c.at % seconds
    first = CHANGES.c.version == 0
    query = (
        select(stretch, first, func.count())
        .where(
            CHANGES.c.owner == owner,
            CHANGES.c.at > since,
            CHANGES.c.at <= looking.at,
            may_know(looking, owner),
        )
        .group_by(stretch, first)
    )
    return [(row[0], bool(row[1]), row[2]) for row in connection.execute(query)]


def admitted_today(looking: Eyes, owner: str) -> ColumnElement[bool]:
    """Return the condition that a change is of a photo that the viewer may see today."""
    if looking.nsid == owner:
        return CHANGES.c.owner == owner
    return _admits(CHANGES.c.viewers_now, _today(looking, owner))


def may_know(looking: Eyes, owner: str, *, before: bool = True) -> ColumnElement[bool]:
    """Return the condition that the viewer may have seen both sides of a change.

    What they were to the owner is asked for the time of each change. With `before` false
    it is enough that they may have seen what it led to.
    """
    if looking.nsid == owner:
        return CHANGES.c.owner == owner
    spans = looking.standing(owner)
    then = [
        and_(
            *_within(span),
            _admits(CHANGES.c.viewers, span.viewers),
            *([_admits(CHANGES.c.viewers_before, span.viewers)] if before else []),
        )
        for span in spans
    ]
    return and_(admitted_today(looking, owner), or_(*then))


def _today(looking: Eyes, owner: str) -> int:
    return looking.today.get(owner, UNKNOWN)


def _within(span: Span) -> list[ColumnElement[bool]]:
    """Return the conditions that a change fell into a span.

    An end that is none is left out: an index would begin there, where the query has a
    nearer one.
    """
    since = [CHANGES.c.at >= span.start] if span.start > DAWN else []
    return since + ([CHANGES.c.at < span.end] if span.end < FOREVER else [])


def _admits(viewers: ColumnElement[int], standing: int) -> ColumnElement[bool]:
    return viewers.op("&")(standing) == standing
