"""Writing into the embedded index: a fresh one as a whole, a live one stream by stream."""

from __future__ import annotations

import gc
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count, islice
from typing import Any, Final

import msgspec
from pyroaring import BitMap

from adapters.search.embedded.grouping import Regrouping, group_rows, parted, tells_open
from adapters.search.embedded.postings import (
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
_FEW: Final = 16

_Sets = dict[str, dict[str, BitMap]]
_Values = Mapping[str, BitMap | list[int]]


class _Terms(msgspec.Struct, array_like=True, gc=False):
    """What of a document is needed to count: it comes first, and the rest is not read."""

    terms: dict[str, tuple[str, ...]]


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
_ADD_POSTINGS: Final = _Adding("postings", 6)
_ADD_GROUPS: Final = _Adding("groups", 5)
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
_decode_terms: Final = msgspec.msgpack.Decoder(_Terms).decode


def terms_of(body: bytes) -> dict[str, tuple[str, ...]]:
    """Return the terms of a document as `documents.body` has it."""
    return _decode_terms(body).terms


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
    for field, values in sorted(kept.items()):
        parts = parted(field, values) if is_counted(field) else None
        _many(connection, _ADD_POSTINGS, _rows(field, values, parts, open_))
        if parts is not None:
            _many(connection, _ADD_GROUPS, group_rows(field, values, parts))
    for statement in INDEXES:
        connection.execute(statement)
    connection.execute("INSERT INTO texts(texts, rank) VALUES ('hashsize', ?)", (_USUAL,))
    connection.execute("INSERT INTO position VALUES (?, 0)", (reached,))


def replace(connection: sqlite3.Connection, streams: Iterable[str], entries: Entries) -> None:
    """Put in what streams give now, in place of what they gave before."""
    gone, come = nothing_gathered(), nothing_gathered()
    for stream in streams:
        gather(gone, _remove(connection, stream))
    (last,) = connection.execute("SELECT MAX(doc) FROM documents").fetchone()
    gather(come, _insert(connection, entries, count((last or 0) + 1)))
    (changes,) = connection.execute("SELECT changes FROM position").fetchone()
    regrouping = Regrouping(connection, changes + 1)
    closed, opened = (docs.get(OPEN[0], {}).get(OPEN[1], ()) for docs in (gone, come))
    open_ = (_read(connection, OPEN) - BitMap(closed)) | BitMap(opened)
    for field in gone.keys() | come.keys():
        for value in gone[field].keys() | come[field].keys():
            before, after = gone[field][value], come[field][value]
            _change(connection, (field, value), before, after, regrouping, open_)
    regrouping.write()


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
    regrouping: Regrouping,
    open_: BitMap,
) -> None:
    field, value = key
    held = connection.execute(
        "SELECT docs, part FROM postings WHERE field = ? AND value = ?", key
    ).fetchone()
    docs = BitMap() if held is None else read(held[0])
    docs -= BitMap(gone)
    docs |= BitMap(come)
    size = part = shown = None
    if is_counted(field):  # which holds no document twice
        size, part = len(docs), held[1] if held else regrouping.part_of_new(field)
        shown = _how_many_open(docs, open_) if tells_open(field) else None
        regrouping.changed(field, part, size, come)
    if docs:
        row = (field, value, size, part, shown, written(docs))
        connection.execute("INSERT OR REPLACE INTO postings VALUES (?, ?, ?, ?, ?, ?)", row)
    else:  # a word that nothing has any more is not kept
        connection.execute("DELETE FROM postings WHERE field = ? AND value = ?", key)


def _rows(
    field: str, values: _Values, parts: Iterable[Iterable[str]] | None, open_: BitMap
) -> Iterator[tuple[str, str, int | None, int | None, int | None, bytes]]:
    """Return the rows of the sets of a field; with parts, their values are counted."""
    if parts is None:
        for value in sorted(values):
            yield field, value, None, None, None, written(values[value])
        return
    part_of = {name: part for part, names in enumerate(parts) for name in names}
    tells = tells_open(field)
    for value in sorted(values):
        docs = values[value]
        size = len(docs)
        shown = None
        if tells:
            shown = int(docs[0] in open_) if size == 1 else _how_many_open(docs, open_)
        yield field, value, size, part_of[value], shown, written(docs)


def _how_many_open(docs: BitMap | list[int], open_: BitMap) -> int:
    if isinstance(docs, list):
        if len(docs) <= _FEW:
            return sum(map(open_.__contains__, docs))
        docs = BitMap(docs)
    return docs.intersection_cardinality(open_)


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
