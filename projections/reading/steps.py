"""The moments at which what a page shows changed, as far as its viewer may know.

A page asks for the nearest ones, for how many there are since a day, and for how many
each month has: that makes its steps through time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, select

from domain.clock import DAWN, FOREVER, Instant, month_of
from domain.permission import UNKNOWN
from projections.reading.activity import may_know, may_know_months, months_known
from projections.reading.eyes import Eyes, may_see, shown_when
from projections.reading.photos import some
from projections.reading.prepared import prepared
from projections.tables import ALBUMS, CHANGES, CONTACTS, FAVES, FLUX, PHOTOS

_MOST: Final = 5_000
_MOST_EDITIONS: Final = 60


@dataclass(frozen=True, slots=True)
class Source:
    """Steps that a query finds: `at` is its time. `owner`: all are changes of theirs."""

    at: ColumnElement[int]
    query: Select[Any]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps, some found by queries, others known already."""

    sources: Sequence[Source] = ()
    known: Sequence[Instant] = field(default=())


def of_photos(looking: Eyes, owners: Iterable[str]) -> Steps:
    """Return the moments at which photos of some owners changed."""
    return Steps([_of_owner(looking, owner) for owner in owners])


def of_faves(looking: Eyes, nsid: str, owner: str | None = None) -> Steps:
    """Return the moments at which a member faved a photo or dropped a fave; of one owner's.

    Only photos count that the viewer might have seen at that very moment.
    """
    joined = select(FAVES.c.photo).join(PHOTOS, PHOTOS.c.photo == FAVES.c.photo)
    joined = joined.where(FAVES.c.nsid == nsid)
    if owner is not None:
        joined = joined.where(PHOTOS.c.owner == owner)
    begun, ended = FAVES.c.shown_from, FAVES.c.shown_until
    added = joined.where(shown_when(begun), may_see(looking, when=begun))
    dropped = joined.where(ended < FOREVER, shown_when(ended - 1), may_see(looking, when=ended - 1))
    return Steps([Source(begun, added), Source(ended, dropped)])


def of_contacts(looking: Eyes, owner: str) -> Steps:
    """Return the moments at which a member's contacts changed, for themself alone."""
    if looking.nsid != owner:
        return Steps()
    at = CONTACTS.c.shown_from
    return Steps([Source(at, select(CONTACTS.c.nsid).where(CONTACTS.c.owner == owner))])


def of_albums(looking: Eyes, owner: str) -> Steps:
    """Return the moments at which an owner's photos changed; to themself albums as well."""
    photos = _of_owner(looking, owner)
    if looking.nsid != owner:
        return Steps([photos])
    at = ALBUMS.c.shown_from
    return Steps([photos, Source(at, select(ALBUMS.c.album).where(ALBUMS.c.owner == owner))])


def of_album(connection: Connection, looking: Eyes, album_id: str, owner: str) -> Steps:
    """Return the moments at which an album, or a photo that the viewer sees in it, changed."""
    query = select(ALBUMS).where(ALBUMS.c.album == album_id).order_by(ALBUMS.c.piece.desc())
    rows = connection.execute(query.limit(_MOST_EDITIONS)).all()[::-1]
    here = [row for row in rows if row.shown_from <= looking.at < row.shown_until]
    ids = _ids(here[0]) if here else []
    seen = [photo.id for photo in some(connection, looking, ids)]
    changes = _of_owner(looking, owner)
    return Steps(
        [
            Source(changes.at, changes.query.where(CHANGES.c.photo.in_(seen[at : at + 500])))
            for at in range(0, len(seen), 500)
        ],
        _editions(connection, looking, rows),
    )


def together(every: Iterable[Steps]) -> Steps:
    """Return the moments of several lists that one page shows."""
    found = list(every)
    sources = [source for steps in found for source in steps.sources]
    return Steps(sources, [at for steps in found for at in steps.known])


def nearest(
    connection: Connection, looking: Eyes, moments: Steps
) -> tuple[Instant | None, Instant | None]:
    """Return the last moment before the time looked at, and the first one after it."""
    before = [at for at in moments.known if at < looking.at]
    after = [at for at in moments.known if looking.at < at <= looking.now]
    given: dict[str, object] = {"at": looking.at, "now": looking.now}
    for source in moments.sources:
        if source.owner:
            given["owner"] = source.owner
            before += connection.execute(_last_before(looking, source.owner), given).scalars()
            if looking.past:
                after += connection.execute(_first_after(looking, source.owner), given).scalars()
            continue
        at, query = source.at, source.query.with_only_columns(source.at)
        one = query.where(at < looking.at, at > DAWN).order_by(at.desc()).limit(1)
        before += connection.execute(one).scalars()
        if looking.past:
            one = query.where(at > looking.at, at <= looking.now).order_by(at).limit(1)
            after += connection.execute(one).scalars()
    return max(before, default=None), min(after, default=None)


def count_since(connection: Connection, looking: Eyes, moments: Steps, most: int) -> int:
    """Count the changes since the time looked at, `most` at the most."""
    count = sum(looking.at < at <= looking.now for at in moments.known)
    for source in moments.sources:
        query = source.query.where(source.at > looking.at, source.at <= looking.now)
        limited = query.with_only_columns(source.at).limit(most).subquery()
        count += connection.execute(select(func.count()).select_from(limited)).scalar_one()
    return min(count, most)


def between(
    connection: Connection, moments: Steps, since: Instant, until: Instant
) -> list[Instant]:
    """Return the moments after `since` up to `until`, the latest of very many."""
    found = [at for at in moments.known if since < at <= until]
    for source in moments.sources:
        query = source.query.with_only_columns(source.at)
        query = query.where(source.at > since, source.at <= until)
        found += connection.execute(query.order_by(source.at.desc()).limit(_MOST)).scalars()
    return found


def months(connection: Connection, looking: Eyes, moments: Steps) -> dict[str, int]:
    """Return how many changes each month (UTC) had up to now, the latest of very many.

    Of an owner's photos they come from the totals, where a month in which the viewer
    became, or ceased to be, somebody to the owner counts only what admits both.
    """
    counts = Counter(month_of(at) for at in moments.known if DAWN < at <= looking.now)
    for source in moments.sources:
        if source.owner:
            counts.update(_flux(connection, looking, source.owner))
            continue
        query = source.query.with_only_columns(source.at)
        query = query.where(source.at <= looking.now, source.at > DAWN)
        found = connection.execute(query.order_by(source.at.desc()).limit(_MOST)).scalars()
        counts.update(month_of(at) for at in found)
    return dict(sorted(counts.items()))


def _of_owner(looking: Eyes, owner: str) -> Source:
    known = may_know(looking, owner)
    query = select(CHANGES.c.photo).where(CHANGES.c.owner == owner, known)
    return Source(CHANGES.c.at, query, owner)


def _shape(looking: Eyes, owner: str) -> Hashable:
    """Return what conditions on changes depend on (see `may_know`)."""
    if looking.nsid == owner:
        return owner
    return looking.standing(owner), looking.today.get(owner, UNKNOWN)


@prepared(_shape)
def _last_before(looking: Eyes, owner: str) -> Select[Any]:
    at = CHANGES.c.at
    query = _changes(looking, owner).where(at < bindparam("at"), at > DAWN)
    return query.order_by(at.desc()).limit(1)


@prepared(_shape)
def _first_after(looking: Eyes, owner: str) -> Select[Any]:
    at = CHANGES.c.at
    query = _changes(looking, owner).where(at > bindparam("at"), at <= bindparam("now"))
    return query.order_by(at).limit(1)


def _changes(looking: Eyes, owner: str) -> Select[Any]:
    mine = CHANGES.c.owner == bindparam("owner")
    return select(CHANGES.c.at).where(mine, may_know(looking, owner))


def _flux(connection: Connection, looking: Eyes, owner: str) -> dict[str, int]:
    given = {"owner": owner, "month": month_of(looking.now)}
    return {str(row[0]): int(row[1]) for row in connection.execute(_sums(looking, owner), given)}


def _shape_of_months(looking: Eyes, owner: str) -> Hashable:
    return owner if looking.nsid == owner else months_known(looking, owner)


@prepared(_shape_of_months)
def _sums(looking: Eyes, owner: str) -> Select[Any]:
    return (
        select(FLUX.c.month, func.sum(FLUX.c.changes))
        .where(
            FLUX.c.owner == bindparam("owner"),
            FLUX.c.month <= bindparam("month"),
            may_know_months(looking, owner),
        )
        .group_by(FLUX.c.month)
    )


def _editions(
    connection: Connection, looking: Eyes, rows: Sequence[Row[Any]]
) -> tuple[Instant, ...]:
    """Return when an album itself changed in something that the viewer sees of it."""
    found = []
    before: Row[Any] | None = None
    for row in rows:
        at = row.shown_from
        if at <= looking.now and _shows(connection, looking, before, row):
            found.append(at)
        before = row
    return tuple(found)


def _shows(connection: Connection, looking: Eyes, before: Row[Any] | None, after: Row[Any]) -> bool:
    """Tell whether the viewer can see that an album became another."""
    if looking.nsid == after.owner:
        return True
    one, other = ([] if before is None else _ids(before)), _ids(after)
    renamed = before is not None and (before.title, before.description) != (
        after.title,
        after.description,
    )
    # A new name is seen by who sees the album: by somebody who sees a photo in it.
    differ = set(other) if renamed else set(one) ^ set(other)
    if before is not None and not renamed and not differ:
        differ = set(other) if one != other else set()
    at = after.shown_from
    return any(some(connection, looking.looking_at(when), sorted(differ)) for when in (at, at - 1))


def _ids(row: Row[Any]) -> list[str]:
    return [] if row.deleted else msgspec.json.decode(row.photos, type=list[str])
