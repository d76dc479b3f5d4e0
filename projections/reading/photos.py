"""Lists of photos and one photo's place in them, as a viewer may see them on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from domain.clock import Instant
from projections.reading.eyes import Eyes, may_see, may_see_place, shown, totals_admit
from projections.tables import FAVES, PHOTOS, TOTALS


class File(NamedTuple):
    """A stored file: Flickr's letter of its size, its key, pixels, and content type."""

    size: str
    key: str
    width: int
    height: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A photo as lists show it, on the day looked at. `sure`: whether that is certain.

    `when` is where it stands in the list: posted, or faved. `permission` is the original
    program's number; the place is None where the viewer may not see it.
    """

    id: str
    owner: str
    title: str
    media: str
    posted: Instant
    taken: str
    when: Instant
    permission: int
    deleted: bool
    width: int
    height: int
    files: tuple[File, ...]
    sure: bool
    place: tuple[float, float] | None = None


class Mark(NamedTuple):
    """A place in a list, newest first: what a page's link to the next carries."""

    when: Instant
    id: str


def photostream(
    connection: Connection,
    looking: Eyes,
    owner: str,
    limit: int,
    *,
    older_than: Mark | None = None,
    newer_than: Mark | None = None,
    deleted: bool = False,
) -> list[Listed]:
    """Return an owner's photos, newest posted first, at most `limit`.

    With `newer_than` the nearest newer ones. With `deleted` those that are deleted: only
    their owner sees them, and favers what they faved.
    """
    query = _photos(looking, owner).where(PHOTOS.c.owner == owner, PHOTOS.c.deleted == deleted)
    # A photo is not shown before it was posted, which tells the index where to begin.
    newest = looking.at if older_than is None else min(looking.at, older_than.when)
    query = query.where(PHOTOS.c.posted <= newest)
    return _page(connection, looking, query, PHOTOS.c.posted, limit, older_than, newer_than)


def faves(
    connection: Connection,
    looking: Eyes,
    nsid: str,
    limit: int,
    *,
    older_than: Mark | None = None,
    newer_than: Mark | None = None,
    owner: str | None = None,
) -> list[Listed]:
    """Return what a member had faved on the day, latest faved first; with `owner` by them."""
    query = (
        _photos(looking, owner, FAVES.c.faved)
        .join(FAVES, FAVES.c.photo == PHOTOS.c.photo)
        .where(
            FAVES.c.nsid == nsid,
            FAVES.c.shown_from <= looking.at,
            FAVES.c.shown_until > looking.at,
        )
    )
    if owner is not None:
        query = query.where(PHOTOS.c.owner == owner)
    return _page(connection, looking, query, FAVES.c.faved, limit, older_than, newer_than)


def some(connection: Connection, looking: Eyes, ids: Sequence[str]) -> list[Listed]:
    """Return those of the photos named that the viewer may see, in the order named."""
    found: dict[str, Listed] = {}
    for start in range(0, len(ids), 500):
        query = _photos(looking, None).where(PHOTOS.c.photo.in_(ids[start : start + 500]))
        found.update((row.photo, _listed(row, looking)) for row in connection.execute(query))
    return [found[photo] for photo in ids if photo in found]


def one(connection: Connection, looking: Eyes, photo: str) -> Listed | None:
    """Return one photo on the day looked at; None if it was not, or is not to be seen."""
    return next(iter(some(connection, looking, [photo])), None)


def total(connection: Connection, looking: Eyes, owner: str) -> int:
    """Return how many photos of an owner the viewer may see today by the owner's leave."""
    query = select(func.sum(TOTALS.c.photos)).where(
        TOTALS.c.owner == owner, TOTALS.c.deleted.is_(False)
    )
    if owner != looking.nsid:
        query = query.where(totals_admit(looking, owner, TOTALS.c.viewers))
    return connection.execute(query).scalar_one() or 0


def _photos(
    looking: Eyes, owner: str | None, when: ColumnElement[int] = PHOTOS.c.posted
) -> Select[tuple[object, ...]]:
    place = may_see_place(looking).label("place_seen")
    return select(*PHOTOS.c, when.label("at"), place).where(shown(looking), may_see(looking, owner))


def _page(
    connection: Connection,
    looking: Eyes,
    query: Select[tuple[object, ...]],
    when: ColumnElement[int],
    limit: int,
    older_than: Mark | None,
    newer_than: Mark | None,
) -> list[Listed]:
    place = PHOTOS.c.photo
    if newer_than is not None:
        query = query.where(tuple_(when, place) > tuple_(*newer_than))
        query = query.order_by(when, place)
    else:
        if older_than is not None:
            query = query.where(tuple_(when, place) < tuple_(*older_than))
        query = query.order_by(when.desc(), place.desc())
    listed = [_listed(row, looking) for row in connection.execute(query.limit(limit))]
    return listed[::-1] if newer_than is not None else listed


_decode_files = msgspec.json.Decoder(list[File]).decode


def _listed(row: Row[tuple[object, ...]], looking: Eyes) -> Listed:
    has_place = row.place_seen and row.latitude is not None
    return Listed(
        id=row.photo,
        owner=row.owner,
        title=row.title,
        media=row.media,
        posted=row.posted,
        taken=row.taken,
        when=row.at,
        permission=row.permission,
        deleted=row.deleted,
        width=row.width,
        height=row.height,
        files=tuple(_decode_files(row.files)),
        sure=row.sure_from <= looking.at <= row.sure_until,
        place=(row.latitude, row.longitude) if has_place else None,
    )
