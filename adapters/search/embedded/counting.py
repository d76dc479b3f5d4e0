"""Counting the values of a field among what was found, the most frequent and the newest.

The sets of a field's values are met with what was found, the largest first, until none that
follows can be among the most frequent. Where more are to be read for that than there are
documents, the documents are read themselves, once for all fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

from pyroaring import BitMap

from adapters.search.embedded.filling import terms_of
from adapters.search.embedded.kept import Group
from adapters.search.embedded.ordering import Newest
from adapters.search.embedded.postings import of_term
from adapters.search.embedded.sets import Sets
from domain.search.index import Count

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
            counted = self._by_sets(field, limit, beginning)
            if counted is not None:
                return counted
        return self._by_documents(field, limit, beginning)

    def _by_sets(self, field: str, limit: int, beginning: str) -> list[Count] | None:
        """Return the values; None where so many are to be read that it takes too long."""
        found = self._found
        best: list[tuple[int, str, BitMap]] = []
        least = 1
        most = _WORTH * len(found)
        for members, is_held in self._candidates(field, beginning):
            if members.members[0][1] < least:
                break
            most -= 0 if is_held else len(members.members)
            if most < 0:
                return None
            if found.intersection_cardinality(members.docs) < least:
                continue
            for value, size, docs in members.members:
                if size < least:
                    break
                photos = found.intersection_cardinality(docs)
                if photos >= least:
                    best.append((-photos, value, docs))
                if len(best) >= 2 * limit:
                    best = sorted(best, key=_place)[:limit]
                    least = -best[-1][0]
            if len(best) >= limit:
                best = sorted(best, key=_place)[:limit]
                least = -best[-1][0]
        best = sorted(best, key=_place)[:limit]
        newest = self._newest([docs for *_, docs in best])
        return [
            Count(value, -photos, photo)
            for (photos, value, _), photo in zip(best, newest, strict=True)
        ]

    def _candidates(self, field: str, beginning: str) -> Iterator[tuple[Group, bool]]:
        """Return the values that begin so, the largest sets first, and whether they were held."""
        if not beginning:
            yield from self._sets.groups(of_term(field))
            return
        for one in self._sets.beginning_so(of_term(field), beginning):
            yield Group([one], one[2]), False

    def _newest(self, sets: Sequence[BitMap]) -> list[str]:
        """Return the newest photo found in each of some sets."""
        if not self._wants_newest:
            return [""] * len(sets)
        newest = [self._newest_found.of(docs) for docs in sets]
        photos = dict(self._sets.rows_of(set(newest), "doc, photo"))
        return [photos[doc] for doc in newest]

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


def _place(one: tuple[int, str, BitMap]) -> tuple[int, str]:
    return one[:2]
