"""An index by the stems of words: `boats` finds what has `boat`. Off unless a language is chosen.

It stands before any index and gives it stems in place of words, of documents and of queries
alike, so every index answers the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]  # it brings no types
from msgspec.structs import replace

from domain.search.index import Count, Document, Entries, Found, Looker, SearchIndex
from domain.search.query import FREE_TEXT, AllOf, AnyOf, Condition, Not, Query, Sort, Words

LANGUAGES: Final = frozenset(snowballstemmer.algorithms())
"""Those that Snowball has rules for."""
_REMEMBERED: Final = 100_000


class StemmedSearch:
    """An index (`domain.search.index.SearchIndex`) of stems."""

    def __init__(self, index: SearchIndex, language: str) -> None:
        """Take the index to fill and ask; the language is one of LANGUAGES."""
        self._index = index
        self._stem = _stemming(language)

    def prepare(self) -> None:
        """Make an empty index where there is none. Safe to do again."""
        self._index.prepare()

    def position(self) -> int:
        """Return how far the index accounts for the log; 0 for one that is empty."""
        return self._index.position()

    def replace(self, streams: Iterable[str], entries: Entries, before: int, reached: int) -> bool:
        """Put in what streams give now, by stems."""
        return self._index.replace(streams, self._entries(entries), before, reached)

    def rebuild(self, batches: Iterable[Entries], reached: int) -> None:
        """Fill a fresh index, by stems."""
        self._index.rebuild(map(self._entries, batches), reached)

    def scrub(self) -> None:
        """Clear what is no longer in the index from its files."""
        self._index.scrub()

    def search(self, query: Query, looking: Looker, sort: Sort, offset: int, limit: int) -> Found:
        """Return a page of the photos that a query finds."""
        return self._index.search(self._query(query), looking, sort, offset, limit)

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
        """Return the values of each field among the photos found."""
        asked = self._query(query)
        return self._index.counts(asked, looking, fields, limit, beginning, newest=newest)

    def how_many(self, query: Query, looking: Looker, conditions: Sequence[Condition]) -> list[int]:
        """Return for how many of the photos found each of some conditions holds, too."""
        meant = [self._condition(one) for one in conditions]
        return self._index.how_many(self._query(query), looking, meant)

    def close(self) -> None:
        """Close every connection."""
        self._index.close()

    def _entries(self, entries: Entries) -> Entries:
        return entries._replace(documents=[self._document(d) for d in entries.documents])

    def _document(self, document: Document) -> Document:
        texts = {
            name: tuple(map(self._stem, words)) if name in FREE_TEXT else words
            for name, words in document.texts.items()
        }
        return replace(document, texts=texts)

    def _query(self, query: Query) -> Query:
        return Query(AllOf(tuple(self._each(query.condition.conditions))), query.deleted)

    def _each(self, conditions: Iterable[Condition]) -> Iterator[Condition]:
        return map(self._condition, conditions)

    def _condition(self, condition: Condition) -> Condition:
        """Return a condition by stems; how a word begins is left as it is, and so are names."""
        match condition:
            case AllOf(conditions=inner):
                return AllOf(tuple(self._each(inner)))
            case AnyOf(conditions=inner):
                return AnyOf(tuple(self._each(inner)))
            case Not(condition=one):
                return Not(self._condition(one))
            case Words(words=words, among=among, beginning=False) if set(among) <= set(FREE_TEXT):
                return Words(tuple(map(self._stem, words)), among)
            case _:
                return condition


def _stemming(language: str) -> Callable[[str], str]:
    """Return what stems a word, for one thread at a time: the rules keep their place in it."""
    rules = snowballstemmer.stemmer(language)
    turn = Lock()

    @lru_cache(_REMEMBERED)
    def stem(word: str) -> str:
        with turn:
            return str(rules.stemWord(word))

    return stem
