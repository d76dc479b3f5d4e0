"""A person's photos by what they have in common: places, cameras, tags, archives.

Each page lists values with counts and the newest photo of each; a value leads to the
search that finds its photos, and so does its address of old (`/places/WOEID`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domain.search.colours import PALETTE
from domain.search.index import Count, SearchTooSlow, SearchUnavailable
from domain.search.periods import read_period
from domain.search.query import Query, Term
from projections.reading import moments, photos
from projections.reading.people import Named
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking.errors import Elsewhere, Trouble, not_found
from web.asking.visit import Visit
from web.pages.search import Facet, Value, called, narrowed
from web.views.cards import cards
from web.views.parts import Person, View

_VALUES: Final = 60
_DAYS: Final = {"date-taken": "taken", "date-posted": "posted"}
NAMES: Final = {
    "country": "Countries", "region": "Regions", "locality": "Towns",
    "neighbourhood": "Neighbourhoods", "make": "Makes", "camera": "Cameras", "lens": "Lenses",
    "tag": "Tags", "namespace": "Namespaces", "predicate": "Predicates",
    "machine": "Machine tags", "taken-year": "Taken, by year", "taken-month": "Taken, by month",
    "woeid": "WOE ids", "indoors": "Indoors and outdoors", "with": "People", "licence": "Licences",
    "colour": "Colours", "taken-day": "Taken, by day", "posted-year": "Posted, by year",
    "posted-month": "Posted, by month", "posted-day": "Posted, by day",
}  # fmt: skip
SHELVES: Final = {
    "Places": ("country", "region", "locality", "neighbourhood", "indoors", "woeid"),
    "Cameras": ("make", "camera", "lens"),
    "Tags": ("tag",),
    "Machine tags": ("namespace", "predicate", "machine"),
    "People": ("with",),
    "Licences": ("licence",),
    "Colours": ("colour",),
    "Archives": (
        *("taken-year", "taken-month", "taken-day"),
        *("posted-year", "posted-month", "posted-day"),
    ),
}
"""The pages, and the fields by which each counts."""


class Shelf(View, frozen=True, kw_only=True):
    """A person's photos by the values of some fields, most photos first."""

    person: Person
    mine: bool
    name: str
    facets: tuple[Facet, ...]


def shelf(name: str) -> Callable[..., Shelf]:
    """Return the page that counts a person's photos by the fields of a shelf."""
    rest = name.lower().replace(" ", "-") + "/"

    def look(visit: Visit, user: str) -> Shelf:
        """Return the values of the shelf's fields among the photos that the viewer may see."""
        named = visit.whom(user, rest)
        visit.since_recorded(named)
        query = Query().and_also(Term("owner", frozenset({named.nsid})))
        try:
            counts = visit.site.archive.search.counts(query, visit.eyes, SHELVES[name], _VALUES)
        except (SearchUnavailable, SearchTooSlow):
            raise Trouble(
                503, "Not at present", "Search, by which this page counts, does not answer."
            ) from None
        person = visit.person(named)
        return Shelf(
            title=f"{person.name}’s photos: {name.lower()}",
            time=timed(visit, moments.of_photos(visit.eyes, [named.nsid]), person=person.address),
            person=person,
            mine=visit.viewer == named.nsid,
            name=name,
            facets=tuple(
                _facet(visit, named, field, counted)
                for field, counted in zip(SHELVES[name], counts, strict=True)
                if counted
            ),
        )

    return look


def place(visit: Visit, user: str, woeid: str) -> View:
    """Lead to the photos of a place."""
    raise _search(visit, user, f"places/{woeid}/", f"place:{woeid}")


def camera(visit: Visit, user: str, make: str, model: str = "") -> View:
    """Lead to the photos of a camera, or of all of a make."""
    rest = f"cameras/{make}/{model + '/' if model else ''}"
    plain = make.replace('"', "")
    meant = narrowed("camera", f"{make}/{model}") if model else f'camera:"{plain}"'
    raise _search(visit, user, rest, meant)


def tag(visit: Visit, user: str, clean: str) -> View:
    """Lead to the photos that have a tag."""
    raise _search(visit, user, f"tags/{clean}/", narrowed("tag", clean))


def together_with(visit: Visit, user: str, nsid: str) -> View:
    """Lead to the photos on which somebody is."""
    raise _search(visit, user, f"with/{nsid}/", narrowed("with", nsid))


def archive(visit: Visit, user: str, first: str, second: str = "", third: str = "",
            fourth: str = "") -> View:  # fmt: skip
    """Lead to the photos of a year, a month or a day, taken unless `date-posted` comes first."""
    parts = [part for part in (first, second, third, fourth) if part]
    kind = _DAYS.get(parts[0], "")
    date = "-".join(parts[1:] if kind else parts)
    if date and read_period(date) is None:
        raise not_found("An archive’s address is a year, a month or a day: 2014/05/04.")
    if not date:
        raise Elsewhere(visit.link(f"{to.photostream(user)}archives/"))
    raise _search(visit, user, f"archives/{'/'.join(parts)}/", f"{kind or 'taken'}:{date}")


def _search(visit: Visit, user: str, rest: str, text: str) -> Exception:
    named = visit.whom(user, rest)
    return Elsewhere(visit.link("/search", q=f"owner:{named.nsid} {text}"))


def _facet(visit: Visit, named: Named, field: str, counted: list[Count]) -> Facet:
    if field.startswith(("taken-", "posted-")):
        counted.sort(key=lambda count: count.value, reverse=True)
    values = values_of(visit, f"owner:{named.nsid} ", field, counted)
    return Facet(name=NAMES[field], values=values)


def values_of(visit: Visit, query: str, field: str, counted: list[Count]) -> tuple[Value, ...]:
    """Return counted values of a field, each with the way to what a query finds of it."""
    newest = photos.some(visit.connection, visit.eyes, sorted({c.newest for c in counted}))
    shown = {card.id: card for card in cards(visit, newest)}
    names = called(visit, field, counted)
    return tuple(
        Value(
            name=names[count.value],
            photos=count.photos,
            path=visit.link("/search", q=query + narrowed(field, count.value)),
            newest=shown.get(count.newest),
            swatch=PALETTE[count.value] if field == "colour" else "",
        )
        for count in counted
    )
