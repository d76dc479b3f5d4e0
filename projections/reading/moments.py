"""When something on a list changed, as far as a viewer may know: what its TimeMaps list.

A change counts for a viewer who might have seen what it led to, then, and may see the
photo now. What led to something that they may not see is no change to them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from heapq import merge
from itertools import compress, groupby, islice
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, select, true

from domain.admissions import viewers_at
from domain.clock import Instant
from domain.permission import UNKNOWN
from projections.reading import news
from projections.reading.eyes import Eyes, may_see, shown_when
from projections.tables import ALBUMS, CONTACTS, FAVES, PHOTOS


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
    looking: Eyes
    owners: Sequence[str]

    def near(
        self, upto: Sequence[Instant], since: Sequence[Instant]
    ) -> tuple[list[Instant | None], list[Instant | None]]:
        """Return the last ones at or before some instants, and the first at or after others."""
        return (
            [max(self._each(news.last_upto, instant), default=None) for instant in upto],
            [min(self._each(news.first_since, instant), default=None) for instant in since],
        )

    def all_since(self, instant: Instant) -> Iterator[Instant]:
        """Return those at or after an instant, oldest first."""
        every = (
            news.all_since(self.connection, self.looking, owner, instant) for owner in self.owners
        )
        yield from (at for at, _ in groupby(merge(*every)))

    def _each(self, ask: _Ask, instant: Instant) -> Iterator[Instant]:
        for owner in self.owners:
            found = ask(self.connection, self.looking, owner, instant)
            if found is not None:
                yield found


_Ask = Callable[[Connection, Eyes, str, Instant], Instant | None]


def of_photos(connection: Connection, looking: Eyes, owners: Iterable[str]) -> OfPhotos:
    """Return when the photos of some owners changed (`projections.reading.news`)."""
    return OfPhotos(connection, looking, tuple(owners))


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
    viewer may see no photo is none to them. Of photos just those are read that tell: what
    came, went or moved, and of an album one that the viewer may see.
    """

    def __init__(
        self, connection: Connection, looking: Eyes, owner: str, album: str | None = None
    ) -> None:
        """Read the albums."""
        query = select(ALBUMS).where(ALBUMS.c.owner == owner, ALBUMS.c.shown_from <= looking.now)
        if album is not None:
            query = query.where(ALBUMS.c.album == album)
        self._rows = connection.execute(query.order_by(ALBUMS.c.album, ALBUMS.c.piece)).all()
        decode = msgspec.json.Decoder(tuple[str, ...]).decode
        self._photos = {row.photos: decode(row.photos) for row in self._rows}
        self._seen = _Seen(connection, looking, owner)

    def moments(self) -> Told:
        """Return when they changed to something that the viewer may see."""
        there = [(self._before(n), row) for n, row in enumerate(self._rows) if not row.deleted]
        moved = [
            self._moved(before, row) if before is not None else frozenset() for before, row in there
        ]
        self._seen.read(photo for photos in moved for photo in photos)
        changed = [
            row
            for (before, row), photos in zip(there, moved, strict=True)
            if before is None or self._differ(before, row, photos)
        ]
        shown = self._seen.any_of([(self._photos[row.photos], row.shown_from) for row in changed])
        return Told(sorted({row.shown_from for row in compress(changed, shown)}))

    def seen_at(self, instant: Instant) -> bool:
        """Tell whether the viewer saw something of them at an instant."""
        here = [
            (self._photos[row.photos], instant)
            for row in self._rows
            if row.shown_from <= instant < row.shown_until and not row.deleted
        ]
        return any(self._seen.any_of(here))

    def _before(self, number: int) -> Any | None:
        """Return the row that one came after, if the album was there and called the same."""
        row, before = self._rows[number], self._rows[number - 1] if number else None
        if before is None or before.album != row.album or before.deleted:
            return None
        same = (before.title, before.description) == (row.title, row.description)
        return before if same else None

    def _moved(self, before: Any, row: Any) -> Set[str]:
        """Return the photos by which two rows of an album differ, or may differ."""
        one, other = self._photos[before.photos], self._photos[row.photos]
        if one == other:
            return frozenset()
        both = set(one) & set(other)
        in_order = [p for p in one if p in both] == [p for p in other if p in both]
        return set(one) ^ set(other) if in_order else {*one, *other}

    def _differ(self, before: Any, row: Any, moved: Set[str]) -> bool:
        """Tell whether the viewer sees that the photos that were moved were."""
        one, other = (
            self._seen.among([p for p in self._photos[photos] if p in moved], row.shown_from)
            for photos in (before.photos, row.photos)
        )
        return one != other


class _Seen:
    """Which photos of one owner the viewer may see at an instant; read as they are asked for."""

    def __init__(self, connection: Connection, looking: Eyes, owner: str) -> None:
        self._connection = connection
        self._own = looking.nsid == owner
        self._spans = looking.spans.get(owner, ())
        self._pieces: dict[str, list[tuple[Instant, Instant, int]]] = {}
        today = looking.today.get(owner, UNKNOWN)
        self._admitted = true() if self._own else PHOTOS.c.viewers_now.op("&")(today) == today

    def read(self, photos: Iterable[str]) -> None:
        """Read those of some photos that are not read yet, in few queries."""
        wanted = sorted({photo for photo in photos if photo not in self._pieces})
        self._pieces.update((photo, []) for photo in wanted)
        for start in range(0, len(wanted), 500):
            query = select(
                PHOTOS.c.photo, PHOTOS.c.shown_from, PHOTOS.c.shown_until, PHOTOS.c.viewers
            ).where(
                PHOTOS.c.photo.in_(wanted[start : start + 500]),
                PHOTOS.c.deleted.is_(False),
                self._admitted,
            )
            for photo, shown_from, shown_until, viewers in self._connection.execute(query):
                self._pieces[photo].append((shown_from, shown_until, viewers))

    def among(self, photos: Iterable[str], at: Instant) -> tuple[str, ...]:
        """Return those of some photos, read before, that the viewer sees as of an instant."""
        standing = viewers_at(self._spans, at) if self._spans else UNKNOWN
        return tuple(photo for photo in photos if self._sees(photo, standing, at))

    def any_of(self, asked: Sequence[tuple[Sequence[str], Instant]]) -> list[bool]:
        """Tell of each list of photos whether the viewer sees one of them at its instant.

        Owners see their albums whatever is in them. The first photos of all lists are asked
        for together, then four times as many of those in which none was seen, and so on.
        """
        found = [self._own] * len(asked)
        left = [] if self._own else [number for number, (photos, _) in enumerate(asked) if photos]
        start, size = 0, 1
        while left:
            self.read(photo for n in left for photo in asked[n][0][start : start + size])
            for number in left:
                photos, at = asked[number]
                found[number] = bool(self.among(photos[start : start + size], at))
            start, size = start + size, size * 4
            left = [n for n in left if not found[n] and start < len(asked[n][0])]
        return found

    def _sees(self, photo: str, standing: int, at: Instant) -> bool:
        return any(
            start <= at < end and (self._own or viewers & standing == standing)
            for start, end, viewers in self._pieces[photo]
        )
