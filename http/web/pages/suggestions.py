"""Suggestions for the search box: tags, people, albums, places and cameras that begin so.

After an operator they are of its kind alone: cameras after `camera:`, towns after `town:`.

Each comes with the query that means it, and with how many photos that finds for the viewer;
what would find none for them is not suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from msgspec import Struct

from domain.search.index import Count, SearchTooSlow, SearchUnavailable
from domain.search.query import Condition, Faved, InAlbum, Query, Sort, Term
from domain.search.text import clean_tag, fold
from domain.search.vocabulary import WHOLE
from projections.reading import suggestions as reading
from web.asking.visit import Visit
from web.pages.search import narrowed
from web.views.parts import View

_EACH: Final = 5
_TRIED: Final = 15
_LONGEST: Final = 80
_SORTS: Final = {"locality": "town", "neighbourhood": "neighbourhood"}


_PLACES, _CAMERAS = frozenset({"place-called"}), frozenset({"camera-called"})
_PEOPLE: Final = frozenset({"person"})
_KINDS: Final = {
    "": _PLACES | _CAMERAS | _PEOPLE | {"tag", "album"},
    "tag": frozenset({"tag"}), "in": frozenset({"album"}),
    "owner": _PEOPLE, "faved": _PEOPLE, "with": _PEOPLE,
    "place": _PLACES, "camera": _CAMERAS,
    **{operator: frozenset({names}) for operator, (_, names) in WHOLE.items()},
}  # fmt: skip
"""What each operator can mean; without one, all of it."""
_LEAD: Final = re.compile(r"-?(?:[A-Za-z]+:)?")


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
    last = _last(text)
    made: list[Suggestion] = []
    if last.word:
        try:
            for sort, name, query, photos in _meant(visit, last):
                whole = f"{last.before}{query}"
                path = visit.link("/search", q=whole)
                made.append(Suggestion(sort=sort, name=name, query=whole, photos=photos, path=path))
        except (SearchUnavailable, SearchTooSlow):
            made = []  # a search box without suggestions is one still
    return Suggestions(title="Suggestions", time=visit.sign(), query=text, suggestions=tuple(made))


class _Last(NamedTuple):
    """The last word of a query, of which more may come, without what it is to be: `operator`.

    `before` is what stands before both; `machine` is how a machine tag begins, if it is one.
    """

    before: str
    operator: str
    word: str
    machine: str = ""


def _last(text: str) -> _Last:
    """Return the last word of a query; with an open quotation mark all that follows it."""
    if text.count('"') % 2:
        head, _, word = text.rpartition('"')
        lead = head.rpartition(" ")[2]
        before, machine = head[: len(head) - len(lead)], ""
    else:
        term = text.rpartition(" ")[2]
        lead = _LEAD.match(term)[0]  # type: ignore[index]  # every term begins so
        before, word = text[: len(text) - len(term)], term[len(lead) :]
        machine = term.removeprefix("-").lower() if ":" in lead else ""
    if lead.startswith("-"):
        before, lead = f"{before}-", lead[1:]
    operator = lead.removesuffix(":").lower()
    if operator not in _KINDS and not machine:
        word = ""  # words of a text, or nothing that a name can follow
    return _Last(before, operator, word[:_LONGEST], machine[:_LONGEST])


def _meant(visit: Visit, last: _Last) -> Iterator[tuple[str, str, str, int]]:
    """Return sort, name, query and number of photos of each thing that is called so."""
    index, eyes = visit.site.archive.search, visit.eyes
    kinds, word = _KINDS.get(last.operator, frozenset()), last.word
    tag = clean_tag(word)
    if "tag" in kinds and tag:
        [tags] = index.counts(Query(), eyes, ("tag",), _EACH, tag, newest=False)
        for count in tags:
            yield "tag", count.value, narrowed("tag", count.value), count.photos
    if last.machine:
        [tags] = index.counts(Query(), eyes, ("machine",), _EACH, last.machine, newest=False)
        for count in tags:
            yield "machine tag", count.value, narrowed("machine", count.value), count.photos
    if "person" in kinds:
        for named in reading.people(visit.connection, eyes, word, _TRIED):
            if photos := _photos(visit, _who(last.operator, named.nsid)):
                yield "person", named.username, f"{last.operator or 'owner'}:{named.nsid}", photos
    if "album" in kinds:
        for album, title in reading.albums(visit.connection, eyes, word, _TRIED):
            if photos := _photos(visit, InAlbum(album)):
                yield "album", title, f"in:{album}", photos
    fields = tuple(name for name in ("place-called", "camera-called") if name in kinds)
    if fields:
        wanted = WHOLE[last.operator][0] if last.operator in WHOLE else ""
        many = _EACH if not wanted else 4 * _EACH
        for counts in index.counts(Query(), eyes, fields, many, fold(word), newest=False):
            yield from islice(_once(counts, wanted), _EACH)


def _who(operator: str, nsid: str) -> Condition:
    """Return what an operator says of a person."""
    return Faved(nsid) if operator == "faved" else Term(operator or "owner", frozenset({nsid}))


def _photos(visit: Visit, condition: Condition) -> int:
    query = Query().and_also(condition)
    return visit.site.archive.search.search(query, visit.eyes, Sort.POSTED, 0, 0).total


def _once(counts: list[Count], wanted: str) -> Iterator[tuple[str, str, str, int]]:
    """Return places or cameras, each once though it may be called by two names.

    With `wanted` only those of that field.
    """
    seen: set[tuple[str, str]] = set()
    for count in counts:
        _, field, value = count.value.split("\t", 2)
        if (field, value) not in seen and field == (wanted or field):
            seen.add((field, value))
            name = value.replace("/", " ") if field == "camera" else value
            yield _SORTS.get(field, field), name, narrowed(field, value), count.photos
