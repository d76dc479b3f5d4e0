"""Pages of what was found, in order, without reading all of it.

Sets for months, and in them for days, tell where a page lies; only what is in the days that
it touches is read and sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pyroaring import BitMap

from adapters.search.embedded.conditions import having
from adapters.search.embedded.postings import DAY, LAST, MONTH
from adapters.search.embedded.sets import Sets, union
from domain.search.index import Looker
from domain.search.query import WEIGHTS, Query, Sort

_MONTHS: Final = 16


def page(
    found: BitMap, query: Query, looking: Looker, sort: Sort, start: int, limit: int, sets: Sets
) -> list[str]:
    """Return the photos of a page: those from `start` on, at most `limit`."""
    if not limit:
        return []
    if sort is Sort.FAVED and query.faved_by:
        return _by_faved(found, query.faved_by, looking, sets)[start : start + limit]
    by = "taken" if sort is Sort.TAKEN else "posted"
    levels: Iterable[BitMap] = [found]
    if sort is Sort.RELEVANCE and query.relevant:
        levels = _by_relevance(found, query, sets)
    made: list[str] = []
    for docs in levels:
        if start < len(docs):
            made += _slice(docs, by, start, limit - len(made), sets)
        start = max(0, start - len(docs))
        if len(made) == limit:
            break
    return made


class Newest:
    """Finds the newest document in sets of some that were found.

    Months are looked through several at once; in the month, documents in the order of posting
    until one is in the set: the whole month where it has few, otherwise day by day.
    """

    def __init__(self, found: BitMap, sets: Sets) -> None:
        months = list(_buckets(found, "posted", None, sets))
        self._sets = sets
        self._blocks = [
            (union([docs for _, docs in block]), block)
            for block in (months[at : at + _MONTHS] for at in range(0, len(months), _MONTHS))
        ]
        self._orders: dict[tuple[int, int], list[int]] = {}

    def of(self, docs: BitMap) -> int:
        """Return the number of the newest of some documents, at least one of which was found."""
        block = next(block for in_block, block in self._blocks if docs.intersect(in_block))
        month, in_month = next(one for one in block if docs.intersect(one[1]))
        wanted = docs & in_month
        if len(wanted) == 1:
            return int(wanted.min())
        width = MONTH if len(in_month) <= self._sets.few else DAY
        end = (int(month) + 1) * MONTH
        starts = range(end - width, end - MONTH - 1, -width)
        orders = (self._order(start, start + width) for start in starts)
        return next(doc for order in orders for doc in order if doc in wanted)

    def _order(self, first: int, end: int) -> list[int]:
        """Return the documents posted from one instant until before another, newest first."""
        if (first, end) not in self._orders:
            query = (
                "SELECT doc FROM documents WHERE posted >= ? AND posted < ?"
                " ORDER BY posted DESC, photo DESC"
            )
            self._orders[first, end] = [doc for (doc,) in self._sets.rows(query, (first, end))]
        return self._orders[first, end]


def _by_relevance(found: BitMap, query: Query, sets: Sets) -> Iterable[BitMap]:
    """Return what was found by its relevance, the best first."""
    weighed = [
        (having(words, text, sets), WEIGHTS[text])
        for words in query.relevant
        for text in WEIGHTS
        if text in words.among
    ]
    if len(query.relevant) == 1:
        return _one_by_one(found, weighed)
    levels = {0: found}
    for has, weight in weighed:
        parted: dict[int, BitMap] = {}
        for score, docs in levels.items():
            for sum_, part in ((score, docs - has), (score + weight, docs & has)):
                parted[sum_] = parted.get(sum_, BitMap()) | part
        levels = parted
    return [levels[score] for score in sorted(levels, reverse=True)]


def _one_by_one(found: BitMap, weighed: Sequence[tuple[BitMap, int]]) -> Iterator[BitMap]:
    """Return the levels of one group of words, each made when it is asked for.

    The heaviest text comes first, and weighs more than all after it: no two levels are alike.
    """
    if not weighed:
        yield found
        return
    (has, _), *lighter = weighed
    for part in (found & has, found - has):
        if part:
            yield from _one_by_one(part, lighter)


def _slice(
    docs: BitMap, by: str, start: int, limit: int, sets: Sets,
    month: str | None = None, in_day: bool = False,
) -> list[str]:  # fmt: skip
    """Return a slice of some documents in order; with `month` they are all of that month."""
    if in_day or len(docs) <= sets.few:
        return _sorted(docs, by, sets)[start : start + limit]
    made: list[str] = []
    for value, part in _buckets(docs, by, month, sets):
        if start >= len(part):
            start -= len(part)
            continue
        wanted = limit - len(made)
        made += _slice(part, by, start, wanted, sets, value, in_day=month is not None)
        start = 0
        if len(made) == limit:
            break
    return made


def _buckets(docs: BitMap, by: str, month: str | None, sets: Sets) -> Iterator[tuple[str, BitMap]]:
    """Return the months, or the days of a month, in which some documents are, latest first."""
    if month is None:
        field, first, end = by, "", LAST
    elif by == "posted":
        field, days = "posted-day", MONTH // DAY
        first, end = f"{int(month) * days:08d}", f"{(int(month) + 1) * days:08d}"
    else:
        field, first, end = "taken-day", month, month + (LAST if month else "\x00")
    for value in sets.names(field, first, end):
        part = docs & sets.held(field, value)
        if part:
            yield value, part


def _sorted(docs: BitMap, by: str, sets: Sets) -> list[str]:
    columns = "taken, posted, photo" if by == "taken" else "posted, photo"
    rows = sets.rows_of(docs, columns)
    return [photo for *_, photo in sorted(rows, reverse=True)]


def _by_faved(found: BitMap, nsid: str, looking: Looker, sets: Sets) -> list[str]:
    rows: list[tuple[Any, ...]] = sets.rows(
        "SELECT f.faved, d.posted, d.photo, d.doc FROM favings f JOIN documents d"
        " ON d.photo = f.photo WHERE f.nsid = ? AND f.shown_from <= ? AND f.shown_until > ?",
        (nsid, looking.at, looking.at),
    )
    return [photo for *_, photo, doc in sorted(rows, reverse=True) if doc in found]
