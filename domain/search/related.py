"""Which tags go with a tag: those found together more often than chance would have it.

The measure is lift: how often two tags are on one photo, against how often they would be if
neither had to do with the other, P(a and b) / (P(a) · P(b)). It is the `interest` of Brin,
Motwani, Ullman and Tsur, Dynamic itemset counting and implication rules for market basket
data, SIGMOD 1997. Plain counts would name the tags that are on everything; Flickr's own
`flickr.tags.getRelated` leaves those out, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

from domain.search.query import AllOf, Condition, Query, Term

_LEAST: Final = 2
"""Two tags that were together once are so by chance."""


class Pair(NamedTuple):
    """A tag that is with what was asked on so many photos, and on so many in all."""

    tag: str
    together: int
    photos: int


class Related(NamedTuple):
    """A tag that goes with another: on how many photos, and by what lift."""

    tag: str
    together: int
    lift: float


def asked_tags(query: Query) -> frozenset[str]:
    """Return the tags that everything found has, because the query asks for them."""
    return frozenset(tag for one in query.condition.conditions for tag in _tags(one))


def without_tags(query: Query) -> Query:
    """Return the query that does not ask for them: among what it finds chance is reckoned."""
    kept = tuple(one for one in query.condition.conditions if not _tags(one))
    return Query(AllOf(kept), query.deleted)


def related(pairs: Iterable[Pair], asked: int, among: int, most: int) -> list[Related]:
    """Return the tags of greatest lift, at most so many.

    Of `among` photos `asked` have what was asked for. Of those alike the one on more of these
    comes first, then they are in their own order. A lift of 1 and less is no relation.
    """
    lifts = [
        (Fraction(pair.together * among, asked * pair.photos), pair)
        for pair in pairs
        if pair.together >= _LEAST and asked and pair.photos
    ]
    lifts.sort(key=lambda found: (-found[0], -found[1].together, found[1].tag))
    return [
        Related(pair.tag, pair.together, round(float(lift), 2))
        for lift, pair in lifts[:most]
        if lift > 1
    ]


def _tags(condition: Condition) -> frozenset[str]:
    match condition:
        case Term(field="tag", values=values, beginning=False) if len(values) == 1:
            return values
        case _:
            return frozenset()
