"""Conditions in Solr's JSON query language: values stand in fields of their own.

Nothing that was typed is ever part of a text that Solr parses: words and values go to the
parsers `term`, `prefix` and `field`, which take theirs as it is. What is parsed (`lucene`,
`frange`) is made of numbers and dates of ours alone.

The rule of who may see what is that of `projections.reading.eyes`, over documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from adapters.search.solr.documents import NOBODY_TOLD
from domain.clock import FOREVER
from domain.permission import EVERYBODY, UNKNOWN
from domain.search.earth import RADIUS_KM, latitudes_within
from domain.search.index import Looker
from domain.search.query import (
    WEIGHTS,
    AllOf,
    AnyOf,
    Condition,
    Faved,
    InAlbum,
    Near,
    Not,
    Posted,
    Query,
    Taken,
    Term,
    Words,
)

Json = dict[str, Any]
"""A query, or a part of one."""

EVERYTHING: Final[Json] = {"lucene": {"query": "*:*"}}
_NOTHING: Final[Json] = {"bool": {"must_not": [EVERYTHING]}}


def found_by(query: Query, looking: Looker) -> Json:
    """Return what finds the documents of a query that may be seen, scored by relevance."""
    parts = [
        term("kind", "photo"),
        _shown(looking),
        _numbers("posted", f"[* TO {looking.at}]"),
        may_see(looking),
        condition(query.condition, looking),
    ]
    if not query.deleted:
        parts.append(term("deleted", "0"))
    made: Json = {"filter": parts}
    weighed = [
        {"boost": {"b": str(weight), "query": _words(words, text)}}
        for words in query.relevant
        for text, weight in WEIGHTS.items()
        if text in words.among
    ]
    return {"bool": made | ({"should": weighed} if weighed else {})}


def may_see(looking: Looker) -> Json:
    """Return the condition that the viewer may see a document."""
    admitted = _admitted("viewers", looking)
    if not looking.nsid:
        return admitted
    faved = _joined([term("kind", "fave"), term("nsid", looking.nsid),
                     _numbers("shown_until", f"[{FOREVER} TO {FOREVER}]")])  # fmt: skip
    told = all_of([faved, _admitted("faver_viewers", looking)])
    reads_now = term("readers_now", looking.nsid)
    untold = all_of([term("faver_viewers", NOBODY_TOLD), any_of([reads_now, faved])])
    reads = all_of([term("readers", looking.nsid), any_of([told, untold])])
    return any_of([term("owner", looking.nsid), admitted, reads])


def may_see_place(looking: Looker) -> Json:
    """Return the condition that the viewer may see where a document's photo was taken."""
    admitted = _admitted("place_viewers", looking)
    return any_of([term("owner", looking.nsid), admitted]) if looking.nsid else admitted


def condition(wanted: Condition, looking: Looker) -> Json:
    """Return a condition on documents of photos."""
    match wanted:
        case AllOf(conditions=inner):
            return all_of([condition(one, looking) for one in inner])
        case AnyOf(conditions=inner):
            return any_of([condition(one, looking) for one in inner])
        case Not(condition=one):
            return {"bool": {"must": [EVERYTHING], "must_not": [condition(one, looking)]}}
        case Words(among=among):
            found = any_of([_words(wanted, text) for text in among])
            return _placed(found, looking) if wanted.about_place else found
        case Term():
            found = _term(wanted)
            return _placed(found, looking) if wanted.about_place else found
        case Taken(first=first, end=end):
            return {"lucene": {"query": f'taken:["{first}" TO "{end}"}}'}}
        case Posted(first=first_second, end=end_second):
            return _numbers("posted", f"[{first_second} TO {end_second}}}")
        case Near():
            return _placed(_near(wanted), looking)
        case Faved(nsid=nsid):
            return _joined(_faves_of(nsid, looking))
        case InAlbum(album=album):
            return _joined([term("kind", "album"), term("album", album), _shown(looking)])


def when_faved(nsid: str, looking: Looker, part: str) -> Json:
    """Return what scores photos by a part, "high" or "low", of when a person faved them.

    A score is a number of 24 bits, too few for an instant as a whole.
    """
    by_part = {"func": {"query": f"faved_{part}"}}
    scored = {"bool": {"filter": _faves_of(nsid, looking), "must": [by_part]}}
    return {"join": {"from": "photo", "to": "photo", "score": "max", "query": scored}}


def term(field: str, value: str) -> Json:
    """Return the condition that a field has a value."""
    return {"term": {"f": field, "query": value}}


def terms(field: str, values: Iterable[str]) -> Json:
    """Return the condition that a field has one of some values, none of which has a comma."""
    return {"terms": {"f": field, "query": ",".join(values)}}


def all_of(parts: list[Json]) -> Json:
    """Return the condition that all hold; without any, for everything."""
    return {"bool": {"filter": parts}} if parts else EVERYTHING


def any_of(parts: list[Json]) -> Json:
    """Return the condition that at least one holds."""
    return {"bool": {"should": parts}} if parts else _NOTHING


def _shown(looking: Looker) -> Json:
    at = looking.at
    return {"lucene": {"query": f"+shown_from:[* TO {at}] +shown_until:{{{at} TO *]"}}


def _faves_of(nsid: str, looking: Looker) -> list[Json]:
    return [term("kind", "fave"), term("nsid", nsid), _shown(looking)]


def _numbers(field: str, between: str) -> Json:
    return {"lucene": {"query": f"{field}:{between}"}}


def _words(words: Words, text: str) -> Json:
    parser = "prefix" if words.beginning else "field"
    return {parser: {"f": f"words_{text}", "query": " ".join(words.words)}}


def _term(wanted: Term) -> Json:
    field = "owner" if wanted.field == "owner" else f"term_{wanted.field}"
    parser = "prefix" if wanted.beginning else "term"
    return any_of([{parser: {"f": field, "query": value}} for value in sorted(wanted.values)])


def _near(near: Near) -> Json:
    south, north = latitudes_within(near.latitude, near.km)
    point = f"hsin({RADIUS_KM},true,latitude,longitude,{near.latitude:.12f},{near.longitude:.12f})"
    band = _numbers("latitude", f"[{south:.12f} TO {north:.12f}]")
    return all_of([band, {"frange": {"l": "0", "u": f"{near.km:.12f}", "query": point}}])


def _joined(parts: list[Json]) -> Json:
    """Return the condition that another document about the same photo is as the parts say."""
    return {"join": {"from": "photo", "to": "photo", "score": "none", "query": all_of(parts)}}


def _placed(found: Json, looking: Looker) -> Json:
    return all_of([found, may_see_place(looking)])


def _admitted(field: str, looking: Looker) -> Json:
    """Return the condition that a set of viewers admits this one, then and now.

    Owners to whom the viewer is alike are taken together.
    """
    alike: dict[tuple[int, int], list[str]] = {}
    unknown = UNKNOWN
    for owner in sorted(looking.then.keys() | looking.today.keys()):
        standing = looking.then.get(owner, unknown), looking.today.get(owner, unknown)
        if standing != (unknown, unknown):
            alike.setdefault(standing, []).append(owner)
    to_anybody = _admit(field, unknown, unknown)
    others = [
        all_of([terms("owner", owners), _admit(field, *standing)])
        for standing, owners in alike.items()
    ]
    # who is of any sort is of theirs too: what admits everybody admits them
    return any_of([to_anybody, *others])


def _admit(field: str, then: int, today: int) -> Json:
    return all_of([_with_all(field, then), _with_all(f"{field}_now", today)])


def _with_all(field: str, sorts: int) -> Json:
    return terms(field, [str(v) for v in range(int(EVERYBODY) + 1) if v & sorts == sorts])
