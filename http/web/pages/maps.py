"""A map of where photos were taken: one person's, or those of the whole archive."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from domain.search.earth import kilometres
from domain.search.index import SearchTooSlow, SearchUnavailable
from domain.search.query import Query, Term
from projections.reading import moments, photos, places
from projections.reading.people import Named
from projections.reading.places import Area, Gathered
from web.answering.timebar import timed
from web.asking.errors import bad_request
from web.asking.visit import Visit
from web.pages.search import Facet
from web.pages.shelves import NAMES, values_of
from web.recorded import of_members
from web.views.bookmarks import PlaceKept, places_kept
from web.views.cards import cards
from web.views.parts import Card, Person, View

WORLD: Final = Area(-180, -90, 180, 90)
NEAREST: Final = 18
_PLACES: Final = 300
_SQUARES: Final = 4
"""How many squares of the grid are as wide as the world at zoom 0."""
_BOX: Final = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)(?:,(?!$)|$)")
_NAMED: Final = ("country", "locality")


class MapPlace(Struct, frozen=True, kw_only=True):
    """Photos taken near each other; `path` leads to them all, `newest` is one of them."""

    latitude: float
    longitude: float
    photos: int
    path: str
    newest: Card | None


class MapTiles(Struct, frozen=True, kw_only=True):
    """Where the map's own pictures come from, if the archive is set up with some."""

    address: str
    attribution: str


class MapView(View, frozen=True, kw_only=True):
    """Places in a part of the world.

    On the page of the whole world their names as well, and the places that the viewer keeps.
    """

    person: Person | None
    mine: bool
    box: tuple[float, float, float, float]
    zoom: int
    photos: int
    places: tuple[MapPlace, ...]
    named: tuple[Facet, ...]
    kept: tuple[PlaceKept, ...]
    tiles: MapTiles | None


def look(visit: Visit, user: str = "") -> MapView:
    """Return where photos were taken that the viewer may see, places and all."""
    named = visit.whom(user, "map/") if user else None
    if named:
        visit.since_recorded(named)
    area, zoom = _asked_area(visit), _asked_zoom(visit)
    size = 360 / _SQUARES / 2**zoom
    found = places.gathered(
        visit.connection, visit.eyes, named.nsid if named else None, area, size, _PLACES
    )
    person = visit.person(named) if named else None
    settings = visit.site.archive.settings
    return MapView(
        title=f"Where {person.name} took photos" if person else "Where photos were taken",
        time=timed(
            visit,
            moments.of_photos(visit.eyes, [named.nsid]) if named else of_members(visit),
            person=person.address if person else "",
        ),
        person=person,
        mine=named is not None and visit.viewer == named.nsid,
        box=(area.west, area.south, area.east, area.north),
        zoom=zoom,
        photos=sum(place.photos for place in found),
        places=_places(visit, named, found, size),
        named=_named(visit, named) if area == WORLD else (),
        kept=places_kept(visit) if area == WORLD else (),
        tiles=MapTiles(address=settings.map_tiles, attribution=settings.map_attribution)
        if settings.map_tiles
        else None,
    )


def _places(
    visit: Visit, named: Named | None, found: list[Gathered], size: float
) -> tuple[MapPlace, ...]:
    newest = photos.some(visit.connection, visit.eyes, [place.newest for place in found])
    shown = {card.id: card for card in cards(visit, newest)}
    return tuple(
        MapPlace(
            latitude=round(place.latitude, 5),
            longitude=round(place.longitude, 5),
            photos=place.photos,
            path=shown[place.newest].path
            if place.photos == 1 and place.newest in shown
            else _path(visit, named, place, size),
            newest=shown.get(place.newest),
        )
        for place in found
    )


def _path(visit: Visit, named: Named | None, place: Gathered, size: float) -> str:
    """Return the way to the photos of a place: the search for what is as near as its square."""
    corner = (min(place.latitude + size, 90), place.longitude + size)
    km = max(kilometres(place.latitude, place.longitude, *corner), 0.05)
    near = f"near:{place.latitude:.4f},{place.longitude:.4f},{km:.2f}"
    return visit.link("/search", q=_of(named) + near)


def _named(visit: Visit, named: Named | None) -> tuple[Facet, ...]:
    """Return the names of the places; none where search, which counts them, does not answer."""
    query = Query()
    if named:
        query = query.and_also(Term("owner", frozenset({named.nsid})))
    try:
        counts = visit.site.archive.search.counts(query, visit.eyes, _NAMED, _PLACES)
    except (SearchUnavailable, SearchTooSlow):
        return ()
    facets = (
        Facet(name=NAMES[field], values=values_of(visit, _of(named), field, counted))
        for field, counted in zip(_NAMED, counts, strict=True)
    )
    return tuple(facet for facet in facets if facet.values)


def _of(named: Named | None) -> str:
    return f"owner:{named.nsid} " if named else ""


def _asked_area(visit: Visit) -> Area:
    text = visit.params.get("box", "")
    if not text:
        return WORLD
    numbers = [float(number) for number in _BOX.findall(text)]
    if len(numbers) == 4 and _BOX.sub("", text) == "":
        west, south, east, north = numbers
        if abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90:
            return Area(west, south, east, north)
    raise bad_request("A part of the world is west,south,east,north in degrees: box=-10,35,30,60.")


def _asked_zoom(visit: Visit) -> int:
    text = visit.params.get("zoom", "") or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= NEAREST):
        raise bad_request(f"A map’s zoom is a number from 0 to {NEAREST}.")
    return int(text)
