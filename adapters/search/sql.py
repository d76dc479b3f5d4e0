"""Conditions as SQL over the tables of the embedded index; values go in as parameters.

The rule of who may see what is that of `projections.reading.eyes`, over documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from domain.clock import FOREVER
from domain.permission import UNKNOWN
from domain.search.earth import latitudes_within
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

LAST: Final = "\U0010ffff"
"""Follows everything that begins alike."""


class Sql(NamedTuple):
    """A piece of SQL and its parameters."""

    text: str
    values: tuple[Any, ...] = ()


def found_by(query: Query, looking: Looker) -> Sql:
    """Return the condition that a document `d` is found, and may be seen."""
    at = looking.at
    parts = [
        Sql("d.shown_from <= ? AND d.shown_until > ? AND d.posted <= ?", (at, at, at)),
        may_see(looking),
        condition(query.condition, looking),
    ]
    if not query.deleted:
        parts.append(Sql("NOT d.deleted"))
    return _joined(" AND ", parts)


def may_see(looking: Looker) -> Sql:
    """Return the condition that the viewer may see a document."""
    then, today = _standing(looking.then), _standing(looking.today)
    admitted = _admitted("viewers", then, today)
    if not looking.nsid:
        return admitted
    faved = Sql(
        "EXISTS (SELECT 1 FROM favings f WHERE f.nsid = ? AND f.photo = d.photo"
        " AND f.shown_until = ?)",
        (looking.nsid, FOREVER),
    )
    told = _joined(" AND ", [Sql("d.faver_viewers IS NOT NULL"), faved,
                             _admitted("faver_viewers", then, today)])  # fmt: skip
    untold = _joined(
        " AND ",
        [Sql("d.faver_viewers IS NULL"), _joined(" OR ", [Sql("r.reads_now"), faved])],
    )
    led = _joined(" OR ", [told, untold])
    reads = Sql(
        f"EXISTS (SELECT 1 FROM readers r WHERE r.member = ? AND r.doc = d.doc AND {led.text})",  # noqa: S608
        (looking.nsid, *led.values),
    )
    own = Sql("d.owner = ?", (looking.nsid,))
    return _joined(" OR ", [own, admitted, reads])


def may_see_place(looking: Looker) -> Sql:
    """Return the condition that the viewer may see where a document's photo was taken."""
    own = Sql("d.owner = ?", (looking.nsid,))
    admitted = _admitted("place_viewers", _standing(looking.then), _standing(looking.today))
    return _joined(" OR ", [own, admitted])


def condition(wanted: Condition, looking: Looker) -> Sql:
    """Return a condition on a document `d`, never unknown (NULL)."""
    match wanted:
        case AllOf(conditions=inner):
            return _joined(" AND ", [condition(one, looking) for one in inner]) if inner else _ALL
        case AnyOf(conditions=inner):
            return _joined(" OR ", [condition(one, looking) for one in inner])
        case Not(condition=inner_one):
            inner_sql = condition(inner_one, looking)
            return Sql(f"NOT {inner_sql.text}", inner_sql.values)
        case Words():
            found = Sql("d.doc IN (SELECT rowid FROM texts WHERE texts MATCH ?)", (match(wanted),))
            return _placed(found, looking) if wanted.about_place else found
        case Term(field="owner", values=values):
            return Sql(f"d.owner IN ({_marks(values)})", tuple(sorted(values)))
        case Term():
            return _placed(_term(wanted), looking) if wanted.about_place else _term(wanted)
        case Taken(first=first, end=end):
            return Sql("(d.taken >= ? AND d.taken < ?)", (first, end))
        case Posted(first=first_second, end=end_second):
            return Sql("(d.posted >= ? AND d.posted < ?)", (first_second, end_second))
        case Near(latitude=latitude, longitude=longitude, km=km):
            near = Sql(
                "(d.latitude IS NOT NULL AND d.latitude BETWEEN ? AND ?"
                " AND kilometres(?, ?, d.latitude, d.longitude) <= ?)",
                (*latitudes_within(latitude, km), latitude, longitude, km),
            )
            return _placed(near, looking)
        case Faved(nsid=nsid):
            return _held("favings", "nsid", nsid, looking)
        case InAlbum(album=album):
            return _held("belongings", "album", album, looking)


def match(wanted: Words, among: Iterable[str] | None = None) -> str:
    """Return words as FTS5 asks for them. There is no quotation mark in a word."""
    columns = " ".join(wanted.among if among is None else among)
    words = " ".join(wanted.words).replace('"', "")
    return f'{{{columns}}} : "{words}"' + (" *" if wanted.beginning else "")


def relevance(query: Query) -> Sql:
    """Return the relevance of each document that has any of the words wanted."""
    parts = [
        Sql(f"SELECT rowid AS doc, {weight} AS weight FROM texts WHERE texts MATCH ?",  # noqa: S608
            (match(words, [text]),))
        for words in query.relevant
        for text, weight in WEIGHTS.items()
        if text in words.among
    ]  # fmt: skip
    every = " UNION ALL ".join(part.text for part in parts)
    return Sql(
        f"SELECT doc, SUM(weight) AS score FROM ({every}) GROUP BY doc",  # noqa: S608
        tuple(value for part in parts for value in part.values),
    )


_ALL = Sql("1")


def _joined(word: str, parts: Iterable[Sql]) -> Sql:
    listed = list(parts)
    text = word.join(part.text for part in listed)
    return Sql(f"({text})", tuple(value for part in listed for value in part.values))


def _placed(found: Sql, looking: Looker) -> Sql:
    return _joined(" AND ", [found, may_see_place(looking)])


def _term(wanted: Term) -> Sql:
    if wanted.beginning:
        (value,) = wanted.values
        within = "value >= ? AND value < ?"
        values: tuple[str, ...] = (value, value + LAST)
    else:
        within, values = f"value IN ({_marks(wanted.values)})", tuple(sorted(wanted.values))
    select = f"SELECT doc FROM terms WHERE field = ? AND {within}"  # noqa: S608
    return Sql(f"d.doc IN ({select})", (wanted.field, *values))


def _held(table: str, column: str, value: str, looking: Looker) -> Sql:
    return Sql(
        f"d.photo IN (SELECT photo FROM {table} WHERE {column} = ?"  # noqa: S608
        " AND shown_from <= ? AND shown_until > ?)",
        (value, looking.at, looking.at),
    )


def _admitted(column: str, then: Sql, today: Sql) -> Sql:
    parts = [
        Sql(f"d.{column} & {then.text} = {then.text}", then.values * 2),
        Sql(f"d.{column}_now & {today.text} = {today.text}", today.values * 2),
    ]
    return _joined(" AND ", parts)


def _standing(standing: Any) -> Sql:
    """Return what the viewer is to a document's owner, as a set of sorts of viewers."""
    known = {owner: sorts for owner, sorts in standing.items() if sorts != UNKNOWN}
    if not known:
        return Sql(str(UNKNOWN))
    cases = " ".join("WHEN ? THEN ?" for _ in known)
    values = tuple(value for pair in sorted(known.items()) for value in pair)
    return Sql(f"(CASE d.owner {cases} ELSE {UNKNOWN} END)", values)


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
