"""What the mementos of each page are: photos' versions, lists' days.

A page that is not told of here has none: what leads elsewhere, and a member's account
but for the places that they keep.
Who may not see a page has no mementos of it, and what they may not see makes none.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Final

from domain import streams
from domain.clock import DAWN, Instant
from domain.search.wrong import QueryError
from projections.reading import bookmarks, moments, people
from projections.reading.moments import Moments
from projections.reading.people import Named
from projections.reading.steps import Steps
from web import recorded
from web.asking.errors import not_found
from web.asking.searching import asked_query
from web.asking.visit import Visit
from web.memento.mementos import Days, Mementos, Shown, Versions
from web.photo.seen import Seen, see
from web.recorded import first_members, of_members, owners_asked
from web.views.steps import differ

Source = Callable[..., Mementos]
"""Given a visit and the parts of a path: the mementos of the page there. Raises Trouble."""

NOTHING: Final = Versions()


def of_photo(visit: Visit, user: str, photo_id: str) -> Mementos:
    """Return the versions of a photo that differ to the viewer's eyes."""
    rest = visit.path.partition(f"/{photo_id}")[2].strip("/")
    seen = see(visit, user, photo_id, rest)
    before = -2
    instants: list[Instant] = []
    for number, _, instant in seen.openings():
        if before != number - 1 or not number or _differs(seen, number, instant):
            instants.append(instant)
        before = number
    return Versions(instants)


def of_person(visit: Visit, user: str, **_: str) -> Mementos:
    """Return the days on which something happened to a person's photos."""
    named = _whom(visit, user)
    changes = moments.of_photos(visit.eyes, [named.nsid])
    return _recorded(visit, named, changes)


def of_faves(visit: Visit, user: str, by: str = "") -> Mementos:
    """Return the days on which a person faved something, or faved it no more."""
    named = _whom(visit, user)
    owner = visit.whom(by).nsid if by else None
    changes = moments.of_faves(visit.eyes, named.nsid, owner)
    return _recorded(visit, named, changes)


def of_contacts(visit: Visit, user: str) -> Mementos:
    """Return the days on which a member's contacts changed, for themself."""
    named = _whom(visit, user)
    visit.own(named.nsid, "Contacts")
    return _recorded(visit, named, moments.of_contacts(visit.eyes, named.nsid))


def of_albums(visit: Visit, user: str) -> Mementos:
    """Return the days on which some album of a person changed."""
    named = _whom(visit, user)
    changes = moments.of_albums(visit.connection, visit.eyes, named.nsid)
    return _recorded(visit, named, changes)


def of_album(visit: Visit, user: str, album_id: str) -> Mementos:
    """Return the days on which one album changed, and at whose end it was still to be seen."""
    named = _whom(visit, user)
    if not streams.is_id(album_id):
        raise not_found("An album’s number has digits only.")
    album = visit.connection, visit.eyes, named.nsid, album_id
    begun = visit.recorded_from(named.nsid)
    changes = moments.of_album(*album)
    first = Steps(visit.connection, visit.eyes, changes).first_since(DAWN)
    if begun is None or first is None:
        return NOTHING
    return Shown(_days(visit, changes, max(begun, first)), lambda day: moments.seen_at(*album, day))


def of_bookmarks(visit: Visit) -> Mementos:
    """Return the instants at which the list of the viewer's own places became another."""
    if not visit.viewer:
        return NOTHING
    return Versions(bookmarks.changed(visit.connection, visit.viewer, visit.eyes.now))


def of_friends(visit: Visit) -> Mementos:
    """Return the days on which something happened to the photos of the viewer's contacts."""
    begun = people.contacts_known_from(visit.connection, visit.viewer) if visit.viewer else None
    return NOTHING if begun is None else _days(visit, recorded.of_friends(visit), begun)


def of_friends_faves(visit: Visit) -> Mementos:
    """Return the days on which the viewer's contacts faved something, or faved it no more."""
    begun = people.contacts_known_from(visit.connection, visit.viewer) if visit.viewer else None
    return NOTHING if begun is None else _days(visit, recorded.of_friends_faves(visit), begun)


def of_front(visit: Visit) -> Mementos:
    """Return the days on which something happened to the members' photos."""
    return _of_members(visit)


def of_search(visit: Visit) -> Mementos:
    """Return the days on which something happened to the photos that a query is about."""
    try:
        asked = owners_asked(asked_query(visit, visit.params.get("q", "").strip()))
    except QueryError:
        return NOTHING
    return _of_members(visit, asked)


_OF_PATH: Final[dict[str, Source | None]] = {
    "/": of_front,
    "/account": None,
    "/map": of_front,
    "/account/bookmarks": of_bookmarks,
    "/account/flickr/auth": None,
    "/account/pathaliases": None,
    "/search": of_search,
    "/people/{user}": None,
    "/photo.gne": None,
    "/photos/friends": of_friends,
    "/photos/friends/activity": of_friends,
    "/photos/friends/faves": of_friends_faves,
    "/photos/me": None,
    "/photos/{user}/albums": of_albums,
    "/photos/{user}/albums/{album_id}": of_album,
    "/photos/{user}/contacts": of_contacts,
    "/photos/{user}/faves": of_faves,
    "/photos/{user}/faves/{by}": of_faves,
    "/photos/{user}/{photo_id}/in/{context}": None,
    "/photos/{user}/sets": of_albums,
    "/photos/{user}/{photo_id}/change": None,
    "/photos/{user}/{photo_id}/fave": None,
    "/photos/{user}/{photo_id}/place": None,
    "/photos/{user}/sets/{album_id}": None,
}


def source_of(path: str) -> Source | None:
    """Return where the mementos of the pages at a path of the application come from.

    What is about one photo has its versions; other lists of a person have the days on
    which something happened to that person's photos.
    """
    if path in _OF_PATH:
        return _OF_PATH[path]
    if "{photo_id}" in path:
        return of_photo
    return of_person if "{user}" in path else None


def _differs(seen: Seen, number: int, instant: Instant) -> bool:
    """Tell whether a version and the one before it, both seen, differ to the viewer."""
    before, after = seen.past.versions[number - 1], seen.past.versions[number]
    if differ(seen.past.kind, before.state, after.state, place=False):
        return True
    last = max(before.shown_from, after.shown_from - 1)
    place = seen.place_at(last) and seen.place_at(instant)
    return place and differ(seen.past.kind, before.state, after.state, place=True)


def _whom(visit: Visit, user: str) -> Named:
    """Return the person whom a page is about. Raises Trouble or Elsewhere."""
    rest = visit.path.partition(f"/photos/{user}")[2].strip("/")
    return visit.whom(user, f"{rest}/" if rest else "")


def _recorded(visit: Visit, named: Named, changes: Moments) -> Mementos:
    """Return the days of a list from the beginning of its record on."""
    begun = visit.recorded_from(named.nsid)
    return NOTHING if begun is None else _days(visit, changes, begun)


def _of_members(visit: Visit, asked: Set[str] | None = None) -> Mementos:
    owners = {m.nsid for m in first_members(visit)}
    begun = [visit.recorded_from(nsid) for nsid in owners if asked is None or nsid in asked]
    known = [instant for instant in begun if instant is not None]
    return _days(visit, of_members(visit, asked), min(known)) if known else NOTHING


def _days(visit: Visit, changes: Moments, begun: Instant) -> Days:
    steps = Steps(visit.connection, visit.eyes, changes)
    return Days(steps, begun, visit.eyes.now, visit.site.zone)
