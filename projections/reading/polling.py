"""Where a poller should look: an index only. What it records, the streams decide."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, exists, func, or_, select

from domain.clock import FOREVER, Instant
from projections.tables import ALBUMS, CONTACTS, FAVES, LOOKS, PHOTOS, READERS


def live_photos(connection: Connection, owner: str) -> Iterator[str]:
    """Return the ids of an owner's photos that are not deleted, as far as is known."""
    query = (
        select(PHOTOS.c.photo)
        .where(
            PHOTOS.c.owner == owner, PHOTOS.c.shown_until == FOREVER, PHOTOS.c.deleted.is_(False)
        )
        .order_by(PHOTOS.c.posted.desc(), PHOTOS.c.photo.desc())
    )
    yield from connection.execute(query).scalars()


def photo_count(connection: Connection, owner: str) -> int:
    """Return how many photos of an owner are not deleted, as far as is known."""
    query = select(func.count()).where(
        PHOTOS.c.owner == owner, PHOTOS.c.shown_until == FOREVER, PHOTOS.c.deleted.is_(False)
    )
    return connection.execute(query).scalar_one()


def live_faves(connection: Connection, nsid: str) -> list[str]:
    """Return the photos that a member has faved, latest first.

    Those that their token can no longer read are left out, as Flickr's list leaves them.
    """
    reads = exists().where(READERS.c.photo == FAVES.c.photo, READERS.c.member == nsid)
    reads_now = reads.where(READERS.c.reads_now)
    query = (
        select(FAVES.c.photo)
        .where(FAVES.c.nsid == nsid, FAVES.c.shown_until == FOREVER, or_(~reads, reads_now))
        .order_by(FAVES.c.faved.desc(), FAVES.c.photo.desc())
    )
    return list(connection.execute(query).scalars())


def live_contacts(connection: Connection, owner: str) -> list[str]:
    """Return those whom a member calls contacts."""
    query = select(CONTACTS.c.nsid).where(
        CONTACTS.c.owner == owner, CONTACTS.c.shown_until == FOREVER, CONTACTS.c.contact
    )
    return list(connection.execute(query).scalars())


def live_albums(connection: Connection, owner: str) -> list[str]:
    """Return an owner's albums that are not deleted, as far as is known."""
    query = select(ALBUMS.c.album).where(
        ALBUMS.c.owner == owner, ALBUMS.c.shown_until == FOREVER, ALBUMS.c.deleted.is_(False)
    )
    return list(connection.execute(query).scalars())


def last_look(connection: Connection, nsid: str, subject: str) -> Instant:
    """Return when a finished run last covered a subject; 0 if none has."""
    query = select(func.max(LOOKS.c.at)).where(LOOKS.c.nsid == nsid, LOOKS.c.subject == subject)
    return connection.execute(query).scalar_one() or 0
