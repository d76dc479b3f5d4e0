"""Counting the values of a field among what was found, the most frequent and the newest.

The sets of a field's values are met with what was found, the largest first, until none that
follows can be among the most frequent. Where that takes more than there are documents, the
documents are read themselves, once for all fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from pyroaring import BitMap

from adapters.search.embedded.filling import terms_of
from adapters.search.embedded.ordering import newest_of
from adapters.search.embedded.postings import of_term
from adapters.search.embedded.sets import Sets
from domain.search.index import Count

_SOON_READ: Final = 5000
"""Fewer documents than these are read before long."""


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
        """Return the values; None where so many are to be looked at that it takes too long."""
        best: list[tuple[int, str, BitMap]] = []
        least = 1
        size_of_all = len(self._found)
        most = size_of_all // (4 if size_of_all < _SOON_READ else 1)
        for before, (value, size, docs) in enumerate(self._sets.values(of_term(field), beginning)):
            if size < least:
                break
            if before == most:
                return None
            both = docs & self._found
            if len(both) >= least:
                best.append((-len(both), value, both))
            if len(best) >= 2 * limit:
                best = sorted(best, key=_place)[:limit]
                least = -best[-1][0]
        best = sorted(best, key=_place)[:limit]
        return [Count(value, -photos, self._newest(docs)) for photos, value, docs in best]

    def _newest(self, docs: BitMap) -> str:
        if not self._wants_newest:
            return ""
        some = newest_of(docs, self._sets) if len(docs) > self._sets.few else docs
        return str(max(self._sets.rows_of(some, "posted, photo"))[1])

    @cached_property
    def _read(self) -> list[tuple[tuple[int, str], Mapping[str, tuple[str, ...]]]]:
        """When each document was posted, its photo and its terms, the newest first."""
        rows = self._sets.rows_of(self._found, "posted, photo, body")
        rows.sort(reverse=True)
        return [((posted, photo), terms_of(body)) for posted, photo, body in rows]

    def _by_documents(self, field: str, limit: int, beginning: str) -> list[Count]:
        counted = Counter[str]()
        newest: dict[str, str] = {}
        for (_, photo), terms in self._read:
            for value in terms.get(field, ()):
                if value.startswith(beginning):
                    counted[value] += 1
                    newest.setdefault(value, photo)
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            Count(value, number, newest[value] if self._wants_newest else "")
            for value, number in ordered[:limit]
        ]


def _place(one: tuple[int, str, BitMap]) -> tuple[int, str]:
    return one[:2]
