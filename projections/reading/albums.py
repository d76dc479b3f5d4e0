"""Albums as a viewer may see them on a day."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, select

from domain.clock import Instant
from projections.reading.eyes import Eyes
from projections.reading.photos import Listed, some
from projections.tables import ALBUMS


@dataclass(frozen=True, slots=True)
class Album:
    """An album on a day; `photos` are all its ids, `seen` those the viewer may see."""

    id: str
    owner: str
    title: str
    description: str
    created: Instant
    sure: bool
    seen: tuple[Listed, ...]
    cover: Listed | None


def albums(connection: Connection, looking: Eyes, owner: str) -> list[Album]:
    """Return an owner's albums, newest first: those in which the viewer may see a photo.

    The owner sees the empty ones, too. Each has only its cover in `seen`.
    """
    query = (
        select(ALBUMS)
        .where(ALBUMS.c.owner == owner, _shown(looking), ALBUMS.c.deleted.is_(False))
        .order_by(ALBUMS.c.created.desc(), ALBUMS.c.album.desc())
    )
    made = [_album(connection, looking, row) for row in connection.execute(query)]
    return [album for album in made if album.seen or looking.nsid == owner]


def album(connection: Connection, looking: Eyes, album_id: str) -> Album | None:
    """Return one album with all its photos that the viewer may see; None if there are none."""
    query = select(ALBUMS).where(
        ALBUMS.c.album == album_id, _shown(looking), ALBUMS.c.deleted.is_(False)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    made = _album(connection, looking, row)
    return made if made.seen or looking.nsid == made.owner else None


def _album(connection: Connection, looking: Eyes, row: Row[tuple[object, ...]]) -> Album:
    ids = msgspec.json.decode(row.photos, type=list[str])
    seen = [photo for photo in some(connection, looking, ids) if not photo.deleted]
    covers = [photo for photo in seen if photo.id == row.cover] or seen
    return Album(
        row.album,
        row.owner,
        row.title,
        row.description,
        row.created,
        row.sure_from <= looking.at <= row.sure_until,
        tuple(seen),
        covers[0] if covers else None,
    )


def _shown(looking: Eyes) -> ColumnElement[bool]:
    return and_(ALBUMS.c.shown_from <= looking.at, ALBUMS.c.shown_until > looking.at)
