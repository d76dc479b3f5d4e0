"""What is otherwise with an account between two days, as far as a viewer sees both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from projections.reading import albums as reading_albums
from projections.reading.activity import admitted_today, events_between
from projections.reading.albums import Album
from projections.reading.eyes import Eyes
from projections.reading.photos import Listed, some
from projections.tables import ALBUMS, CHANGES, FAVES

MOST: Final = 300
"""How many photos and faves are compared at the most: those changed last."""

_MOST_ALBUMS: Final = 60


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos that are new, gone, and changed (with the events that did it).

    `more` tells whether there were too many to compare.
    """

    new: Sequence[Listed]
    gone: Sequence[Listed]
    changed: Sequence[tuple[Listed, tuple[str, ...]]]
    more: bool


@dataclass(frozen=True, slots=True)
class Both:
    """What came and what went."""

    added: Sequence[Listed]
    dropped: Sequence[Listed]
    more: bool


@dataclass(frozen=True, slots=True)
class AlbumPair:
    """An album on both days; None where it was not, or was not to be seen."""

    before: Album | None
    after: Album | None

    @property
    def added(self) -> list[str]:
        """The photos that came into it, of those that the viewer sees."""
        return _only(self.after, self.before)

    @property
    def dropped(self) -> list[str]:
        """The photos that were taken out."""
        return _only(self.before, self.after)

    @property
    def differs(self) -> bool:
        """Whether the viewer sees any difference."""
        return self.before is None or self.after is None or _face(self.before) != _face(self.after)


def photos(connection: Connection, before: Eyes, after: Eyes, owner: str) -> Photos:
    """Compare an owner's photos on two days; a deleted one is gone."""
    query = (
        select(CHANGES.c.photo)
        .where(
            CHANGES.c.owner == owner,
            CHANGES.c.at > before.at,
            CHANGES.c.at <= after.at,
            admitted_today(after, owner),
        )
        .group_by(CHANGES.c.photo)
        .order_by(func.max(CHANGES.c.at).desc(), CHANGES.c.photo)
        .limit(MOST + 1)
    )
    found = list(connection.execute(query).scalars())
    ids = found[:MOST]
    was, now = _live(connection, before, ids), _live(connection, after, ids)
    events = events_between(connection, after, owner, ids, since=before.at)
    return Photos(
        new=[now[photo] for photo in ids if photo in now and photo not in was],
        gone=[was[photo] for photo in ids if photo in was and photo not in now],
        changed=[
            (now[photo], events[photo])
            for photo in ids
            if photo in now and photo in was and photo in events
        ],
        more=len(found) > MOST,
    )


def faves(connection: Connection, before: Eyes, after: Eyes, nsid: str) -> Both:
    """Compare a member's faves on two days."""
    begun, ended = FAVES.c.shown_from, FAVES.c.shown_until
    query = (
        select(FAVES.c.photo, begun, ended)
        .where(
            FAVES.c.nsid == nsid,
            or_(
                and_(begun > before.at, begun <= after.at),
                and_(ended > before.at, ended <= after.at),
            ),
        )
        .order_by(begun.desc(), FAVES.c.photo)
        .limit(MOST + 1)
    )
    rows = connection.execute(query).all()
    was = {row[0] for row in rows[:MOST] if row[1] <= before.at < row[2]}
    now = {row[0] for row in rows[:MOST] if row[1] <= after.at < row[2]}
    order = dict.fromkeys(row[0] for row in rows[:MOST])
    return Both(
        added=some(connection, after, [photo for photo in order if photo in now - was]),
        dropped=some(connection, before, [photo for photo in order if photo in was - now]),
        more=len(rows) > MOST,
    )


def albums(
    connection: Connection, before: Eyes, after: Eyes, owner: str
) -> tuple[list[AlbumPair], bool]:
    """Compare an owner's albums on two days; tell also whether there were too many."""
    query = (
        select(ALBUMS.c.album)
        .where(
            ALBUMS.c.owner == owner,
            ALBUMS.c.shown_from > before.at,
            ALBUMS.c.shown_from <= after.at,
        )
        .group_by(ALBUMS.c.album)
        .order_by(func.max(ALBUMS.c.shown_from).desc(), ALBUMS.c.album)
        .limit(_MOST_ALBUMS + 1)
    )
    found = list(connection.execute(query).scalars())
    pairs = [
        AlbumPair(
            reading_albums.album(connection, before, album_id),
            reading_albums.album(connection, after, album_id),
        )
        for album_id in found[:_MOST_ALBUMS]
    ]
    seen = [pair for pair in pairs if (pair.before or pair.after) and pair.differs]
    return seen, len(found) > _MOST_ALBUMS


def _live(connection: Connection, looking: Eyes, ids: Sequence[str]) -> Mapping[str, Listed]:
    return {photo.id: photo for photo in some(connection, looking, ids) if not photo.deleted}


def _only(one: Album | None, other: Album | None) -> list[str]:
    known = set(_ids(other))
    return [photo for photo in _ids(one) if photo not in known]


def _ids(album: Album | None) -> Iterable[str]:
    return [] if album is None else [photo.id for photo in album.seen]


def _face(album: Album) -> tuple[str, str, tuple[str, ...]]:
    return album.title, album.description, tuple(_ids(album))
