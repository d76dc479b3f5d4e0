"""Conditions as sets of documents.

The rule of who may see what is that of `projections.reading.eyes`, over documents.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_

from pyroaring import BitMap

from adapters.search.embedded.postings import DELETED, ENDED, UNTOLD, of_term, of_text
from adapters.search.embedded.sets import Sets, union
from domain.clock import FOREVER
from domain.permission import EVERYBODY, UNKNOWN
from domain.search.earth import latitudes_within
from domain.search.index import Looker
from domain.search.query import (
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


def found_by(query: Query, looking: Looker, sets: Sets) -> BitMap:
    """Return the documents that a query finds, and that may be seen."""
    at = looking.at
    ended = sets.of(*ENDED) - sets.later("shown_until", at)
    found = sets.all - sets.later("shown_from", at) - ended - sets.later("posted", at)
    if not query.deleted:
        found -= sets.of(*DELETED)
    return found & may_see(looking, sets) & meant(query.condition, looking, sets)


def may_see(looking: Looker, sets: Sets) -> BitMap:
    """Return the documents that the viewer may see."""
    admitted = _admitted("viewers", looking, sets)
    if not looking.nsid:
        return admitted
    own = sets.of(of_term("owner"), looking.nsid)
    read = sets.of("readers", looking.nsid)
    if not read:
        return own | admitted
    faved = sets.documents(
        "SELECT d.doc FROM favings f JOIN documents d ON d.photo = f.photo"
        " WHERE f.nsid = ? AND f.shown_until = ?",
        looking.nsid,
        FOREVER,
    )
    told = faved & _admitted("faver_viewers", looking, sets)
    reads_on = sets.of("readers_now", looking.nsid) | faved
    untold = sets.of("faver_viewers", UNTOLD) & reads_on
    return own | admitted | (read & (told | untold))


def may_see_place(looking: Looker, sets: Sets) -> BitMap:
    """Return the documents of which the viewer may see where the photo was taken."""
    admitted = _admitted("place_viewers", looking, sets)
    return admitted | sets.of(of_term("owner"), looking.nsid) if looking.nsid else admitted


def meant(condition: Condition, looking: Looker, sets: Sets) -> BitMap:
    """Return the documents for which a condition holds."""
    match condition:
        case AllOf(conditions=inner):
            parts = [meant(one, looking, sets) for one in inner]
            return reduce(and_, parts) if parts else sets.all
        case AnyOf(conditions=inner):
            return union([meant(one, looking, sets) for one in inner])
        case Not(condition=one):
            return sets.all - meant(one, looking, sets)
        case Words(among=among):
            found = union([having(condition, text, sets) for text in among])
            return found & may_see_place(looking, sets) if condition.about_place else found
        case Term():
            found = _having_term(condition, sets)
            return found & may_see_place(looking, sets) if condition.about_place else found
        case Taken(first=first, end=end):
            return sets.taken(first, end)
        case Posted(first=from_second, end=end_second):
            return sets.posted(from_second, end_second)
        case Near():
            return _near(condition, sets) & may_see_place(looking, sets)
        case Faved(nsid=nsid):
            return _held("favings", "nsid", nsid, looking, sets)
        case InAlbum(album=album):
            return _held("belongings", "album", album, looking, sets)


def having(words: Words, text: str, sets: Sets) -> BitMap:
    """Return the documents that have words one after the other in a text."""
    if words.beginning:
        return sets.beginning(of_text(text), words.words[0])
    if len(words.words) == 1:
        return sets.of(of_text(text), words.words[0])
    # there is no quotation mark in a word
    phrase = " ".join(words.words).replace('"', "")
    query = "SELECT rowid FROM texts WHERE texts MATCH ?"
    return sets.documents(query, f'{{{text}}} : "{phrase}"')


def _having_term(term: Term, sets: Sets) -> BitMap:
    field = of_term(term.field)
    if term.beginning:
        return union([sets.beginning(field, value) for value in term.values])
    return sets.among(field, term.values)


def _near(near: Near, sets: Sets) -> BitMap:
    return sets.documents(
        "SELECT doc FROM documents WHERE latitude IS NOT NULL AND latitude BETWEEN ? AND ?"
        " AND kilometres(?, ?, latitude, longitude) <= ?",
        *latitudes_within(near.latitude, near.km),
        near.latitude,
        near.longitude,
        near.km,
    )


def _held(table: str, column: str, value: str, looking: Looker, sets: Sets) -> BitMap:
    return sets.documents(
        f"SELECT d.doc FROM {table} h JOIN documents d ON d.photo = h.photo"  # noqa: S608
        f" WHERE h.{column} = ? AND h.shown_from <= ? AND h.shown_until > ?",
        value,
        looking.at,
        looking.at,
    )


def _admitted(field: str, looking: Looker, sets: Sets) -> BitMap:
    """Return the documents whose viewers in a field admit this one, then and now.

    Owners to whom the viewer is alike are taken together.
    """
    unknown = int(UNKNOWN)
    alike: dict[tuple[int, int], list[str]] = {}
    for owner in looking.then.keys() | looking.today.keys():
        standing = looking.then.get(owner, unknown), looking.today.get(owner, unknown)
        if standing != (unknown, unknown):
            alike.setdefault(standing, []).append(owner)
    admit: Callable[[int, int], BitMap] = lambda then, today: (  # noqa: E731 - used twice, here
        _with_all(field, then, sets) & _with_all(f"{field}_now", today, sets)
    )
    # who may be of any sort: what admits everybody admits them, to whatever owner
    parts = [admit(unknown, unknown)]
    for (then, today), owners in alike.items():
        parts.append(sets.among(of_term("owner"), owners) & admit(then, today))
    return union(parts)


def _with_all(field: str, sorts: int, sets: Sets) -> BitMap:
    everybody = range(int(EVERYBODY) + 1)
    return sets.among(field, [str(v) for v in everybody if v & sorts == sorts])
