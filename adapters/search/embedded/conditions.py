"""Plain conditions as sets of documents."""

from __future__ import annotations

from typing import assert_never

from pyroaring import BitMap

from adapters.search.embedded.postings import ENDED, UNTOLD, of_term, of_text
from adapters.search.embedded.sets import Sets, union
from domain.clock import Instant
from domain.search.earth import latitudes_within
from domain.search.index import Looker
from domain.search.query import AllOf, AnyOf, Near, Not, Posted, Query, Taken, Term, Words
from domain.search.sight import (
    Admits,
    FavedAt,
    InAlbumAt,
    Plain,
    ReadBy,
    ShownAt,
    Untold,
    meant,
    seen_by,
)


def found_by(query: Query, looking: Looker, sets: Sets) -> BitMap:
    """Return the documents that a query finds for a viewer on a day.

    It is kept, since a page asks several questions of one query, and so is what the viewer
    may see at all.
    """
    seen = seen_by(looking, sets.moment(looking.at), deleted=query.deleted)
    wanted = meant(query.condition, looking)
    if wanted == AllOf():
        return standing(seen, sets)
    whole = AllOf((seen, wanted))
    return sets.standing(whole, lambda: _within(standing(seen, sets), wanted, sets))


def standing(condition: Plain, sets: Sets) -> BitMap:
    """Return the documents for which a condition holds that many questions have in common."""
    return sets.standing(condition, lambda: documents(condition, sets))


def documents(condition: Plain, sets: Sets) -> BitMap:
    """Return the documents for which a condition holds. They are not to be changed."""
    match condition:
        case AllOf():
            return _within(sets.all, condition, sets)
        case AnyOf(conditions=inner):
            return union([documents(one, sets) for one in inner])
        case Not(condition=one):
            return sets.all - documents(one, sets)
        case Words(among=among):
            return union([having(condition, text, sets) for text in among])
        case Term():
            return _having_term(condition, sets)
        case Taken(first=first, end=end):
            return sets.taken(first, end)
        case Posted(first=from_second, end=end_second):
            return sets.posted(from_second, end_second)
        case Near():
            return _near(condition, sets)
        case ShownAt(at=at):
            return _shown(at, sets)
        case Admits(field=field):
            return sets.among(field, condition.numbers)
        case Untold(field=field):
            return sets.of(field, UNTOLD)
        case ReadBy(nsid=nsid, ever_since=ever_since):
            return sets.of("readers_now" if ever_since else "readers", nsid)
        case FavedAt(nsid=nsid, at=at):
            return _held("favings", "nsid", nsid, at, sets)
        case InAlbumAt(album=album, at=at):
            return _held("belongings", "album", album, at, sets)
        case _:
            assert_never(condition)


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


def _within(found: BitMap, condition: Plain, sets: Sets) -> BitMap:
    """Return for which of some documents a condition holds.

    What follows when nothing is left is not looked for.
    """
    if not isinstance(condition, AllOf):
        return found & documents(condition, sets)
    for one in condition.conditions:
        if not found:
            break
        found = _within(found, one, sets)
    return found


def _having_term(term: Term, sets: Sets) -> BitMap:
    field = of_term(term.field)
    if term.beginning:
        return union([sets.beginning(field, value) for value in term.values])
    return sets.among(field, term.values)


def _shown(at: Instant, sets: Sets) -> BitMap:
    ended = sets.of(*ENDED) - sets.later("shown_until", at)
    return sets.all - sets.later("shown_from", at) - ended - sets.later("posted", at)


def _near(near: Near, sets: Sets) -> BitMap:
    return sets.documents(
        "SELECT doc FROM documents WHERE latitude IS NOT NULL AND latitude BETWEEN ? AND ?"
        " AND kilometres(?, ?, latitude, longitude) <= ?",
        *latitudes_within(near.latitude, near.km),
        near.latitude,
        near.longitude,
        near.km,
    )


def _held(table: str, column: str, value: str, at: Instant, sets: Sets) -> BitMap:
    return sets.documents(
        f"SELECT d.doc FROM {table} h JOIN documents d ON d.photo = h.photo"  # noqa: S608
        f" WHERE h.{column} = ? AND h.shown_from <= ? AND h.shown_until > ?",
        value,
        at,
        at,
    )
