"""Plain conditions in Solr's JSON query language: values stand in fields of their own.

Nothing that was typed is ever part of a text that Solr parses: words and values go to the
parsers `term`, `terms`, `prefix` and `field`, which take theirs as it is. What is parsed
(`lucene`, `frange`) is made of numbers and dates of ours alone. Requests forbid macros, which
Solr would fill in (`${…}`) before it reads any of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, assert_never

from adapters.search.solr.documents import NOBODY_TOLD
from domain.clock import Instant
from domain.search import sight
from domain.search.earth import RADIUS_KM, latitudes_within
from domain.search.index import Looker
from domain.search.query import (
    WEIGHTS,
    AllOf,
    AnyOf,
    Near,
    Not,
    Posted,
    Query,
    Taken,
    Term,
    Words,
)
from domain.search.sight import Admits, FavedAt, InAlbumAt, Plain, ReadBy, ShownAt, Untold

Json = dict[str, Any]
"""A query, or a part of one."""

EVERYTHING: Final[Json] = {"lucene": {"query": "*:*"}}
_NOTHING: Final[Json] = {"bool": {"must_not": [EVERYTHING]}}


def found_by(query: Query, looking: Looker) -> Json:
    """Return, as parts of a request, what finds the documents of a query that may be seen.

    Each condition is a filter of its own, which Solr keeps: a page asks for what is found and
    for its facets, and the viewer's next question is of the same viewer. The query only scores
    by relevance.
    """
    filters = [said(one) for one in sight.found_by(query, looking).conditions]
    weighed = [
        {"boost": {"b": str(weight), "query": _words(words, text)}}
        for words in query.relevant
        for text, weight in WEIGHTS.items()
        if text in words.among
    ]
    scored = {"bool": {"must": [EVERYTHING], "should": weighed}} if weighed else EVERYTHING
    return {"query": scored, "filter": [_term("kind", "photo"), *filters]}


def said(condition: Plain) -> Json:
    """Return a condition on documents of photos, as Solr says it."""
    match condition:
        case AllOf(conditions=inner):
            return _all_of([said(one) for one in inner])
        case AnyOf(conditions=inner):
            return _any_of([said(one) for one in inner])
        case Not(condition=one):
            return {"bool": {"must": [EVERYTHING], "must_not": [said(one)]}}
        case Words(among=among):
            return _any_of([_words(condition, text) for text in among])
        case Term():
            return _valued(condition)
        case Taken(first=first, end=end):
            return {"lucene": {"query": f'taken:["{first}" TO "{end}"}}'}}
        case Posted(first=from_second, end=end_second):
            return _numbers("posted", f"[{from_second} TO {end_second}}}")
        case Near():
            return _near(condition)
        case ShownAt(at=at):
            return _all_of([_shown(at), _numbers("posted", f"[* TO {at}]")])
        case Admits(field=field):
            return _terms(field, condition.numbers)
        case Untold(field=field):
            return _term(field, NOBODY_TOLD)
        case ReadBy(nsid=nsid, ever_since=ever_since):
            return _term("readers_now" if ever_since else "readers", nsid)
        case FavedAt(nsid=nsid, at=at):
            return _joined(_faves_of(nsid, at))
        case InAlbumAt(album=album, at=at):
            return _joined([_term("kind", "album"), _term("album", album), _shown(at)])
        case _:
            assert_never(condition)


def when_faved(nsid: str, at: Instant, part: str) -> Json:
    """Return what scores photos by a part, "high" or "low", of when a person faved them.

    A score is a number of 24 bits, too few for an instant as a whole.
    """
    by_part = {"func": {"query": f"faved_{part}"}}
    scored = {"bool": {"filter": _faves_of(nsid, at), "must": [by_part]}}
    return {"join": {"from": "photo", "to": "photo", "score": "max", "query": scored}}


def _term(field: str, value: str) -> Json:
    return {"term": {"f": field, "query": value}}


def _terms(field: str, values: Iterable[str]) -> Json:
    """Return the condition that a field has one of some values, none of which has a comma."""
    return {"terms": {"f": field, "query": ",".join(values)}}


def _all_of(parts: list[Json]) -> Json:
    return {"bool": {"filter": parts}} if parts else EVERYTHING


def _any_of(parts: list[Json]) -> Json:
    return {"bool": {"should": parts}} if parts else _NOTHING


def _shown(at: Instant) -> Json:
    return {"lucene": {"query": f"+shown_from:[* TO {at}] +shown_until:{{{at} TO *]"}}


def _faves_of(nsid: str, at: Instant) -> list[Json]:
    return [_term("kind", "fave"), _term("nsid", nsid), _shown(at)]


def _numbers(field: str, between: str) -> Json:
    return {"lucene": {"query": f"{field}:{between}"}}


def _words(words: Words, text: str) -> Json:
    parser = "prefix" if words.beginning else "field"
    return {parser: {"f": f"words_{text}", "query": " ".join(words.words)}}


def _valued(wanted: Term) -> Json:
    if wanted.field == "owner":  # many at once: an NSID has no comma
        return _terms("owner", sorted(wanted.values))
    parser = "prefix" if wanted.beginning else "term"
    field = f"term_{wanted.field}"
    return _any_of([{parser: {"f": field, "query": value}} for value in sorted(wanted.values)])


def _near(near: Near) -> Json:
    south, north = latitudes_within(near.latitude, near.km)
    point = f"hsin({RADIUS_KM},true,latitude,longitude,{near.latitude:.12f},{near.longitude:.12f})"
    band = _numbers("latitude", f"[{south:.12f} TO {north:.12f}]")
    return _all_of([band, {"frange": {"l": "0", "u": f"{near.km:.12f}", "query": point}}])


def _joined(parts: list[Json]) -> Json:
    """Return the condition that another document about the same photo is as the parts say."""
    return {"join": {"from": "photo", "to": "photo", "score": "none", "query": _all_of(parts)}}
