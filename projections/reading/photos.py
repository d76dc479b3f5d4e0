"""Lists of photos and one photo's place in them, as a viewer may see them on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    func,
    select,
    tuple_,
)

from domain.clock import Instant
from projections.reading.eyes import Eyes, may_see, may_see_place, shape, totals_admit
from projections.reading.prepared import prepared
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
    program's number; `tones` are the colours of the picture's parts; the place is None where
    the viewer may not see it.
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
    tones: str
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
    # A photo is not shown before it was posted, which tells the index where to begin.
    newest = looking.at if older_than is None else min(looking.at, older_than.when)
    query = _photostream(looking, owner, _way(older_than, newer_than))
    more = {"owner": owner, "deleted": deleted, "newest": newest}
    return _page(connection, looking, query, limit, older_than, newer_than, **more)


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
    query = _faves(looking, owner, _way(older_than, newer_than))
    more = {"nsid": nsid} if owner is None else {"nsid": nsid, "owner": owner}
    return _page(connection, looking, query, limit, older_than, newer_than, **more)


def some(connection: Connection, looking: Eyes, ids: Sequence[str]) -> list[Listed]:
    """Return those of the photos named that the viewer may see, in the order named."""
    found: dict[str, Listed] = {}
    query = _some(looking)
    for start in range(0, len(ids), 500):
        given = {"ids": ids[start : start + 500], "at": looking.at}
        found.update((row.photo, _listed(row, looking)) for row in connection.execute(query, given))
    return [found[photo] for photo in ids if photo in found]


def one(connection: Connection, looking: Eyes, photo: str) -> Listed | None:
    """Return one photo on the day looked at; None if it was not, or is not to be seen."""
    return next(iter(some(connection, looking, [photo])), None)


def total(connection: Connection, looking: Eyes, owner: str) -> int:
    """Return how many photos of an owner the viewer may see today by the owner's leave."""
    return connection.execute(_total(looking, owner), {"owner": owner}).scalar_one() or 0


class _Way(Enum):
    """Which photos of a list a page has: the newest of all, or those beside a place in it."""

    NEWEST = "newest"
    OLDER = "older"
    NEWER = "newer"


def _way(older_than: Mark | None, newer_than: Mark | None) -> _Way:
    if newer_than is not None:
        return _Way.NEWER
    return _Way.NEWEST if older_than is None else _Way.OLDER


_AT: Final = bindparam("at", type_=BigInteger)


@prepared(shape)
def _photostream(looking: Eyes, owner: str, way: _Way) -> Select[Any]:
    query = _photos(looking, owner, PHOTOS.c.posted).where(
        PHOTOS.c.owner == bindparam("owner"),
        PHOTOS.c.deleted == bindparam("deleted", type_=Boolean),
        PHOTOS.c.posted <= bindparam("newest"),
    )
    return _beside(query, PHOTOS.c.posted, way)


@prepared(shape)
def _faves(looking: Eyes, owner: str | None, way: _Way) -> Select[Any]:
    query = (
        _photos(looking, owner, FAVES.c.faved)
        .join(FAVES, FAVES.c.photo == PHOTOS.c.photo)
        .where(
            FAVES.c.nsid == bindparam("nsid"),
            FAVES.c.shown_from <= _AT,
            FAVES.c.shown_until > _AT,
        )
    )
    if owner is not None:
        query = query.where(PHOTOS.c.owner == bindparam("owner"))
    return _beside(query, FAVES.c.faved, way)


@prepared(shape)
def _some(looking: Eyes, owner: None = None) -> Select[Any]:
    named = PHOTOS.c.photo.in_(bindparam("ids", expanding=True))
    return _photos(looking, owner, PHOTOS.c.posted).where(named)


@prepared(shape)
def _total(looking: Eyes, owner: str) -> Select[Any]:
    query = select(func.sum(TOTALS.c.photos)).where(
        TOTALS.c.owner == bindparam("owner"), TOTALS.c.deleted.is_(False)
    )
    if owner == looking.nsid:
        return query
    return query.where(totals_admit(looking, owner, TOTALS.c.viewers))


def _photos(looking: Eyes, owner: str | None, when: ColumnElement[int]) -> Select[Any]:
    """Return the photos that the viewer may see at the time `at`, which is given later."""
    place = may_see_place(looking, owner).label("place_seen")
    held = and_(PHOTOS.c.shown_from <= _AT, PHOTOS.c.shown_until > _AT)
    return select(*PHOTOS.c, when.label("at"), place).where(held, may_see(looking, owner, at=_AT))


def _beside(query: Select[Any], when: ColumnElement[int], way: _Way) -> Select[Any]:
    place = PHOTOS.c.photo
    mark = tuple_(bindparam("mark_when", type_=BigInteger), bindparam("mark_id", type_=String))
    match way:
        case _Way.NEWER:
            query = query.where(tuple_(when, place) > mark).order_by(when, place)
        case _Way.OLDER:
            query = query.where(tuple_(when, place) < mark)
            query = query.order_by(when.desc(), place.desc())
        case _Way.NEWEST:
            query = query.order_by(when.desc(), place.desc())
    return query.limit(bindparam("most", type_=Integer))


def _page(
    connection: Connection,
    looking: Eyes,
    query: Select[Any],
    limit: int,
    older_than: Mark | None,
    newer_than: Mark | None,
    **more: object,
) -> list[Listed]:
    given = {**more, "at": looking.at, "most": limit}
    if (mark := newer_than or older_than) is not None:
        given |= {"mark_when": mark.when, "mark_id": mark.id}
    listed = [_listed(row, looking) for row in connection.execute(query, given)]
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
        tones=row.tones,
        place=(row.latitude, row.longitude) if has_place else None,
    )
