"""Columns as the index has them: which values each document has, block by block.

A block has the pairs of document and value of so many documents, in their order. What a step of
the log brings goes to the end of the last block: a document that is replaced comes with a new
number, and what a column has of the one before is asked for no more.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from adapters.search.embedded.columns import Column, column

_BLOCK: Final = 4096
_READ: Final = (
    "SELECT block, docs, numbers FROM columns WHERE field = ? AND block >= ? ORDER BY block"
)

Stored = tuple[int, bytes, bytes]
"""A block: its number, the documents in two bytes each, counted from its first one, and of each
the number of a value, in so many bytes as the largest one needs."""
_Array = NDArray[np.uint32]
Pairs = tuple[_Array, _Array]
"""Documents in order, each once for each value that it has, and the numbers of the values."""


def pairs_of(sets: Sequence[BitMap | list[int]]) -> Pairs:
    """Return the pairs of a column: of its values, from number 1 on, the sets of documents."""
    docs = _array(chain.from_iterable(sets))
    numbers = np.repeat(np.arange(1, len(sets) + 1, dtype=np.uint32), [len(s) for s in sets])
    return _ordered(docs, numbers)


def rows_of(field: str, pairs: Pairs) -> Iterator[tuple[str, *Stored]]:
    """Return the rows of a column, of all its pairs."""
    docs, numbers = pairs
    blocks, starts = np.unique(docs // _BLOCK, return_index=True)
    ends = [*starts.tolist(), len(docs)][1:]
    for block, start, end in zip(blocks.tolist(), starts.tolist(), ends, strict=True):
        in_block = (docs[start:end] % _BLOCK).astype(np.uint16)
        some = numbers[start:end]
        small = some.astype(np.min_scalar_type(some.max()))
        yield field, block, in_block.tobytes(), small.tobytes()


def read(blocks: Iterable[Stored], start: int, end: int, numbered: tuple[int, int]) -> Column:
    """Return the column of the documents from `start` until before `end`, of its blocks.

    `numbered` is the number of the last value, and up to which one they are in order.
    """
    docs, numbers = _pairs(blocks)
    first, last = docs.searchsorted(_array((start, end)))
    return column(docs[first:last] - np.uint32(start), numbers[first:last], end - start, *numbered)


def read_from(field: str, start: int) -> tuple[str, tuple[str, int]]:
    """Return the query, and its values, of the blocks of a column from a document on."""
    return _READ, (field, start // _BLOCK)


class Numbering:
    """The columns of a live index in one step, in which documents come."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: dict[str, int] = {}
        self._come: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def number_of(self, field: str, value: str) -> int:
        """Return the number of a value, which is a new one where the field does not have it."""
        query = "SELECT number FROM counted WHERE field = ? AND value = ?"
        row = self._connection.execute(query, (field, value)).fetchone()
        return int(row[0]) if row else self._next(field)

    def _next(self, field: str) -> int:
        if field not in self._last:
            query = "SELECT last FROM numbered WHERE field = ?"
            row = self._connection.execute(query, (field,)).fetchone()
            self._last[field] = row[0] if row else 0
        self._last[field] += 1
        return self._last[field]

    def come(self, field: str, number: int, docs: Iterable[int]) -> None:
        """Take note of documents that come and have a value."""
        for doc in docs:
            self._come[field].append((doc, number))

    def write(self) -> None:
        """Write what came, behind what is there."""
        for field, last in self._last.items():
            self._connection.execute(
                "INSERT INTO numbered VALUES (?, ?, 0)"
                " ON CONFLICT (field) DO UPDATE SET last = excluded.last",
                (field, last),
            )
        for field, pairs in self._come.items():
            docs, numbers = (_array(each) for each in zip(*pairs, strict=True))
            held = self._connection.execute(*read_from(field, int(docs.min()))).fetchall()
            docs_before, numbers_before = _pairs(held)
            docs = np.concatenate((docs_before, docs))
            numbers = np.concatenate((numbers_before, numbers))
            _put(self._connection, field, _ordered(docs, numbers))


def scrub(connection: sqlite3.Connection, alive: BitMap) -> None:
    """Take out of all columns what they have of documents that are gone."""
    there = _array(alive)
    for (field,) in connection.execute("SELECT DISTINCT field FROM columns").fetchall():
        blocks = connection.execute(*read_from(field, 0)).fetchall()
        connection.execute("DELETE FROM columns WHERE field = ?", (field,))
        docs, numbers = _pairs(blocks)
        kept = np.isin(docs, there)
        _put(connection, field, (docs[kept], numbers[kept]))


def _put(connection: sqlite3.Connection, field: str, pairs: Pairs) -> None:
    rows = rows_of(field, pairs)
    connection.executemany("INSERT OR REPLACE INTO columns VALUES (?, ?, ?, ?)", rows)


def _ordered(docs: _Array, numbers: _Array) -> Pairs:
    order = np.argsort(docs, kind="stable")
    return docs[order], numbers[order]


def _pairs(blocks: Iterable[Stored]) -> Pairs:
    """Return the documents and the numbers of their values that stand in some blocks."""
    docs, numbers = [_array(())], [_array(())]
    for block, stored, of_values in blocks:
        in_block = np.frombuffer(stored, np.uint16)
        docs.append(in_block + np.uint32(block * _BLOCK))
        numbers.append(np.frombuffer(of_values, f"u{len(of_values) // len(in_block)}"))
    return np.concatenate(docs), np.concatenate(numbers).astype(np.uint32, copy=False)


def _array(numbers: Iterable[int]) -> _Array:
    return np.frombuffer(array("I", numbers), np.uint32)
