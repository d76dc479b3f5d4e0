"""Counting the values of a field among what was found, the most frequent and the newest.

The sets of a field's values are met with what was found, the largest first, until none that
follows can be among the most frequent; those of like size are first ruled out together
(`grouping`). Where more are to be read for that than there are documents, the documents are
read themselves, once for all fields.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

from pyroaring import BitMap

from adapters.search.embedded.filling import terms_of
from adapters.search.embedded.grouping import tells_open
from adapters.search.embedded.ordering import Newest
from adapters.search.embedded.postings import of_term
from adapters.search.embedded.sets import Sets
from domain.search.index import Count

_IN_LIST: Final = 65_536
_SHORT, _LONGEST = 500, 4096
_WORTH: Final = 1
"""To read a document takes at least as long as to read so many values, which are kept besides."""


class Counting:
    """Counts among what was found, of one state of the index."""

    def __init__(self, found: BitMap, sets: Sets, newest: bool) -> None:
        self._found = found
        self._wants_newest = newest
        self._sets = sets

    def count(self, field: str, limit: int, beginning: str) -> list[Count]:
        """Return at most `limit` values that begin so, the most frequent first, then in order."""
        if len(self._found) > self._sets.few:
            best = _Best(self._among, limit)
            if beginning:
                return self._by_beginning(of_term(field), limit, beginning)
            if self._weigh_groups(of_term(field), best):
                return self._counts(best)
        return self._by_documents(field, limit, beginning)

    def _by_beginning(self, field: str, limit: int, beginning: str) -> list[Count]:
        """Return the values that begin so; where what was found is what is open to everybody,
        as most often, the index has told how many there are."""
        open_ = self._sets.open
        tells = tells_open(field)
        if tells and self._found == open_:
            told = self._sets.most_beginning_so(field, beginning, limit, opened=True)
            sets = [self._sets.of(field, value) for value, _ in told if self._wants_newest]
            newest = self._newest(sets) or [""] * len(told)
            return [Count(*one, photo) for one, photo in zip(told, newest, strict=True)]
        best = _Best(self._among, limit)
        opened = tells and self._found.issubset(open_)
        for value, most, docs in self._sets.beginning_so(field, beginning, opened=opened):
            if most < best.least:
                break
            best.weigh(((value, len(docs), docs),))
        return self._counts(best)

    def _weigh_groups(self, field: str, best: _Best) -> bool:
        """Weigh the values of a field; False where too many are to be read for that."""
        most = _WORTH * len(self._found)
        for group in self._sets.groups(field):
            if group.part:
                if group.most < best.least:
                    break
                if best.is_ruled_out(group.docs):
                    continue
            is_held = group.chunks is not None
            for members, docs in self._sets.chunks(field, group):
                most -= 0 if is_held else len(members)
                if most < 0:
                    return False
                if members[0][1] < best.least:
                    break
                if len(members) == 1 or not best.is_ruled_out(docs):
                    best.weigh(members)
        return True

    def _counts(self, best: _Best) -> list[Count]:
        values = best.values()
        newest = self._newest([docs for *_, docs in values])
        return [
            Count(value, -photos, photo)
            for (photos, value, _), photo in zip(values, newest, strict=True)
        ]

    def _newest(self, sets: Sequence[BitMap]) -> list[str]:
        """Return the newest photo found in each of some sets."""
        if not self._wants_newest:
            return [""] * len(sets)
        newest = [self._newest_found.of(docs) for docs in sets]
        photos = dict(self._sets.rows_of(set(newest), "doc, photo"))
        return [photos[doc] for doc in newest]

    @cached_property
    def _among(self) -> _Among:
        return _Among(self._found, self._sets.end)

    @cached_property
    def _newest_found(self) -> Newest:
        return Newest(self._found, self._sets)

    @cached_property
    def _read(self) -> list[tuple[tuple[int, str], Mapping[str, tuple[str, ...]]]]:
        """When each document was posted, its photo and its terms; the newest first, if wanted."""
        rows = self._sets.rows_of(self._found, "posted, photo, body")
        if self._wants_newest:
            rows.sort(reverse=True)
        return [((posted, photo), terms_of(body)) for posted, photo, body in rows]

    def _by_documents(self, field: str, limit: int, beginning: str) -> list[Count]:
        counted = Counter[str](chain.from_iterable(t.get(field, ()) for _, t in self._read))
        newest: dict[str, str] = {}
        if self._wants_newest:
            for (_, photo), terms in self._read:
                for value in terms.get(field, ()):
                    newest.setdefault(value, photo)
        if beginning:
            for value in [value for value in counted if not value.startswith(beginning)]:
                del counted[value]
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            Count(value, number, newest[value] if self._wants_newest else "")
            for value, number in ordered[:limit]
        ]


class _Among:
    """Documents of which is asked, many times, how many of them are in other sets.

    Roaring has the numbers of 65,536 documents as a list where up to 4,096 are in a set, and
    looks through both lists; as bits otherwise, among which the other's are looked up. So of
    lists that are not short it is asked, three times as quickly, how many are not in them.
    """

    def __init__(self, found: BitMap, end: int) -> None:
        """Take the documents, and the number after the last one of all."""
        in_one = len(found) * _IN_LIST / end
        self._found = found
        self._others = found.flip(0, end) if _SHORT < in_one < _LONGEST else None

    def how_many(self, docs: BitMap, size: int) -> int:
        """Return how many are in a set of so many. What is gone may count as if it were."""
        if self._others is None:
            return self._found.intersection_cardinality(docs)
        return size - self._others.intersection_cardinality(docs)


class _Best:
    """The most frequent values among some documents of those that were weighed.

    `least` is how many documents a further one must have at least to be among them.
    """

    def __init__(self, among: _Among, limit: int) -> None:
        self._among = among
        self._limit = limit
        self._best: list[tuple[int, str, BitMap]] = []
        self.least = 1

    def is_ruled_out(self, docs: BitMap) -> bool:
        """Tell whether no value is among them whose documents are all of these."""
        return self._among.how_many(docs, len(docs)) < self.least

    def weigh(self, members: Iterable[tuple[str, int, BitMap]]) -> None:
        """Weigh values, those of the largest sets first."""
        for value, size, docs in members:
            if size < self.least:
                break
            photos = self._among.how_many(docs, size)
            if photos >= self.least:
                insort(self._best, (-photos, value, docs), key=_place)
                if len(self._best) >= self._limit:
                    del self._best[self._limit :]
                    self.least = -self._best[-1][0]

    def values(self) -> list[tuple[int, str, BitMap]]:
        """Return them, by how frequent they are (less than nothing), then in order."""
        return self._best


def _place(one: tuple[int, str, BitMap]) -> tuple[int, str]:
    return one[:2]
