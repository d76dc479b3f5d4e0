"""A person's albums, and one of them."""

from __future__ import annotations

from msgspec import Struct

from domain import streams
from projections.reading import albums as reading
from projections.reading import moments
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking import within
from web.asking.errors import Way, not_found
from web.asking.visit import Visit
from web.pages.lists import doubts_of
from web.views.cards import card, cards
from web.views.parts import Card, Pager, Person, View


class AlbumLine(Struct, frozen=True, kw_only=True):
    """An album as the list shows it; `photos` counts those that the viewer may see."""

    id: str
    path: str
    title: str
    created: int
    photos: int
    sure: bool
    cover: Card | None


class Albums(View, frozen=True, kw_only=True):
    """A person's albums, newest first."""

    person: Person
    mine: bool
    albums: tuple[AlbumLine, ...]


class Album(View, frozen=True, kw_only=True):
    """One album with its photos, in its own order."""

    id: str
    person: Person
    mine: bool
    description: str
    created: int
    photos: tuple[Card, ...]
    pager: Pager = Pager()


def look(visit: Visit, user: str) -> Albums:
    """Return the albums in which the viewer may see something."""
    named = visit.whom(user, "albums/")
    visit.since_recorded(named)
    person = visit.person(named)
    lines = tuple(
        AlbumLine(
            id=album.id,
            path=visit.link(to.albums(person.address, album.id)),
            title=album.title or "Untitled album",
            created=album.created,
            photos=album.count,
            sure=album.sure,
            cover=card(visit, album.cover, person) if album.cover else None,
        )
        for album in reading.albums(visit.connection, visit.eyes, named.nsid)
    )
    return Albums(
        title=f"{person.name}’s albums",
        time=timed(
            visit,
            moments.of_albums(visit.connection, visit.eyes, named.nsid),
            person=person.address,
            doubts=tuple(line.title for line in lines if not line.sure)[:5],
            kind="albums",
        ),
        person=person,
        mine=visit.viewer == named.nsid,
        albums=lines,
    )


def look_at_one(visit: Visit, user: str, album_id: str) -> Album:
    """Return one album at the time looked at."""
    named = visit.whom(user, f"albums/{album_id}/")
    if not streams.is_id(album_id):
        raise not_found("An album’s number has digits only.")
    visit.since_recorded(named)
    album = reading.album(visit.connection, visit.eyes, album_id)
    if album is None or album.owner != named.nsid:
        way = Way(to.albums(named.address), "All albums")
        raise not_found("There is no such album, or nothing in it that you may see.", way)
    person = visit.person(named)
    return Album(
        id=album.id,
        title=album.title or "Untitled album",
        time=timed(
            visit,
            moments.of_album(visit.connection, visit.eyes, album.owner, album.id),
            person=person.address,
            doubts=doubts_of(visit, album.seen),
        ),
        person=person,
        mine=visit.viewer == named.nsid,
        description=album.description,
        created=album.created,
        photos=cards(visit, album.seen, within.album(album.id)),
    )
