"""Writing into the embedded index: a fresh one as a whole, a live one stream by stream."""

from __future__ import annotations

import gc
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count, islice, repeat
from typing import Any, Final

import msgspec
from pyroaring import BitMap

from adapters.search.embedded import numbering
from adapters.search.embedded.columns import column
from adapters.search.embedded.postings import (
    ALL,
    OPEN,
    Gathered,
    Key,
    gather,
    is_counted,
    nothing_gathered,
    read,
    written,
)
from adapters.search.embedded.schema import INDEXES, TABLES
from domain import streams as stream_names
from domain.search.index import Document, Entries
from domain.search.query import TEXTS

_AT_ONCE: Final = 100_000
_ROWS: Final = 32

_Sets = dict[str, dict[str, BitMap]]
_Values = Mapping[str, BitMap | list[int]]


class _Adding:
    """Statements that add so many rows at once: one for each row costs twice as much.

    Such a statement may be undone by itself, unless it says otherwise; and before one that may,
    FTS5 writes out the words that it holds.
    """

    def __init__(self, into: str, columns: int) -> None:
        self._into = into
        self._row = f"({', '.join('?' * columns)})"
        self._whole = self._made(_ROWS)

    def of(self, rows: int) -> str:
        return self._whole if rows == _ROWS else self._made(rows)

    def _made(self, rows: int) -> str:
        return f"INSERT OR ROLLBACK INTO {self._into} VALUES {', '.join([self._row] * rows)}"  # noqa: S608


_COLUMNS: Final = ", ".join(TEXTS)
_ADD_DOCUMENTS: Final = _Adding("documents", 9)
_ADD_POSTINGS: Final = _Adding("postings", 3)
_ADD_COUNTED: Final = _Adding("counted", 5)
_ADD_COLUMNS: Final = _Adding("columns", 4)
_ADD_FAVINGS: Final = _Adding("favings", 5)
_ADD_BELONGINGS: Final = _Adding("belongings", 4)
_ADD_TEXT: Final = f"INSERT INTO texts (rowid, {_COLUMNS}) VALUES (?{', ?' * len(TEXTS)})"  # noqa: S608
"""Of one row, so that FTS5 gathers words: into its own tables no other statement is quick."""
_REMOVE_TEXT: Final = (
    f"INSERT INTO texts (texts, rowid, {_COLUMNS})"  # noqa: S608
    f" VALUES ('delete', ?{', ?' * len(TEXTS)})"
)
_IN_MEMORY: Final = 32 << 20
"""So many bytes of words FTS5 gathers before it writes, while an index is filled anew."""
_USUAL: Final = 1 << 20

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Document).decode


def fill(connection: sqlite3.Connection, batches: Iterable[Entries], reached: int) -> None:
    """Make the tables, and fill them with all that there is."""
    with _without_cycles():
        _fill(connection, batches, reached)


@contextmanager
def _without_cycles() -> Iterator[None]:
    """Spare the garbage collector: it would walk over all that is gathered, again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _fill(connection: sqlite3.Connection, batches: Iterable[Entries], reached: int) -> None:
    for statement in TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO texts(texts, rank) VALUES ('hashsize', ?)", (_IN_MEMORY,))
    numbers = count(1)
    sets: _Sets = defaultdict(dict)
    gathered = nothing_gathered()
    held = 0
    for entries in batches:
        documents = _insert(connection, entries, numbers)
        gather(gathered, documents)
        held += len(documents)
        if held >= _AT_ONCE:
            _put(sets, gathered)
            gathered = nothing_gathered()
            held = 0
    if sets:
        _put(sets, gathered)
    kept: Mapping[str, _Values] = sets or gathered
    open_ = BitMap(kept[OPEN[0]].get(OPEN[1], ())) if OPEN[0] in kept else BitMap()
    end = next(numbers)
    for field, values in sorted(kept.items()):
        names = sorted(values)
        rows = ((field, name, written(values[name])) for name in names)
        _many(connection, _ADD_POSTINGS, rows)
        if is_counted(field):
            _count(connection, field, names, [values[name] for name in names], open_, end)
    for statement in INDEXES:
        connection.execute(statement)
    connection.execute("INSERT INTO texts(texts, rank) VALUES ('hashsize', ?)", (_USUAL,))
    connection.execute("INSERT INTO position VALUES (?, 0, ?)", (reached, end - 1))


def replace(connection: sqlite3.Connection, streams: Iterable[str], entries: Entries) -> None:
    """Put in what streams give now, in place of what they gave before."""
    gone, come = nothing_gathered(), nothing_gathered()
    for stream in streams:
        gather(gone, _remove(connection, stream))
    (last,) = connection.execute("SELECT last FROM position").fetchone()
    numbers = count(last + 1)
    gather(come, _insert(connection, entries, numbers))
    connection.execute("UPDATE position SET last = ?", (next(numbers) - 1,))
    columns = numbering.Numbering(connection)
    closed, opened = (docs.get(OPEN[0], {}).get(OPEN[1], ()) for docs in (gone, come))
    open_ = (_read(connection, OPEN) - BitMap(closed)) | BitMap(opened)
    for field in gone.keys() | come.keys():
        for value in gone[field].keys() | come[field].keys():
            before, after = gone[field][value], come[field][value]
            _change(connection, (field, value), before, after, columns, open_)
    columns.write()


def scrub(connection: sqlite3.Connection) -> None:
    """Take out what the columns still have of documents that are gone, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    numbering.scrub(connection, _read(connection, ALL))
    connection.commit()


def _put(sets: _Sets, gathered: Gathered) -> None:
    for field, values in gathered.items():
        held = sets[field]
        for value, docs in values.items():
            if value in held:
                held[value] |= BitMap(docs)
            else:
                held[value] = BitMap(docs)


def _change(
    connection: sqlite3.Connection,
    key: Key,
    gone: Sequence[int],
    come: Sequence[int],
    columns: numbering.Numbering,
    open_: BitMap,
) -> None:
    docs = _read(connection, key)
    docs -= BitMap(gone)
    docs |= BitMap(come)
    if not docs:  # a word that nothing has any more is not kept
        connection.execute("DELETE FROM postings WHERE field = ? AND value = ?", key)
        connection.execute("DELETE FROM counted WHERE field = ? AND value = ?", key)
        return
    row = (*key, written(docs))
    connection.execute("INSERT OR REPLACE INTO postings VALUES (?, ?, ?)", row)
    if is_counted(key[0]):  # which has no document twice
        number = columns.number_of(*key)
        columns.come(key[0], number, come)
        counted = (*key, number, len(docs), docs.intersection_cardinality(open_))
        connection.execute("INSERT OR REPLACE INTO counted VALUES (?, ?, ?, ?, ?)", counted)


def _count(
    connection: sqlite3.Connection,
    field: str,
    names: Sequence[str],
    sets: Sequence[BitMap | list[int]],
    open_: BitMap,
    end: int,
) -> None:
    """Write what the values of a field are counted by, among documents until before `end`."""
    pairs = numbering.pairs_of(sets)
    opened = column(*pairs, end, len(names), len(names)).counts(open_).tolist()
    sizes = map(len, sets)
    rows = zip(repeat(field), names, count(1), sizes, opened[1:])
    _many(connection, _ADD_COUNTED, rows)
    _many(connection, _ADD_COLUMNS, numbering.rows_of(field, pairs))
    row = (field, len(names), len(names))
    connection.execute("INSERT INTO numbered VALUES (?, ?, ?)", row)


def _read(connection: sqlite3.Connection, key: Key) -> BitMap:
    query = "SELECT docs FROM postings WHERE field = ? AND value = ?"
    held = connection.execute(query, key).fetchone()
    return BitMap() if held is None else read(held[0])


def _insert(
    connection: sqlite3.Connection, entries: Entries, numbers: Iterator[int]
) -> list[tuple[int, Document]]:
    documents = [(next(numbers), document) for document in entries.documents]
    _many(connection, _ADD_DOCUMENTS, (_row(doc, d) for doc, d in documents))
    connection.executemany(_ADD_TEXT, map(_text, documents))
    _many(connection, _ADD_FAVINGS, entries.favings)
    _many(connection, _ADD_BELONGINGS, entries.belongings)
    return documents


def _many(connection: sqlite3.Connection, adding: _Adding, rows: Iterable[tuple[Any, ...]]) -> None:
    rest = iter(rows)
    while some := list(islice(rest, _ROWS)):
        connection.execute(adding.of(len(some)), tuple(chain.from_iterable(some)))


def _row(doc: int, d: Document) -> tuple[Any, ...]:
    return (doc, d.photo, d.posted, d.taken, d.shown_from, d.shown_until, d.latitude,
            d.longitude, _encode(d))  # fmt: skip


def _text(numbered: tuple[int, Document]) -> tuple[Any, ...]:
    """Return the texts as FTS5 has them, which finds phrases: one word alone is none."""
    doc, d = numbered
    said = [d.texts.get(name, ()) for name in TEXTS]
    return (doc, *[" ".join(words) if len(words) > 1 else "" for words in said])


def _remove(connection: sqlite3.Connection, stream: str) -> list[tuple[int, Document]]:
    """Remove what a stream gave, and return its documents."""
    parts = stream_names.parts_of(stream)
    match stream_names.kind_of(stream):
        case "photo":
            query = "SELECT doc, body FROM documents WHERE photo = ?"
            rows = connection.execute(query, parts).fetchall()
            documents = [(doc, _decode(body)) for doc, body in rows]
            connection.executemany(_REMOVE_TEXT, map(_text, documents))
            connection.execute("DELETE FROM documents WHERE photo = ?", parts)
            return documents
        case "fave":
            connection.execute("DELETE FROM favings WHERE nsid = ? AND photo = ?", parts)
        case "album":
            connection.execute("DELETE FROM belongings WHERE album = ?", parts)
    return []
