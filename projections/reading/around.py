"""What hangs on one photo: the albums it is in, who has faved it, and what is beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, Integer, bindparam, select

from domain.clock import FOREVER, Instant
from projections.reading import photos
from projections.reading.eyes import Eyes, may_see, shown
from projections.reading.photos import Listed, Mark
from projections.tables import ALBUM_PHOTOS, ALBUMS, FAVES, PHOTOS

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class InAlbum:
    """An album that the photo is in."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class FavedBy:
    """A member who has faved the photo, and when."""

    nsid: str
    faved: Instant


def albums_with(connection: Connection, looking: Eyes, owner: str, photo: str) -> list[InAlbum]:
    """Return the owner's albums that the photo was in at the time looked at.

    For viewers who may see the photo then, which makes the album theirs to see as well.
    """
    given = {"photo": photo, "owner": owner, "at": looking.at}
    return [InAlbum(row.album, row.title) for row in connection.execute(_ALBUMS_WITH, given)]


_ALBUMS_WITH: Final = (
    select(ALBUMS.c.album, ALBUMS.c.title)
    .join(ALBUM_PHOTOS, ALBUM_PHOTOS.c.album == ALBUMS.c.album)
    .where(
        ALBUM_PHOTOS.c.photo == bindparam("photo"),
        ALBUM_PHOTOS.c.shown_from <= bindparam("at"),
        ALBUM_PHOTOS.c.shown_until > bindparam("at"),
        ALBUMS.c.owner == bindparam("owner"),
        ALBUMS.c.shown_from <= bindparam("at"),
        ALBUMS.c.shown_until > bindparam("at"),
        ALBUMS.c.deleted.is_(False),
    )
    .order_by(ALBUMS.c.created.desc())
    .limit(50)
)


def has_faved(connection: Connection, nsid: str, photo: str) -> bool:
    """Tell whether a member has a photo among their favourites today."""
    query = select(FAVES.c.photo).where(
        FAVES.c.nsid == nsid, FAVES.c.photo == photo, FAVES.c.shown_until == FOREVER
    )
    return connection.execute(query).first() is not None


def faved_by(connection: Connection, looking: Eyes, photo: str, limit: int) -> list[FavedBy]:
    """Return who, of the members, had faved a photo at the time looked at, latest first."""
    given = {"photo": photo, "at": looking.at, "most": limit}
    return [FavedBy(row.nsid, row.faved) for row in connection.execute(_FAVED_BY, given)]


_FAVED_BY: Final = (
    select(FAVES.c.nsid, FAVES.c.faved)
    .where(
        FAVES.c.photo == bindparam("photo"),
        FAVES.c.shown_from <= bindparam("at"),
        FAVES.c.shown_until > bindparam("at"),
    )
    .order_by(FAVES.c.faved.desc())
    .limit(bindparam("most", type_=Integer))
)


class Beside(NamedTuple):
    """What stands before and after a photo in a list, of what the viewer may see."""

    previous: Listed | None = None
    next: Listed | None = None


def in_photostream(
    connection: Connection, looking: Eyes, photo: Listed, *, deleted: bool = False
) -> Beside:
    """Return the photos posted just after one (which stands before it), and just before."""
    mark = Mark(photo.posted, photo.id)
    newer = photos.photostream(
        connection, looking, photo.owner, 1, newer_than=mark, deleted=deleted
    )
    older = photos.photostream(
        connection, looking, photo.owner, 1, older_than=mark, deleted=deleted
    )
    return Beside(_first(newer), _first(older))


def among_latest(
    connection: Connection, looking: Eyes, photo: Listed, owners: Iterable[str]
) -> Beside:
    """Return what was posted just after and just before, of several owners together."""
    mark = Mark(photo.posted, photo.id)
    newer: list[Listed] = []
    older: list[Listed] = []
    for owner in owners:
        newer += photos.photostream(connection, looking, owner, 1, newer_than=mark)
        older += photos.photostream(connection, looking, owner, 1, older_than=mark)
    return Beside(
        min(newer, key=_when, default=None),
        max(older, key=_when, default=None),
    )


def in_faves(
    connection: Connection, looking: Eyes, photo: str, nsid: str, owner: str | None = None
) -> Beside | None:
    """Return what a member faved just after a photo, and just before it.

    With `owner` among the photos of that one owner. None where it was no fave of theirs.
    """
    when = faved(connection, looking, photo, nsid)
    if when is None:
        return None
    mark = Mark(when, photo)
    newer = photos.faves(connection, looking, nsid, 1, newer_than=mark, owner=owner)
    older = photos.faves(connection, looking, nsid, 1, older_than=mark, owner=owner)
    return Beside(_first(newer), _first(older))


def faved(connection: Connection, looking: Eyes, photo: str, nsid: str) -> Instant | None:
    """Return when a member faved a photo; None where it was no fave at the time looked at."""
    query = select(FAVES.c.faved).where(
        FAVES.c.nsid == nsid,
        FAVES.c.photo == photo,
        FAVES.c.shown_from <= looking.at,
        FAVES.c.shown_until > looking.at,
    )
    return connection.execute(query).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class InOrder:
    """A photo's place in an album, counted from 1 among those that the viewer may see."""

    album: InAlbum
    owner: str
    number: int
    total: int
    beside: Beside


def in_album(connection: Connection, looking: Eyes, photo: str, album: str) -> InOrder | None:
    """Return the place of a photo in an album; None where it was not in it."""
    row = connection.execute(
        select(ALBUMS.c.title, ALBUMS.c.owner, ALBUMS.c.photos).where(
            ALBUMS.c.album == album,
            ALBUMS.c.shown_from <= looking.at,
            ALBUMS.c.shown_until > looking.at,
            ALBUMS.c.deleted.is_(False),
        )
    ).one_or_none()
    if row is None:
        return None
    seen = _seen(connection, looking, msgspec.json.decode(row.photos, type=list[str]))
    if photo not in seen:
        return None
    place = seen.index(photo)
    return InOrder(
        album=InAlbum(album, row.title),
        owner=row.owner,
        number=place + 1,
        total=len(seen),
        beside=beside(connection, looking, seen, place),
    )


def beside(connection: Connection, looking: Eyes, ids: list[str], place: int) -> Beside:
    """Return what stands before and after a place among ids that the viewer may see."""
    around = ids[max(place - 1, 0) : place] + ids[place + 1 : place + 2]
    found = {photo.id: photo for photo in photos.some(connection, looking, around)}
    return Beside(
        found.get(ids[place - 1]) if place else None,
        found.get(ids[place + 1]) if place + 1 < len(ids) else None,
    )


def _seen(connection: Connection, looking: Eyes, ids: list[str]) -> list[str]:
    """Return those of the photos named that the viewer may see, in the order named."""
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    rows = chain.from_iterable(
        connection.execute(
            select(PHOTOS.c.photo).where(
                PHOTOS.c.photo.in_(part),
                PHOTOS.c.deleted.is_(False),
                shown(looking),
                may_see(looking),
            )
        )
        for part in parts
    )
    found = {row.photo for row in rows}
    return [photo for photo in ids if photo in found]


def _first(found: list[Listed]) -> Listed | None:
    return next(iter(found), None)


def _when(photo: Listed) -> tuple[Instant, str]:
    return photo.when, photo.id
