"""What an index should answer, in plain Python: slow, and short enough to be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from domain.clock import FOREVER
from domain.search.earth import kilometres
from domain.search.index import Count, Document, Entries, Found, Looker
from domain.search.query import (
    PLACE_TERMS,
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
    Sort,
    Taken,
    Term,
    Words,
)
from domain.search.related import Related

_ANYBODY = 31


class Oracle:
    """Answers questions about entries by looking at every one of them."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries

    def search(self, query: Query, looking: Looker, sort: Sort, offset: int, limit: int) -> Found:
        """Answer as `SearchIndex.search` should."""
        found = self.found(query, looking)
        found.sort(key=lambda d: (self._rank(d, query, looking, sort), d.posted, d.photo))
        found.reverse()
        return Found(len(found), [d.photo for d in found[offset : offset + limit]])

    def counts(
        self,
        query: Query,
        looking: Looker,
        fields: Sequence[str],
        limit: int,
        beginning: str = "",
        *,
        newest: bool = True,
    ) -> list[list[Count]]:
        """Answer as `SearchIndex.counts` should."""
        found = self.found(query, looking)
        placed = [d for d in found if sees_place(d, looking)]
        return [
            _counts(placed if field in PLACE_TERMS else found, field, limit, beginning, newest)
            for field in fields
        ]

    def how_many(self, query: Query, looking: Looker, conditions: Sequence[Condition]) -> list[int]:
        """Answer as `SearchIndex.how_many` should."""
        found = self.found(query, looking)
        return [sum(self.holds(one, d, looking) for d in found) for one in conditions]

    def related(self, query: Query, looking: Looker, most: int) -> list[Related]:
        """Answer as `projections.reading.related` should: by looking at every photo's tags."""
        asked = {
            tag
            for one in query.condition.conditions
            if isinstance(one, Term) and one.field == "tag" and not one.beginning
            for tag in one.values
        }
        rest = [one for one in query.condition.conditions
                if not (isinstance(one, Term) and one.values <= asked)]  # fmt: skip
        among = [
            set(d.terms.get("tag", ())) for d in self.found(Query(AllOf(tuple(rest))), looking)
        ]
        found = [tags for tags in among if asked <= tags]
        together = Counter(tag for tags in found for tag in tags - asked)
        made = []
        for tag, many in together.items():
            lift = Fraction(many * len(among), len(found) * sum(tag in tags for tags in among))
            if asked and many > 1 and lift > 1:
                made.append((-lift, -many, tag))
        return [Related(tag, -many, round(float(-lift), 2)) for lift, many, tag in sorted(made)][
            :most
        ]

    def found(self, query: Query, looking: Looker) -> list[Document]:
        """Every document that is shown, may be seen, and is meant."""
        return [
            d
            for d in self.entries.documents
            if d.shown_from <= looking.at < d.shown_until
            and d.posted <= looking.at
            and (query.deleted or not d.deleted)
            and self.sees(d, looking)
            and self.holds(query.condition, d, looking)
        ]

    def sees(self, d: Document, looking: Looker) -> bool:
        """Whether the viewer may see a document."""
        admitted = _admits(d.viewers, d.viewers_now, d, looking)
        if admitted or (looking.nsid and d.owner == looking.nsid):
            return True
        faved = any(
            f.nsid == looking.nsid and f.photo == d.photo and f.shown_until == FOREVER
            for f in self.entries.favings
        )
        if d.faver_viewers is not None and d.faver_viewers_now is not None:
            led = faved and _admits(d.faver_viewers, d.faver_viewers_now, d, looking)
        else:
            led = faved or looking.nsid in d.readers_now
        return led and looking.nsid in d.readers

    def holds(self, condition: Condition, d: Document, looking: Looker) -> bool:
        """Whether a condition holds for a document, to this viewer."""
        match condition:
            case AllOf(conditions=inner):
                return all(self.holds(one, d, looking) for one in inner)
            case AnyOf(conditions=inner):
                return any(self.holds(one, d, looking) for one in inner)
            case Not(condition=one):
                return not self.holds(one, d, looking)
            case Words(among=among):
                hidden = condition.about_place and not sees_place(d, looking)
                return not hidden and any(_has(condition, d.texts.get(text, ())) for text in among)
            case Term(field=field, values=values):
                hidden = condition.about_place and not sees_place(d, looking)
                held = d.terms.get(field, ())
                if condition.beginning:
                    return not hidden and any(v.startswith(tuple(values)) for v in held)
                return not hidden and bool(values & set(held))
            case Taken(first=first, end=end):
                return first <= d.taken < end
            case Posted(first=from_second, end=end_second):
                return from_second <= d.posted < end_second
            case Near(latitude=latitude, longitude=longitude, km=km):
                if d.latitude is None or d.longitude is None or not sees_place(d, looking):
                    return False
                return kilometres(latitude, longitude, d.latitude, d.longitude) <= km
            case Faved(nsid=nsid):
                return self._faved(d, nsid, looking) is not None
            case InAlbum(album=album):
                return any(
                    b.album == album and b.photo == d.photo
                    for b in self.entries.belongings
                    if b.shown_from <= looking.at < b.shown_until
                )

    def _faved(self, d: Document, nsid: str, looking: Looker) -> int | None:
        for f in self.entries.favings:
            if f.nsid == nsid and f.photo == d.photo and f.shown_from <= looking.at < f.shown_until:
                return f.faved
        return None

    def _rank(self, d: Document, query: Query, looking: Looker, sort: Sort) -> tuple[int, str]:
        if sort is Sort.TAKEN:
            return 0, d.taken
        if sort is Sort.FAVED and query.faved_by:
            return self._faved(d, query.faved_by, looking) or 0, ""
        if sort is Sort.RELEVANCE:
            weights = [
                weight
                for words in query.relevant
                for text, weight in WEIGHTS.items()
                if text in words.among and _has(words, d.texts.get(text, ()))
            ]
            return sum(weights), ""
        return 0, ""


def _counts(
    found: list[Document], field: str, limit: int, beginning: str, wanted: bool
) -> list[Count]:
    counted = Counter[str]()
    newest: dict[str, tuple[int, str]] = {}
    for d in found:
        for value in d.terms.get(field, ()):
            if value.startswith(beginning):
                counted[value] += 1
                newest[value] = max(newest.get(value, (0, "")), (d.posted, d.photo))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        Count(value, number, newest[value][1] if wanted else "")
        for value, number in ordered[:limit]
    ]


def sees_place(d: Document, looking: Looker) -> bool:
    """Whether the viewer may see where a photo was taken."""
    own = bool(looking.nsid) and d.owner == looking.nsid
    return own or _admits(d.place_viewers, d.place_viewers_now, d, looking)


def _admits(then: int, now: int, d: Document, looking: Looker) -> bool:
    was, is_now = looking.then.get(d.owner, _ANYBODY), looking.today.get(d.owner, _ANYBODY)
    return then & was == was and now & is_now == is_now


def _has(wanted: Words, text: tuple[str, ...]) -> bool:
    if wanted.beginning:
        return any(word.startswith(wanted.words[0]) for word in text)
    size = len(wanted.words)
    return any(text[at : at + size] == wanted.words for at in range(len(text) - size + 1))
