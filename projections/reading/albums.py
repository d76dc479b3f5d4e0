"""Albums as a viewer may see them on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from domain.clock import Instant
from projections.reading.eyes import Eyes, may_see, shown
from projections.reading.photos import Listed, some
from projections.tables import ALBUM_PHOTOS, ALBUMS, PHOTOS

_PHOTOS_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Album:
    """An album on a day; `seen` are those of its photos that the viewer may see, `count` how many.

    In a list of albums only their covers are read.
    """

    id: str
    owner: str
    title: str
    description: str
    created: Instant
    sure: bool
    count: int
    seen: tuple[Listed, ...]
    cover: Listed | None


def albums(connection: Connection, looking: Eyes, owner: str) -> list[Album]:
    """Return an owner's albums, newest first: those in which the viewer may see a photo.

    The owner sees the empty ones, too.
    """
    query = (
        select(ALBUMS)
        .where(ALBUMS.c.owner == owner, _shown(looking), ALBUMS.c.deleted.is_(False))
        .order_by(ALBUMS.c.created.desc(), ALBUMS.c.album.desc())
    )
    counts = _counts(connection, looking, owner)
    rows = [
        row for row in connection.execute(query) if row.album in counts or looking.nsid == owner
    ]
    chosen = [row.cover for row in rows if row.cover and row.album in counts]
    covers = {photo.id: photo for photo in some(connection, looking, chosen) if not photo.deleted}
    made: list[Album] = []
    for row in rows:
        cover = covers.get(row.cover)
        if cover is None and row.album in counts:
            cover = _first(connection, looking, row)
        made.append(_album(looking, row, counts.get(row.album, 0), (), cover))
    return made


def album(connection: Connection, looking: Eyes, album_id: str) -> Album | None:
    """Return one album with all its photos that the viewer may see; None if there are none."""
    query = select(ALBUMS).where(
        ALBUMS.c.album == album_id, _shown(looking), ALBUMS.c.deleted.is_(False)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    seen = _seen(connection, looking, _ids(row))
    covers = [photo for photo in seen if photo.id == row.cover] or seen
    if not seen and looking.nsid != row.owner:
        return None
    return _album(looking, row, len(seen), seen, covers[0] if covers else None)


def _album(
    looking: Eyes,
    row: Row[tuple[object, ...]],
    count: int,
    seen: Sequence[Listed],
    cover: Listed | None,
) -> Album:
    return Album(
        row.album,
        row.owner,
        row.title,
        row.description,
        row.created,
        row.sure_from <= looking.at <= row.sure_until,
        count,
        tuple(seen),
        cover,
    )


def _counts(connection: Connection, looking: Eyes, owner: str) -> dict[str, int]:
    """Return how many photos the viewer may see in each of an owner's albums that has any."""
    of_owner = select(ALBUMS.c.album).where(ALBUMS.c.owner == owner)
    query = (
        select(ALBUM_PHOTOS.c.album, func.count())
        .join(PHOTOS, PHOTOS.c.photo == ALBUM_PHOTOS.c.photo)
        .where(
            ALBUM_PHOTOS.c.album.in_(of_owner),
            ALBUM_PHOTOS.c.shown_from <= looking.at,
            ALBUM_PHOTOS.c.shown_until > looking.at,
            PHOTOS.c.deleted.is_(False),
            shown(looking),
            may_see(looking),
        )
        .group_by(ALBUM_PHOTOS.c.album)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _first(connection: Connection, looking: Eyes, row: Row[tuple[object, ...]]) -> Listed | None:
    """Return the first photo of an album that the viewer may see."""
    ids = _ids(row)
    for start in range(0, len(ids), _PHOTOS_AT_ONCE):
        seen = _seen(connection, looking, ids[start : start + _PHOTOS_AT_ONCE])
        if seen:
            return seen[0]
    return None


def _seen(connection: Connection, looking: Eyes, ids: Sequence[str]) -> list[Listed]:
    return [photo for photo in some(connection, looking, ids) if not photo.deleted]


def _ids(row: Row[tuple[object, ...]]) -> list[str]:
    return msgspec.json.decode(row.photos, type=list[str])


def _shown(looking: Eyes) -> ColumnElement[bool]:
    return and_(ALBUMS.c.shown_from <= looking.at, ALBUMS.c.shown_until > looking.at)
