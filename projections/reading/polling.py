"""Where a poller should look, and whether the archive is whole: an index only.

What a poller records, the streams decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection, exists, func, or_, select

from domain.backup import Certificate
from domain.clock import FOREVER, Instant
from domain.permission import EVERYBODY, FAMILY, FRIENDS, NOBODY
from projections.tables import ALBUMS, CONTACTS, FAVES, LOOKS, PHOTOS, PURGED, READERS, RUNS, TOTALS

_PERMISSIONS: Final = {
    EVERYBODY: "public",
    FRIENDS: "friends",
    FAMILY: "family",
    FRIENDS | FAMILY: "friends and family",
    NOBODY: "private",
}
"""Flickr's permissions, by whom they admit."""


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


def every_photo(connection: Connection, owner: str) -> list[str]:
    """Return the ids of all photos that the archive holds of an owner, deleted ones as well."""
    query = select(PHOTOS.c.photo).where(PHOTOS.c.owner == owner).distinct()
    return list(connection.execute(query.order_by(PHOTOS.c.photo)).scalars())


def purged_photos(connection: Connection, owner: str) -> list[str]:
    """Return the ids of the photos that were purged for their owner."""
    query = select(PURGED.c.photo).where(PURGED.c.member == owner)
    return list(connection.execute(query.order_by(PURGED.c.photo)).scalars())


def photo_count(connection: Connection, owner: str) -> int:
    """Return how many photos of an owner Flickr lists, as far as is known.

    Those that the archive forgot for them are there still, and no news.
    """
    live = select(func.count()).where(
        PHOTOS.c.owner == owner, PHOTOS.c.shown_until == FOREVER, PHOTOS.c.deleted.is_(False)
    )
    purged = select(func.count()).where(PURGED.c.member == owner)
    return connection.execute(live).scalar_one() + connection.execute(purged).scalar_one()


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


def held_counts(connection: Connection, owner: str) -> dict[str, int]:
    """Return how many of an owner's photos are held, by `year 2014` and `permission public`.

    Years are those of the upload, in UTC. Deleted photos are left out.
    """
    query = select(TOTALS.c.month, TOTALS.c.viewers, func.sum(TOTALS.c.photos)).where(
        TOTALS.c.owner == owner, TOTALS.c.deleted.is_(False)
    )
    counts: Counter[str] = Counter()
    for month, viewers, photos in connection.execute(
        query.group_by(TOTALS.c.month, TOTALS.c.viewers)
    ):
        counts[f"year {month[:4]}"] += int(photos)
        counts[f"permission {_PERMISSIONS.get(viewers, 'unknown')}"] += int(photos)
    return +counts


def photos_without_file(connection: Connection, owner: str) -> list[str]:
    """Return the ids of an owner's photos, not deleted, of which no file is stored."""
    query = select(PHOTOS.c.photo).where(
        PHOTOS.c.owner == owner,
        PHOTOS.c.shown_until == FOREVER,
        PHOTOS.c.deleted.is_(False),
        PHOTOS.c.files == "[]",
    )
    return list(connection.execute(query.order_by(PHOTOS.c.photo)).scalars())


@dataclass(frozen=True, slots=True)
class Certified:
    """The certificate on which the last finished run of a kind stands.

    `made` is when it was made, `confirmed` the end of the last run that found the same.
    """

    kind: str
    certificate: Certificate
    made: Instant
    confirmed: Instant


def certificates(connection: Connection, nsid: str) -> dict[str, Certified]:
    """Return a member's certificates of completeness by kind of backup.

    A kind is left out of which no run has finished, or whose last one could not compare.
    """
    found: dict[str, Certified] = {}
    for kind in connection.execute(
        select(RUNS.c.kind).where(RUNS.c.nsid == nsid).distinct()
    ).scalars():
        certified = certificate(connection, nsid, kind)
        if certified is not None:
            found[kind] = certified
    return found


def certificate(connection: Connection, nsid: str, kind: str) -> Certified | None:
    """Return the certificate on which a member's last finished run of a kind stands, if any."""
    own = select(RUNS).where(RUNS.c.nsid == nsid, RUNS.c.kind == kind)
    newest = RUNS.c.finished.desc(), RUNS.c.number.desc()
    last = connection.execute(own.order_by(*newest).limit(1)).one_or_none()
    if last is None or not last.certified:
        return None
    made = own.where(RUNS.c.certificate != "", RUNS.c.finished == last.certified)
    row = connection.execute(made.order_by(*newest).limit(1)).one_or_none()
    if row is None:
        return None
    read = msgspec.json.decode(row.certificate, type=Certificate)
    return Certified(kind, read, last.certified, last.finished)
