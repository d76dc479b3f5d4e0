"""The moments at which what a page shows changed, as far as its viewer may know.

A page asks for the nearest ones, for how many there are since a day, and for how many
each month has: that makes its steps through time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from domain.clock import DAWN, FOREVER, Instant, month_of
from projections.reading import news
from projections.reading.eyes import Eyes, may_see, shown_when
from projections.reading.news import first_since, last_upto
from projections.reading.photos import some
from projections.tables import ALBUMS, CHANGES, CONTACTS, FAVES, PHOTOS

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


def last_before(
    connection: Connection, looking: Eyes, moments: Steps, instant: Instant
) -> Instant | None:
    """Return the last moment before an instant."""
    found: list[Instant | None] = [at for at in moments.known if at < instant]
    for source in moments.sources:
        if source.owner:
            found.append(last_upto(connection, looking, source.owner, instant - 1))
            continue
        at, query = source.at, source.query.with_only_columns(source.at)
        one = query.where(at < instant, at > DAWN).order_by(at.desc()).limit(1)
        found += connection.execute(one).scalars()
    return max((at for at in found if at is not None), default=None)


def first_after(
    connection: Connection, looking: Eyes, moments: Steps, instant: Instant
) -> Instant | None:
    """Return the first moment after an instant, up to now."""
    found: list[Instant | None] = [at for at in moments.known if instant < at <= looking.now]
    for source in moments.sources:
        if source.owner:
            found.append(first_since(connection, looking, source.owner, instant + 1))
            continue
        at, query = source.at, source.query.with_only_columns(source.at)
        one = query.where(at > instant, at <= looking.now).order_by(at).limit(1)
        found += connection.execute(one).scalars()
    return min((at for at in found if at is not None), default=None)


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
    became, or ceased to be, somebody to the owner counts only what admits them throughout.
    """
    counts = Counter(month_of(at) for at in moments.known if DAWN < at <= looking.now)
    for source in moments.sources:
        if source.owner:
            counts.update(news.months(connection, looking, source.owner))
            continue
        query = source.query.with_only_columns(source.at)
        query = query.where(source.at <= looking.now, source.at > DAWN)
        found = connection.execute(query.order_by(source.at.desc()).limit(_MOST)).scalars()
        counts.update(month_of(at) for at in found)
    return dict(sorted(counts.items()))


def _of_owner(looking: Eyes, owner: str) -> Source:
    query = select(CHANGES.c.photo).where(news.is_news(looking, owner))
    return Source(CHANGES.c.at, query, owner)


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
