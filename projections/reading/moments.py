"""When something on a list changed, as far as a viewer may know: what its TimeMaps list.

A change counts for a viewer who might have seen what it led to, then, and may see the
photo now. What led to something that they may not see is no change to them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

import msgspec
from sqlalchemy import ColumnElement, Connection, TextClause, and_, false, or_, select, text, true

from domain.admissions import viewers_at
from domain.clock import Instant
from domain.permission import UNKNOWN
from projections.reading.activity import may_know
from projections.reading.eyes import Eyes, may_see, shown_when
from projections.tables import ALBUMS, CHANGES, CONTACTS, FAVES, PHOTOS


class Moments(Protocol):
    """The instants at which something changed, in their order."""

    def near(
        self, upto: Sequence[Instant], since: Sequence[Instant]
    ) -> tuple[list[Instant | None], list[Instant | None]]:
        """Return the last ones at or before some instants, and the first at or after others."""

    def all_since(self, instant: Instant) -> Iterator[Instant]:
        """Return those at or after an instant, oldest first."""


@dataclass(frozen=True, slots=True)
class Told:
    """Instants that are few enough to be held: `instants` in order, each once."""

    instants: Sequence[Instant]

    def near(
        self, upto: Sequence[Instant], since: Sequence[Instant]
    ) -> tuple[list[Instant | None], list[Instant | None]]:
        """Return the last ones at or before some instants, and the first at or after others."""
        places = (bisect_right(self.instants, instant) for instant in upto)
        before = [self.instants[place - 1] if place else None for place in places]
        return before, [next(self.all_since(instant), None) for instant in since]

    def all_since(self, instant: Instant) -> Iterator[Instant]:
        """Return those at or after an instant, oldest first."""
        return islice(self.instants, bisect_left(self.instants, instant), None)


@dataclass(frozen=True, slots=True)
class OfPhotos:
    """The changes of some owners' photos, asked of the table as they are wanted."""

    connection: Connection
    condition: ColumnElement[bool]
    now: Instant

    def near(
        self, upto: Sequence[Instant], since: Sequence[Instant]
    ) -> tuple[list[Instant | None], list[Instant | None]]:
        """Return the last ones at or before some instants, and the first at or after others."""
        at = CHANGES.c.at
        known = select(at).where(self.condition).limit(1)
        before = [known.where(at <= instant).order_by(at.desc()) for instant in upto]
        after = [known.where(at >= instant, at <= self.now).order_by(at) for instant in since]
        query = select(*(one.scalar_subquery() for one in (*before, *after)))
        found = list(self.connection.execute(query).one())
        return found[: len(before)], found[len(before) :]

    def all_since(self, instant: Instant) -> Iterator[Instant]:
        """Return those at or after an instant, oldest first."""
        at = CHANGES.c.at
        query = select(at).distinct().where(self.condition, at >= instant, at <= self.now)
        yield from self.connection.execute(query.order_by(at)).scalars()


def of_photos(
    connection: Connection, looking: Eyes, owners: Iterable[str], silent: frozenset[str]
) -> OfPhotos:
    """Return when the photos of some owners changed.

    Of others than the viewer, changes by none but `silent` events (stored names) are left
    out: what they change is not to be seen on the list.
    """
    each = [
        CHANGES.c.owner == owner
        if owner == looking.nsid
        else and_(
            CHANGES.c.owner == owner,
            may_know(looking, owner, before=False),
            _loud(silent),
        )
        for owner in owners
    ]
    return OfPhotos(connection, or_(false(), *each), looking.now)


def of_faves(connection: Connection, looking: Eyes, nsid: str, owner: str | None) -> Told:
    """Return when a member faved what the viewer may see, and when they faved it no more."""
    instants: set[Instant] = set()
    for edge in (FAVES.c.shown_from, FAVES.c.shown_until):
        query = (
            select(edge)
            .distinct()
            .join_from(FAVES, PHOTOS, FAVES.c.photo == PHOTOS.c.photo)
            .where(
                FAVES.c.nsid == nsid,
                edge <= looking.now,
                shown_when(edge),
                may_see(looking, when=edge),
            )
        )
        if owner is not None:
            query = query.where(PHOTOS.c.owner == owner)
        instants.update(connection.execute(query).scalars())
    return Told(sorted(instants))


def of_contacts(connection: Connection, looking: Eyes, owner: str) -> Told:
    """Return when a member's contacts changed. They are the owner's to see."""
    if looking.nsid != owner:
        return Told(())
    query = select(CONTACTS.c.shown_from, CONTACTS.c.shown_until).where(
        CONTACTS.c.owner == owner, CONTACTS.c.contact
    )
    edges = {edge for row in connection.execute(query) for edge in row if edge <= looking.now}
    return Told(sorted(edges))


class OfAlbums:
    """The changes of an owner's albums (or of one), by what the viewer saw of them.

    Title, description, and which photos are in it, in which order. An album in which the
    viewer may see no photo is none to them.
    """

    def __init__(
        self, connection: Connection, looking: Eyes, owner: str, album: str | None = None
    ) -> None:
        """Read the albums, and who may see what is in them."""
        query = select(ALBUMS).where(ALBUMS.c.owner == owner, ALBUMS.c.shown_from <= looking.now)
        if album is not None:
            query = query.where(ALBUMS.c.album == album)
        self._rows = connection.execute(query.order_by(ALBUMS.c.album, ALBUMS.c.piece)).all()
        decode = msgspec.json.Decoder(tuple[str, ...]).decode
        self._photos = {row.photos: decode(row.photos) for row in self._rows}
        every = {photo for photos in self._photos.values() for photo in photos}
        self._seen = _Seen(connection, looking, owner, every)

    def moments(self) -> Told:
        """Return when they changed to something that the viewer may see."""
        instants = set()
        for before, row in zip([None, *self._rows], self._rows, strict=False):
            now = self._shown(row, row.shown_from)
            same = before is not None and before.album == row.album
            if now is not None and not (same and self._shown(before, row.shown_from) == now):
                instants.add(row.shown_from)
        return Told(sorted(instants))

    def seen_at(self, instant: Instant) -> bool:
        """Tell whether the viewer saw something of them at an instant."""
        return any(
            row.shown_from <= instant < row.shown_until and self._shown(row, instant) is not None
            for row in self._rows
        )

    def _shown(self, row: Any, at: Instant) -> tuple[object, ...] | None:
        seen = self._seen.among(self._photos[row.photos], at)
        if row.deleted or not (seen or self._seen.own):
            return None
        return row.title, row.description, seen


class _Seen:
    """Which of some photos of one owner the viewer may see at an instant."""

    def __init__(
        self, connection: Connection, looking: Eyes, owner: str, photos: Iterable[str]
    ) -> None:
        self.own = looking.nsid == owner
        self._spans = looking.spans.get(owner, ())
        self._pieces: dict[str, list[tuple[Instant, Instant, int]]] = {}
        today = looking.today.get(owner, UNKNOWN)
        wanted = sorted(photos)
        admitted = true() if self.own else PHOTOS.c.viewers_now.op("&")(today) == today
        for start in range(0, len(wanted), 500):
            query = select(
                PHOTOS.c.photo, PHOTOS.c.shown_from, PHOTOS.c.shown_until, PHOTOS.c.viewers
            ).where(
                PHOTOS.c.photo.in_(wanted[start : start + 500]),
                PHOTOS.c.deleted.is_(False),
                admitted,
            )
            for photo, shown_from, shown_until, viewers in connection.execute(query):
                self._pieces.setdefault(photo, []).append((shown_from, shown_until, viewers))

    def among(self, photos: Iterable[str], at: Instant) -> tuple[str, ...]:
        """Return those of some photos that the viewer sees as of an instant."""
        standing = viewers_at(self._spans, at) if self._spans else UNKNOWN
        return tuple(photo for photo in photos if self._sees(photo, standing, at))

    def _sees(self, photo: str, standing: int, at: Instant) -> bool:
        return any(
            start <= at < end and (self.own or viewers & standing == standing)
            for start, end, viewers in self._pieces.get(photo, ())
        )


@lru_cache(maxsize=8)
def _loud(silent: frozenset[str]) -> TextClause:
    """Return the condition that a change came by other events than these.

    It is said in text since it stands in every query of a page, unchanged.
    """
    rest = "changes.events"
    for word in (*sorted(f'"{name}"' for name in silent), "[", "]", ","):
        rest = f"replace({rest}, '{word}', '')"
    return text(f"(changes.version = 0 OR {rest} <> '')")
