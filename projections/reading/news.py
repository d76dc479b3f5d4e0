"""When an owner's photos changed to something that a viewer may see: the one rule for it.

The steps and bars of the time bar and the mementos of lists all ask here. A change is news to
a viewer who might have seen what it led to, then, and may see the photo now: it may have been
closed to them before. What led to something that they may not see is none. Of others' photos
only that is news which lists show (`domain.photo.lists.ON_NO_LIST`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from domain.clock import DAWN, Instant, month_of
from domain.permission import UNKNOWN
from projections.reading.activity import may_know
from projections.reading.eyes import Eyes
from projections.reading.prepared import prepared
from projections.tables import CHANGES, FLUX

_EDGE: Final = bindparam("edge", type_=BigInteger)
_NOW: Final = bindparam("now", type_=BigInteger)


def is_news(looking: Eyes, owner: str) -> ColumnElement[bool]:
    """Return the condition that a row of `changes` is news of an owner's photos to the viewer.

    It bounds no time: of several bounds an index may begin at the one that is further away.
    """
    own = CHANGES.c.owner == owner
    if looking.nsid == owner:
        return own
    return and_(own, CHANGES.c.on_list, may_know(looking, owner, before=False))


def last_upto(
    connection: Connection, looking: Eyes, owner: str, instant: Instant
) -> Instant | None:
    """Return the last instant at which there was news, up to one."""
    found: Instant | None = connection.execute(
        _last_upto(looking, owner), {"edge": min(instant, looking.now)}
    ).scalar_one_or_none()
    return found


def first_since(
    connection: Connection, looking: Eyes, owner: str, instant: Instant
) -> Instant | None:
    """Return the first instant at which there was news, from one on."""
    found: Instant | None = connection.execute(
        _first_since(looking, owner), {"edge": max(instant, DAWN + 1), "now": looking.now}
    ).scalar_one_or_none()
    return found


def all_since(
    connection: Connection, looking: Eyes, owner: str, instant: Instant
) -> Iterator[Instant]:
    """Return the instants at which there was news from one on, each once, oldest first."""
    given = {"edge": max(instant, DAWN + 1), "now": looking.now}
    yield from connection.execute(_all_since(looking, owner), given).scalars()


def months(connection: Connection, looking: Eyes, owner: str) -> dict[str, int]:
    """Return how much news each month (UTC) had up to now, from the totals.

    Throughout its month: what the viewer was to the owner in any part of it must be admitted.
    """
    given = {"month": month_of(looking.now)}
    return {str(row[0]): int(row[1]) for row in connection.execute(_months(looking, owner), given)}


def _shape(looking: Eyes, owner: str) -> Hashable:
    if looking.nsid == owner:
        return owner, True
    return owner, looking.standing(owner), looking.today.get(owner, UNKNOWN)


@prepared(_shape)
def _last_upto(looking: Eyes, owner: str) -> Select[Any]:
    at = CHANGES.c.at
    query = select(at).where(is_news(looking, owner), at <= _EDGE, at > DAWN)
    return query.order_by(at.desc()).limit(1)


@prepared(_shape)
def _first_since(looking: Eyes, owner: str) -> Select[Any]:
    at = CHANGES.c.at
    query = select(at).where(is_news(looking, owner), at >= _EDGE, at <= _NOW)
    return query.order_by(at).limit(1)


@prepared(_shape)
def _all_since(looking: Eyes, owner: str) -> Select[Any]:
    at = CHANGES.c.at
    query = select(at).distinct().where(is_news(looking, owner), at >= _EDGE, at <= _NOW)
    return query.order_by(at)


def _by_month(looking: Eyes, owner: str) -> tuple[int, tuple[tuple[str, str, int], ...]]:
    """Return what the viewer is to an owner today, and what they were from month to month."""
    spans = (span for span in looking.standing(owner) if span.start <= looking.now)
    return looking.today.get(owner, UNKNOWN), tuple(
        (month_of(span.start), month_of(min(span.end - 1, looking.now)), span.viewers)
        for span in spans
    )


def _shape_of_months(looking: Eyes, owner: str) -> Hashable:
    return owner, looking.nsid == owner or _by_month(looking, owner)


@prepared(_shape_of_months)
def _months(looking: Eyes, owner: str) -> Select[Any]:
    query = (
        select(FLUX.c.month, func.sum(FLUX.c.changes))
        .where(FLUX.c.owner == owner, FLUX.c.month <= bindparam("month"))
        .group_by(FLUX.c.month)
    )
    if looking.nsid == owner:
        return query
    today, spans = _by_month(looking, owner)
    then = [
        or_(FLUX.c.month < first, FLUX.c.month > last, _admits(FLUX.c.viewers, viewers))
        for first, last, viewers in spans
    ]
    return query.where(FLUX.c.on_list, _admits(FLUX.c.viewers_now, today), *then)


def _admits(viewers: ColumnElement[int], standing: int) -> ColumnElement[bool]:
    return viewers.op("&")(standing) == standing
