"""Searching: what a query finds, counted by what the photos have in common."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from domain.search.colours import PALETTE
from domain.search.index import Count, SearchTooSlow, SearchUnavailable
from domain.search.query import Query, Sort
from domain.search.vocabulary import WHOLE
from domain.search.wrong import QueryError
from projections.reading import people, photos
from projections.reading.related import related_tags
from web.answering.timebar import timed
from web.asking import within
from web.asking.addresses import PHOTOS_A_PAGE
from web.asking.errors import bad_request
from web.asking.searching import asked_query, asked_sort
from web.asking.visit import Visit
from web.pages.lists import doubts_of
from web.recorded import members_then, of_members, owners_asked
from web.views.bookmarks import PlaceKept, places_kept
from web.views.cards import cards
from web.views.parts import Card, Pager, View
from web.views.words import LICENSES

_MOST_PAGES: Final = 100
_VALUES: Final = 12
_CONTEXTS: Final = {"1": "indoors", "2": "outdoors"}
"""Flickr's context of a place."""


class WrongQuery(Struct, frozen=True, kw_only=True):
    """What is wrong with a query; the place is from `start` to `end`, the text in `at`."""

    words: str
    start: int
    end: int
    before: str
    at: str
    after: str


class Value(Struct, frozen=True, kw_only=True):
    """Something that photos have in common: how many, the newest of them, a way to all.

    `swatch` is a colour to show beside the name of one, as `#rrggbb`.
    """

    name: str
    photos: int
    path: str
    newest: Card | None = None
    swatch: str = ""


class Facet(Struct, frozen=True, kw_only=True):
    """The values of one field among what was found."""

    name: str
    values: tuple[Value, ...]


class Goes(Struct, frozen=True, kw_only=True):
    """A tag that goes with those asked for: on how many photos, and by what lift."""

    name: str
    photos: int
    lift: float
    path: str


class Found(View, frozen=True, kw_only=True):
    """What a query finds; `unavailable` says why nothing can be looked for at present.

    `related` are the tags that go with those asked for, those of greatest lift first
    (`domain.search.related`). `kept` are the places that the viewer keeps, where nothing was
    asked for yet.
    """

    query: str
    sort: str
    sorts: tuple[str, ...]
    problem: WrongQuery | None = None
    unavailable: str = ""
    total: int = 0
    photos: tuple[Card, ...] = ()
    related: tuple[Goes, ...] = ()
    facets: tuple[Facet, ...] = ()
    pager: Pager = Pager()
    kept: tuple[PlaceKept, ...] = ()


FIELDS: Final = {
    "tag": "Tags",
    "camera": "Cameras",
    "country": "Countries",
    "locality": "Towns",
    "colour": "Colours",
    "taken-year": "Taken in",
    "with": "People",
    "licence": "Licences",
}
"""The fields by which what is found is counted, and what they are called."""


def look(visit: Visit) -> Found:
    """Return what the query in `?q=` finds on the day looked at."""
    text = visit.params.get("q", "").strip()
    sort = asked_sort(visit)
    try:
        query = asked_query(visit, text)
    except QueryError as error:
        return _empty(visit, text, sort, problem=_problem(text, error))
    try:
        return _found(visit, text, query, sort)
    except (SearchUnavailable, SearchTooSlow) as trouble:
        words = str(trouble) if isinstance(trouble, SearchTooSlow) else _UNAVAILABLE
        return _empty(visit, text, sort, unavailable=words)


_UNAVAILABLE: Final = "search does not answer at present; everything else does"


_WHOLE: Final = {
    field: (operator, called.partition("-")[0]) for operator, (field, called) in WHOLE.items()
}
"""The operator that means a whole value of a field, and the one for its words."""


def narrowed(field: str, value: str) -> str:
    """Return the term of a query that means a value of a field."""
    plain = value.replace('"', "")
    if field in _WHOLE:
        operator, words = _WHOLE[field]
        if plain != value:  # no whole name is typed with a quotation mark in it
            operator, plain = words, plain.partition(",")[0]
        return f'{operator}:"{plain.replace("/", " ") if field == "camera" else plain}"'
    match field:
        case "woeid":
            return f"place:{plain.partition('/')[0]}"
        case "indoors":
            return f"is:{_CONTEXTS[plain]}"
        case "predicate":
            return f"{plain}="
        case "namespace":
            return f"{plain}:*="
        case "machine":
            name, _, rest = plain.partition("=")
            return f'{name}="{rest}"'
        case "colour":
            return f"colour:{plain}"
        case _ if field.startswith(("taken-", "posted-")):
            return f"{field.partition('-')[0]}:{plain}"
        case _:
            return f'{field}:"{plain}"'


def called(visit: Visit, field: str, values: list[Count]) -> dict[str, str]:
    """Return what the values of a field are called for people."""
    if field == "with":
        named = people.names(visit.connection, [v.value for v in values], visit.eyes.at)
        return {nsid: name.username for nsid, name in named.items()}
    if field == "licence":
        return {v.value: LICENSES.get(v.value, (v.value, ""))[0] for v in values}
    if field == "woeid":
        return {v.value: " · ".join(filter(None, v.value.split("/", 1)[::-1])) for v in values}
    if field == "indoors":
        return {v.value: _CONTEXTS[v.value] for v in values}
    if field == "camera":
        return {v.value: v.value.replace("/", " ") for v in values}
    return {v.value: v.value for v in values}


def _found(visit: Visit, text: str, query: Query, sort: Sort | None) -> Found:
    index, eyes = visit.site.archive.search, visit.eyes
    members_then(visit)
    asked = owners_asked(query)
    number = _page_number(visit)
    order = sort or query.usual_sort
    start = (number - 1) * PHOTOS_A_PAGE
    found = index.search(query, eyes, order, start, PHOTOS_A_PAGE)
    counts = index.counts(query, eyes, tuple(FIELDS), _VALUES, newest=False)
    goes = related_tags(index, query, eyes, _VALUES) if number == 1 else []
    page = photos.some(visit.connection, eyes, found.photos)
    more = start + PHOTOS_A_PAGE < found.total and number < _MOST_PAGES
    doubts = doubts_of(visit, page)
    return Found(
        title=f"Search: {text}" if text else "Search",
        time=timed(visit, of_members(visit, asked), doubts=doubts),
        query=text,
        sort=order,
        sorts=tuple(Sort),
        total=found.total,
        photos=cards(visit, page, within.found(text, sort, start)),
        related=tuple(
            Goes(name=tag, photos=together, lift=lift, path=_narrower(visit, text, "tag", tag))
            for tag, together, lift in goes
        ),
        facets=tuple(
            Facet(name=FIELDS[field], values=_values(visit, text, field, counted))
            for field, counted in zip(FIELDS, counts, strict=True)
            if counted
        ),
        pager=Pager(
            newer_path=_path(visit, text, sort, number - 1) if number > 1 else "",
            older_path=_path(visit, text, sort, number + 1) if more else "",
        ),
        kept=() if text else places_kept(visit),
    )


def _values(visit: Visit, text: str, field: str, counted: list[Count]) -> tuple[Value, ...]:
    names = called(visit, field, counted)
    return tuple(
        Value(
            name=names[count.value],
            photos=count.photos,
            path=_narrower(visit, text, field, count.value),
            swatch=PALETTE[count.value] if field == "colour" else "",
        )
        for count in counted
    )


def _narrower(visit: Visit, text: str, field: str, value: str) -> str:
    return visit.link("/search", q=f"{text} {narrowed(field, value)}".strip())


def _empty(
    visit: Visit,
    text: str,
    sort: Sort | None,
    *,
    problem: WrongQuery | None = None,
    unavailable: str = "",
) -> Found:
    return Found(
        title="Search",
        time=visit.sign(),
        query=text,
        sort=sort or "",
        sorts=tuple(Sort),
        problem=problem,
        unavailable=unavailable,
    )


def _problem(text: str, error: QueryError) -> WrongQuery:
    start, end = error.start, error.end
    before, at, after = text[:start], text[start:end], text[end:]
    return WrongQuery(words=error.words, start=start, end=end, before=before, at=at, after=after)


def _page_number(visit: Visit) -> int:
    text = visit.params.get("page", "") or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= _MOST_PAGES):
        raise bad_request(f"Pages of a search are numbered from 1 to {_MOST_PAGES}.")
    return int(text)


def _path(visit: Visit, text: str, sort: Sort | None, number: int) -> str:
    return visit.link("/search", q=text, sort=sort, page=str(number) if number > 1 else "")
