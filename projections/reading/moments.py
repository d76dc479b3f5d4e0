"""What makes a moment of each kind of page: the one statement of it.

A moment is an instant at which what a page shows changed to its viewer's eyes. The time bar's
steps and counts and the mementos of TimeMaps all come from here, by way of
`projections.reading.steps`. What the viewer may not see makes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
)

from domain.album import reordered
from domain.clock import FOREVER, Instant
from projections.reading import news, photos
from projections.reading.eyes import Eyes, may_see, shown_when
from projections.tables import ALBUM_PHOTOS, ALBUMS, CHANGES, CONTACTS, FAVES, PHOTOS

_AT: Final = bindparam("at", type_=BigInteger)


@dataclass(frozen=True, slots=True)
class Source:
    """Moments that a query finds: `at` is its time. `owner`: all are changes of their photos."""

    at: ColumnElement[int]
    query: Select[Any]
    owner: str = ""


Moments = Sequence[Source]
"""Where the moments of a page are found; one instant may be in several sources."""


def of_photos(looking: Eyes, owners: Iterable[str]) -> Moments:
    """Return the moments at which photos of some owners changed (`projections.reading.news`)."""
    return [
        Source(CHANGES.c.at, select(CHANGES.c.photo).where(news.is_news(looking, owner)), owner)
        for owner in owners
    ]


def of_faves(looking: Eyes, nsid: str, owner: str | None = None) -> Moments:
    """Return the moments at which a member faved a photo or dropped a fave; of one owner's.

    A fave counts that the viewer might have seen on the list: as it came, or just before it
    went.
    """
    joined = select(FAVES.c.photo).join(PHOTOS, PHOTOS.c.photo == FAVES.c.photo)
    joined = joined.where(FAVES.c.nsid == nsid)
    if owner is not None:
        joined = joined.where(PHOTOS.c.owner == owner)
    came, went = FAVES.c.shown_from, FAVES.c.shown_until
    before = went - 1
    return [
        Source(came, joined.where(shown_when(came), may_see(looking, when=came))),
        Source(
            went,
            joined.where(went < FOREVER, shown_when(before), may_see(looking, when=before)),
        ),
    ]


def of_contacts(looking: Eyes, owner: str) -> Moments:
    """Return the moments at which a member called somebody something else, for themself alone."""
    if looking.nsid != owner:
        return []
    # Who is no contact in their first row never was one before.
    changed = or_(CONTACTS.c.contact, CONTACTS.c.piece > 0)
    query = select(CONTACTS.c.nsid).where(CONTACTS.c.owner == owner, changed)
    return [Source(CONTACTS.c.shown_from, query)]


def of_albums(
    connection: Connection, looking: Eyes, owner: str, album: str | None = None
) -> Moments:
    """Return the moments at which an owner's albums, or one of them, became other ones.

    To the owner each version of an album is one. To others it is one where a photo that they
    see came or went, where those that they see stand in another order, and where an album in
    which they see a photo is called something else or is there no more.
    """
    at = ALBUMS.c.shown_from
    query = select(ALBUMS.c.album).where(ALBUMS.c.owner == owner)
    if album is not None:
        query = query.where(ALBUMS.c.album == album)
    if looking.nsid == owner:
        return [Source(at, query)]
    came, went = ALBUM_PHOTOS.c.shown_from, ALBUM_PHOTOS.c.shown_until
    news_of_it = or_(
        _seen_in_it(looking, owner, at, came == at),
        _seen_in_it(looking, owner, at - 1, went == at),
        and_(
            _retold(),
            or_(
                and_(ALBUMS.c.deleted.is_(False), _seen_in_it(looking, owner, at)),
                _seen_in_it(looking, owner, at - 1),
            ),
        ),
        _reordered(connection, looking, owner, album),
    )
    return [Source(at, query.where(news_of_it))]


def of_album(connection: Connection, looking: Eyes, owner: str, album: str) -> Moments:
    """Return the moments at which an album, or a photo that was in it then, changed."""
    within = and_(
        ALBUM_PHOTOS.c.photo == CHANGES.c.photo,
        ALBUM_PHOTOS.c.album == album,
        ALBUM_PHOTOS.c.shown_from < CHANGES.c.at,
        ALBUM_PHOTOS.c.shown_until > CHANGES.c.at,
    )
    query = select(CHANGES.c.photo).join(ALBUM_PHOTOS, within)
    of_photos_in_it = Source(CHANGES.c.at, query.where(news.is_news(looking, owner)))
    return [*of_albums(connection, looking, owner, album), of_photos_in_it]


def seen_at(
    connection: Connection, looking: Eyes, owner: str, album: str, instant: Instant
) -> bool:
    """Tell whether the viewer saw something of an album at an instant."""
    seen = true() if looking.nsid == owner else _seen_in_it(looking, owner, _AT)
    query = select(
        exists().where(
            ALBUMS.c.album == album,
            ALBUMS.c.owner == owner,
            ALBUMS.c.deleted.is_(False),
            ALBUMS.c.shown_from <= _AT,
            ALBUMS.c.shown_until > _AT,
            seen,
        )
    )
    return bool(connection.execute(query, {"at": instant}).scalar_one())


def _seen_in_it(
    looking: Eyes, owner: str, at: ColumnElement[int], which: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Return the condition that the viewer sees a photo of a row's album at a time."""
    if which is None:
        which = and_(ALBUM_PHOTOS.c.shown_from <= at, ALBUM_PHOTOS.c.shown_until > at)
    return (
        exists()
        .where(
            ALBUM_PHOTOS.c.album == ALBUMS.c.album,
            which,
            PHOTOS.c.photo == ALBUM_PHOTOS.c.photo,
            PHOTOS.c.deleted.is_(False),
            shown_when(at),
            may_see(looking, owner, when=at),
        )
        .correlate(ALBUMS)
    )


def _retold() -> ColumnElement[bool]:
    """Return the condition that an album has another name or text than before, or went."""
    before = ALBUMS.alias()
    return exists().where(
        before.c.album == ALBUMS.c.album,
        before.c.piece == ALBUMS.c.piece - 1,
        or_(
            before.c.title != ALBUMS.c.title,
            before.c.description != ALBUMS.c.description,
            before.c.deleted != ALBUMS.c.deleted,
        ),
    )


def _reordered(
    connection: Connection, looking: Eyes, owner: str, album: str | None
) -> ColumnElement[bool]:
    """Return the condition that what the viewer sees of an album stands in another order."""
    before = ALBUMS.alias()
    query = (
        select(
            ALBUMS.c.album, ALBUMS.c.piece, ALBUMS.c.shown_from, before.c.photos, ALBUMS.c.photos
        )
        .join(before, and_(before.c.album == ALBUMS.c.album, before.c.piece == ALBUMS.c.piece - 1))
        .where(ALBUMS.c.owner == owner, ALBUMS.c.reordered)
    )
    if album is not None:
        query = query.where(ALBUMS.c.album == album)
    decode = msgspec.json.Decoder(list[str]).decode
    found = [
        and_(ALBUMS.c.album == name, ALBUMS.c.piece == piece)
        for name, piece, at, one, other in connection.execute(query)
        if _other_order(connection, looking.looking_at(at), decode(one), decode(other))
    ]
    return or_(false(), *found)


def _other_order(connection: Connection, looking: Eyes, one: list[str], other: list[str]) -> bool:
    both = sorted(set(one).intersection(other))
    return reordered(one, other, {photo.id for photo in photos.some(connection, looking, both)})
