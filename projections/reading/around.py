"""What hangs on one photo: the albums it is in, and who has faved it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from domain.clock import Instant
from projections.reading.eyes import Eyes
from projections.tables import ALBUMS, FAVES


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
    query = (
        select(ALBUMS.c.album, ALBUMS.c.title)
        .where(
            ALBUMS.c.owner == owner,
            ALBUMS.c.shown_from <= looking.at,
            ALBUMS.c.shown_until > looking.at,
            ALBUMS.c.deleted.is_(False),
            ALBUMS.c.photos.contains(f'"{photo}"', autoescape=True),
        )
        .order_by(ALBUMS.c.created.desc())
        .limit(50)
    )
    return [InAlbum(row.album, row.title) for row in connection.execute(query)]


def faved_by(connection: Connection, looking: Eyes, photo: str, limit: int) -> list[FavedBy]:
    """Return who, of the members, had faved a photo at the time looked at, latest first."""
    query = (
        select(FAVES.c.nsid, FAVES.c.faved)
        .where(
            FAVES.c.photo == photo,
            FAVES.c.shown_from <= looking.at,
            FAVES.c.shown_until > looking.at,
        )
        .order_by(FAVES.c.faved.desc())
        .limit(limit)
    )
    return [FavedBy(row.nsid, row.faved) for row in connection.execute(query)]
