"""Writing into the embedded index: a fresh one as a whole, a live one stream by stream."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from operator import itemgetter
from typing import Any, Final

import msgspec
from pyroaring import BitMap

from adapters.search.embedded.postings import Key, is_counted, standings
from adapters.search.embedded.schema import INDEXES, TABLES
from domain import streams as stream_names
from domain.search.index import Document, Entries
from domain.search.query import TEXTS

_AT_ONCE: Final = 100_000
_FEW: Final = 64
"""So few documents are small in any form."""

_Sets = dict[str, dict[str, BitMap]]
_Gathered = dict[str, dict[str, list[int]]]


class _Terms(msgspec.Struct, gc=False):
    """What of a document is needed to count."""

    terms: dict[str, tuple[str, ...]]


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Document).decode
_decode_terms: Final = msgspec.msgpack.Decoder(_Terms).decode


def terms_of(body: bytes) -> dict[str, tuple[str, ...]]:
    """Return the terms of a document as `documents.body` has it."""
    return _decode_terms(body).terms


def fill(connection: sqlite3.Connection, batches: Iterable[Entries], reached: int) -> None:
    """Make the tables, and fill them with all that there is."""
    for statement in TABLES:
        connection.execute(statement)
    numbers = count(1)
    sets: _Sets = defaultdict(lambda: defaultdict(BitMap))
    gathered: _Gathered = defaultdict(lambda: defaultdict(list))
    held = 0
    for entries in batches:
        for doc, document in _insert(connection, entries, numbers):
            _stand(gathered, doc, document)
            held += 1
        if held >= _AT_ONCE:
            _gather(sets, gathered)
            held = 0
    _gather(sets, gathered)
    connection.executemany(
        "INSERT INTO postings VALUES (?, ?, ?, ?)",
        (
            _posting((field, value), docs)
            for field, values in sorted(sets.items())
            for value, docs in sorted(values.items(), key=itemgetter(0))
        ),
    )
    for statement in INDEXES:
        connection.execute(statement)
    connection.execute("INSERT INTO position VALUES (?)", (reached,))


def replace(connection: sqlite3.Connection, streams: Iterable[str], entries: Entries) -> None:
    """Put in what streams give now, in place of what they gave before."""
    gone: _Gathered = defaultdict(lambda: defaultdict(list))
    come: _Gathered = defaultdict(lambda: defaultdict(list))
    for stream in streams:
        for doc, document in _remove(connection, stream):
            _stand(gone, doc, document)
    (last,) = connection.execute("SELECT MAX(doc) FROM documents").fetchone()
    for doc, document in _insert(connection, entries, count((last or 0) + 1)):
        _stand(come, doc, document)
    for field in gone.keys() | come.keys():
        for value in gone[field].keys() | come[field].keys():
            _change(connection, (field, value), gone[field][value], come[field][value])


def _stand(gathered: _Gathered, doc: int, document: Document) -> None:
    for field, values in standings(document):
        held = gathered[field]
        for value in values:
            held[value].append(doc)


def _gather(sets: _Sets, gathered: _Gathered) -> None:
    for field, values in gathered.items():
        held = sets[field]
        for value, docs in values.items():
            held[value] |= BitMap(docs)
    gathered.clear()


def _change(
    connection: sqlite3.Connection, key: Key, gone: Sequence[int], come: Sequence[int]
) -> None:
    held = connection.execute(
        "SELECT docs FROM postings WHERE field = ? AND value = ?", key
    ).fetchone()
    docs = BitMap() if held is None else BitMap.deserialize(held[0])
    docs -= BitMap(gone)
    docs |= BitMap(come)
    if docs:
        row = _posting(key, docs)
        connection.execute("INSERT OR REPLACE INTO postings VALUES (?, ?, ?, ?)", row)
    else:  # a word that nothing has any more is not kept
        connection.execute("DELETE FROM postings WHERE field = ? AND value = ?", key)


def _posting(key: Key, docs: BitMap) -> tuple[str, str, int | None, bytes]:
    if len(docs) > _FEW:
        docs.run_optimize()
    return (*key, len(docs) if is_counted(key) else None, docs.serialize())


def _insert(
    connection: sqlite3.Connection, entries: Entries, numbers: Iterator[int]
) -> list[tuple[int, Document]]:
    documents = [(next(numbers), document) for document in entries.documents]
    _many(connection, "documents", 9, [_row(doc, d) for doc, d in documents])
    connection.executemany(
        f"INSERT INTO texts (rowid, {', '.join(TEXTS)}) VALUES (?{', ?' * len(TEXTS)})",  # noqa: S608
        [(doc, *(" ".join(d.texts.get(name, ())) for name in TEXTS)) for doc, d in documents],
    )
    _many(connection, "favings", 5, entries.favings)
    _many(connection, "belongings", 4, entries.belongings)
    return documents


def _many(
    connection: sqlite3.Connection, table: str, columns: int, rows: Sequence[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * columns)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _row(doc: int, d: Document) -> tuple[Any, ...]:
    return (doc, d.photo, d.posted, d.taken, d.shown_from, d.shown_until, d.latitude,
            d.longitude, _encode(d))  # fmt: skip


def _remove(connection: sqlite3.Connection, stream: str) -> list[tuple[int, Document]]:
    """Remove what a stream gave, and return its documents."""
    parts = stream_names.parts_of(stream)
    match stream_names.kind_of(stream):
        case "photo":
            query = "SELECT doc, body FROM documents WHERE photo = ?"
            rows = connection.execute(query, parts).fetchall()
            numbers = [(doc,) for doc, _ in rows]
            connection.executemany("DELETE FROM texts WHERE rowid = ?", numbers)
            connection.execute("DELETE FROM documents WHERE photo = ?", parts)
            return [(doc, _decode(body)) for doc, body in rows]
        case "fave":
            connection.execute("DELETE FROM favings WHERE nsid = ? AND photo = ?", parts)
        case "album":
            connection.execute("DELETE FROM belongings WHERE album = ?", parts)
    return []
