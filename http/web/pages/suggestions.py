"""Suggestions for the search box: tags, people, albums, places and cameras that begin so.

Each comes with the query that means it, and with how many photos that finds for the viewer;
what would find none for them is not suggested.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from domain.search.index import Count, SearchTooSlow, SearchUnavailable
from domain.search.query import Condition, InAlbum, Query, Sort, Term
from domain.search.text import clean_tag, fold
from projections.reading import suggestions as reading
from web.asking.visit import Visit
from web.pages.search import narrowed
from web.views.parts import View

_EACH: Final = 5
_TRIED: Final = 15
_LONGEST: Final = 80
_SORTS: Final = {"locality": "town", "neighbourhood": "neighbourhood"}


class Suggestion(Struct, frozen=True, kw_only=True):
    """What may be meant: its sort and name, the query that means it, how many photos it finds."""

    sort: str
    name: str
    query: str
    photos: int
    path: str


class Suggestions(View, frozen=True, kw_only=True):
    """What the last word of a query may mean; empty where search does not answer."""

    query: str
    suggestions: tuple[Suggestion, ...] = ()


def look(visit: Visit) -> Suggestions:
    """Return suggestions for the last word in `?q=`; with quotation marks, for all in them."""
    text = visit.params.get("q", "")
    before, word = _last(text)
    made: list[Suggestion] = []
    if word:
        try:
            for sort, name, query, photos in _meant(visit, word):
                whole = f"{before}{query}"
                path = visit.link("/search", q=whole)
                made.append(Suggestion(sort=sort, name=name, query=whole, photos=photos, path=path))
        except (SearchUnavailable, SearchTooSlow):
            made = []  # a search box without suggestions is one still
    return Suggestions(title="Suggestions", time=visit.sign(), query=text, suggestions=tuple(made))


def _last(text: str) -> tuple[str, str]:
    """Return what stands before the last word of a query, and the word, of which more may come."""
    if text.count('"') % 2:
        before, _, word = text.rpartition('"')
    else:
        word = text.split(" ")[-1]
        before = text[: len(text) - len(word)]
    if word.startswith("-"):
        before, word = f"{before}-", word[1:]
    return before, word[:_LONGEST]


def _meant(visit: Visit, word: str) -> Iterator[tuple[str, str, str, int]]:
    """Return sort, name, query and number of photos of each thing that is called so."""
    index, eyes = visit.site.archive.search, visit.eyes
    tag = clean_tag(word)
    if tag:
        [tags] = index.counts(Query(), eyes, ("tag",), _EACH, tag, newest=False)
        for count in tags:
            yield "tag", count.value, narrowed("tag", count.value), count.photos
    for named in reading.people(visit.connection, eyes, word, _TRIED):
        if photos := _photos(visit, Term("owner", frozenset({named.nsid}))):
            yield "person", named.username, f"owner:{named.nsid}", photos
    for album, title in reading.albums(visit.connection, eyes, word, _TRIED):
        if photos := _photos(visit, InAlbum(album)):
            yield "album", title, f"in:{album}", photos
    fields = ("place-called", "camera-called")
    called = index.counts(Query(), eyes, fields, _EACH, fold(word), newest=False)
    for counts in called:
        yield from _once(counts)


def _photos(visit: Visit, condition: Condition) -> int:
    query = Query().and_also(condition)
    return visit.site.archive.search.search(query, visit.eyes, Sort.POSTED, 0, 0).total


def _once(counts: list[Count]) -> Iterator[tuple[str, str, str, int]]:
    """Return places or cameras, each once though it may be called by two names."""
    seen: set[tuple[str, str]] = set()
    for count in counts:
        _, field, value = count.value.split("\t", 2)
        if (field, value) not in seen:
            seen.add((field, value))
            name = value.replace("/", " ") if field == "camera" else value
            yield _SORTS.get(field, field), name, narrowed(field, value), count.photos
