"""Reading sets of documents out of the index, within one question."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from pyroaring import BitMap

from adapters.search.embedded.postings import ALL, LAST, MONTH, Key, bucket, read
from domain.clock import Instant
from domain.search.index import SearchTooSlow

_STEPS: Final = 20_000
_BY_SIZE: Final = "INDEXED BY postings_by_size WHERE field = ? AND size IS NOT NULL"


class Sets:
    """The sets of one state of the index. A question may read until a time of the clock.

    Every method raises SearchTooSlow after that.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        until: float,
        monotonic: Callable[[], float],
        few: int,
    ) -> None:
        self.few = few
        """So many documents are rather read one by one than cut up by other sets."""
        self._connection = connection
        self._until = until
        self._monotonic = monotonic
        self._read: dict[Key, BitMap] = {}

    def of(self, field: str, value: str = "") -> BitMap:
        """Return the documents with a value in a field. It is not to be changed."""
        key = (field, value)
        if key not in self._read:
            rows = self.rows("SELECT docs FROM postings WHERE field = ? AND value = ?", key)
            self._read[key] = read(rows[0][0]) if rows else BitMap()
        return self._read[key]

    @property
    def all(self) -> BitMap:
        """Every document."""
        return self.of(*ALL)

    def among(self, field: str, values: Iterable[str]) -> BitMap:
        """Return the documents with any of some values in a field."""
        return union([self.of(field, value) for value in values])

    def between(self, field: str, first: str, end: str) -> BitMap:
        """Return the documents with a value from `first` until before `end` in a field."""
        query = "SELECT docs FROM postings WHERE field = ? AND value >= ? AND value < ?"
        rows = self.rows(query, (field, first, end))
        return union([read(docs) for (docs,) in rows])

    def beginning(self, field: str, beginning: str) -> BitMap:
        """Return the documents with a value in a field that begins so."""
        return self.between(field, beginning, beginning + LAST)

    def later(self, column: str, instant: Instant) -> BitMap:
        """Return the documents whose instant in a column is after another."""
        end = (instant // MONTH + 1) * MONTH
        edge = f"SELECT doc FROM documents WHERE {column} > ? AND {column} < ?"  # noqa: S608
        return self.between(column, bucket(end, MONTH), LAST) | self.documents(edge, instant, end)

    def taken_since(self, date: str) -> BitMap:
        """Return the documents of photos taken at a date, as text, or later."""
        month = date[:7]
        edge = "SELECT doc FROM documents WHERE taken >= ? AND taken < ?"
        later = self.between("taken", month + "\x00", LAST)
        return later | self.documents(edge, date, month + LAST)

    def documents(self, query: str, *values: Any) -> BitMap:
        """Return the documents whose numbers a query has."""
        return BitMap([doc for (doc,) in self.rows(query, values)])

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        self.check()
        self._connection.set_progress_handler(self._late, _STEPS)
        try:
            return self._connection.execute(query, tuple(values)).fetchall()
        except sqlite3.OperationalError as error:
            if str(error) == "interrupted":
                raise SearchTooSlow from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def rows_of(self, docs: Iterable[int], columns: str) -> list[tuple[Any, ...]]:
        """Return columns of some documents, in no order."""
        query = f"SELECT {columns} FROM documents WHERE doc IN (SELECT value FROM json_each(?))"  # noqa: S608
        return self.rows(query, (json.dumps(list(docs)),))

    def names(self, field: str, first: str, end: str) -> list[str]:
        """Return the values from `first` until before `end` in a field, the greatest first."""
        query = "SELECT value FROM postings WHERE field = ? AND value >= ? AND value < ?"
        return [
            value for (value,) in self.rows(f"{query} ORDER BY value DESC", (field, first, end))
        ]

    def values(self, field: str, beginning: str = "") -> Iterator[tuple[str, int, BitMap]]:
        """Return the values of a field with the size of their sets and the sets, largest first."""
        query = f"SELECT value, size, docs FROM postings {_BY_SIZE}"  # noqa: S608
        given: tuple[str, ...] = (field,)
        if beginning:
            within = "WHERE field = ? AND value >= ? AND value < ?"
            query = f"SELECT value, size, docs FROM postings {within}"  # noqa: S608
            given = (field, beginning, beginning + LAST)
        for value, size, docs in self._connection.execute(f"{query} ORDER BY size DESC", given):
            self.check()
            yield value, size, read(docs)

    def check(self) -> None:
        """Raise SearchTooSlow if the time is over."""
        if self._late():
            raise SearchTooSlow

    def _late(self) -> bool:
        return self._monotonic() > self._until


def union(sets: list[BitMap]) -> BitMap:
    """Return what is in any of some sets."""
    return BitMap.union(*sets) if sets else BitMap()
