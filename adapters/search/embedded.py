"""The embedded index: SQLite's FTS5 in a file of its own, wherever the log is.

Each index that is built is a file; the name of the one that is live stands in a file
beside them, so that a swap is one rename. Readers that are in the middle of a question
keep the one before.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Lock, local
from typing import Any, Final

from adapters.search.schema import INDEXES, TABLES
from adapters.search.sql import LAST, Sql, found_by, may_see_place, relevance
from domain import streams as stream_names
from domain.search.earth import kilometres
from domain.search.index import (
    Count,
    Document,
    Entries,
    Found,
    Looker,
    SearchTooSlow,
    SearchUnavailable,
)
from domain.search.query import PLACE_TERMS, TEXTS, Query, Sort

_LIVE: Final = "live"
_NAME: Final = re.compile(r"search-(\d{4,})\.db")
_SECONDS: Final = 10.0
_STEPS: Final = 20_000


class EmbeddedSearch:
    """An index in a folder (`domain.search.index.SearchIndex`)."""

    def __init__(
        self,
        folder: Path,
        seconds: float = _SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the folder; a question may take so many seconds."""
        self._folder = folder
        self._seconds = seconds
        self._monotonic = monotonic
        self._mine = local()
        self._open: list[sqlite3.Connection] = []
        self._lock = Lock()

    def prepare(self) -> None:
        """Make an empty index where there is none. Safe to do again."""
        with _unavailable():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._live() is None:
                self.rebuild((), 0)

    def position(self) -> int:
        """Return how far the index accounts for the log."""
        with _unavailable():
            return _reached(self._reader())

    def replace(self, streams: Iterable[str], entries: Entries, before: int, reached: int) -> bool:
        """Put in what streams give now, and move the position, in one transaction."""
        with _unavailable(), closing(_connect(self._path())) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if _reached(connection) != before:
                connection.rollback()
                return False
            for stream in streams:
                _remove(connection, stream)
            (last,) = connection.execute("SELECT MAX(doc) FROM documents").fetchone()
            _insert(connection, entries, count((last or 0) + 1))
            connection.execute("UPDATE position SET reached = ?", (reached,))
            connection.commit()
            return True

    def rebuild(self, batches: Iterable[Entries], reached: int) -> None:
        """Fill a fresh file beside the live one and make it the live one."""
        with _unavailable():
            before = self._live()
            path = self._folder / f"search-{self._next_number():04}.db"
            try:
                _build(path, batches, reached)
                _write_whole(self._folder / _LIVE, path.name)
            except BaseException:
                _delete(path)
                raise
            for other in self._files():
                if other.name not in (path.name, before):
                    _delete(other)

    def scrub(self) -> None:
        """Write the file anew without what was removed, and delete those of before."""
        with _unavailable():
            live = self._path()
            for other in self._files():
                if other.name < live.name:
                    _delete(other)
            with closing(_connect(live)) as connection:
                # FTS5 marks words as removed, and lets go of them when it merges.
                connection.execute("INSERT INTO texts(texts) VALUES ('optimize')")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def search(self, query: Query, looking: Looker, sort: Sort, offset: int, limit: int) -> Found:
        """Return a page of the photos that a query finds."""
        found = found_by(query, looking)
        joins, order = _ordered(query, looking, sort)
        total = Sql(f"SELECT COUNT(*) FROM documents d WHERE {found.text}", found.values)  # noqa: S608
        page = Sql(
            f"SELECT d.photo FROM documents d {joins.text} WHERE {found.text}"  # noqa: S608
            f" ORDER BY {order}, d.posted DESC, d.photo DESC LIMIT ? OFFSET ?",
            (*joins.values, *found.values, limit, offset),
        )
        [[number]], rows = self._ask(total, page)
        return Found(number, [photo for (photo,) in rows])

    def counts(
        self, query: Query, looking: Looker, field: str, limit: int, beginning: str = ""
    ) -> list[Count]:
        """Return the values of a field among the photos found, the most frequent first."""
        found = found_by(query, looking)
        more = Sql("t.field = ? AND t.value >= ? AND t.value < ?",
                   (field, beginning, beginning + LAST))  # fmt: skip
        if field in PLACE_TERMS:
            placed = may_see_place(looking)
            more = Sql(f"{more.text} AND {placed.text}", (*more.values, *placed.values))
        counted = Sql(
            "SELECT t.value, COUNT(*), MAX(printf('%012d.', d.posted) || d.photo)"  # noqa: S608
            " FROM documents d JOIN terms t ON t.doc = d.doc"
            f" WHERE {more.text} AND {found.text}"
            " GROUP BY t.value ORDER BY COUNT(*) DESC, t.value LIMIT ?",
            (*more.values, *found.values, limit),
        )
        (rows,) = self._ask(counted)
        return [Count(value, photos, newest.partition(".")[2]) for value, photos, newest in rows]

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._mine = local()

    def _ask(self, *questions: Sql) -> list[list[Any]]:
        """Ask some questions of one state of the index, within the time that they may take."""
        with _unavailable():
            connection = self._reader()
            until = self._monotonic() + self._seconds
            connection.set_progress_handler(lambda: self._monotonic() > until, _STEPS)
            try:
                connection.execute("BEGIN")
                return [
                    connection.execute(asked.text, asked.values).fetchall() for asked in questions
                ]
            except sqlite3.OperationalError as error:
                if str(error) == "interrupted":
                    raise SearchTooSlow from None
                raise
            finally:
                connection.set_progress_handler(None, 0)
                connection.rollback()

    def _reader(self) -> sqlite3.Connection:
        """Return this thread's connection to the live index, which writes nothing."""
        path = self._path()
        file = (path, path.stat().st_ino)  # a removed index may come back by the same name
        if getattr(self._mine, "file", None) != file:
            held = getattr(self._mine, "connection", None)
            if held is not None:
                held.close()
            connection = _connect(path)
            connection.execute("PRAGMA query_only = ON")
            with self._lock:
                self._open = [one for one in self._open if one is not held]
                self._open.append(connection)
            self._mine.file, self._mine.connection = file, connection
        reader: sqlite3.Connection = self._mine.connection
        return reader

    def _path(self) -> Path:
        name = self._live()
        if name is None:
            raise SearchUnavailable("there is no index yet: run `parallel-flickr init`")
        return self._folder / name

    def _live(self) -> str | None:
        try:
            name = (self._folder / _LIVE).read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        return name if _NAME.fullmatch(name) and (self._folder / name).exists() else None

    def _files(self) -> list[Path]:
        return sorted(p for p in self._folder.glob("search-*.db") if _NAME.fullmatch(p.name))

    def _next_number(self) -> int:
        return max((int(p.stem.partition("-")[2]) for p in self._files()), default=0) + 1


@contextmanager
def _unavailable() -> Iterator[None]:
    """Say in one line that the index does not answer."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise SearchUnavailable(f"the embedded search index does not answer: {error}") from error


def _connect(path: Path) -> sqlite3.Connection:
    # mode=rw: an index that was removed is an error, never a new empty file.
    connection = sqlite3.connect(
        f"file:{path}?mode=rw", uri=True, timeout=30, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -32768")
    connection.create_function("kilometres", 4, kilometres, deterministic=True)
    return connection


def _build(path: Path, batches: Iterable[Entries], reached: int) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # what is not whole is thrown away anyhow
        connection.execute("BEGIN")
        for statement in TABLES:
            connection.execute(statement)
        numbers = count(1)
        for entries in batches:
            _insert(connection, entries, numbers)
        for statement in INDEXES:
            connection.execute(statement)
        connection.execute("INSERT INTO position VALUES (?)", (reached,))
        connection.execute("ANALYZE")
        connection.commit()


def _insert(connection: sqlite3.Connection, entries: Entries, numbers: Iterator[int]) -> None:
    documents = [(next(numbers), document) for document in entries.documents]
    _many(connection, "documents", 16, [_row(doc, d) for doc, d in documents])
    connection.executemany(
        f"INSERT INTO texts (rowid, {', '.join(TEXTS)}) VALUES (?{', ?' * len(TEXTS)})",  # noqa: S608
        [(doc, *(" ".join(d.texts.get(name, ())) for name in TEXTS)) for doc, d in documents],
    )
    terms = [
        (field, value, doc) for doc, d in documents for field, v in d.terms.items() for value in v
    ]
    _many(connection, "terms", 3, sorted(terms))
    readers = [(m, doc, m in d.readers_now) for doc, d in documents for m in d.readers]
    _many(connection, "readers", 3, readers)
    _many(connection, "favings", 5, entries.favings)
    _many(connection, "belongings", 4, entries.belongings)


def _many(
    connection: sqlite3.Connection, table: str, columns: int, rows: Sequence[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * columns)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _row(doc: int, document: Document) -> tuple[Any, ...]:
    d = document
    return (doc, d.photo, d.owner, d.posted, d.taken, d.shown_from, d.shown_until, d.viewers,
            d.viewers_now, d.faver_viewers, d.faver_viewers_now, d.place_viewers,
            d.place_viewers_now, d.deleted, d.latitude, d.longitude)  # fmt: skip


def _remove(connection: sqlite3.Connection, stream: str) -> None:
    parts = stream_names.parts_of(stream)
    match stream_names.kind_of(stream):
        case "photo":
            of_photo = "(SELECT doc FROM documents WHERE photo = ?)"
            for table, column in (("texts", "rowid"), ("terms", "doc"), ("readers", "doc")):
                connection.execute(f"DELETE FROM {table} WHERE {column} IN {of_photo}", parts)  # noqa: S608
            connection.execute("DELETE FROM documents WHERE photo = ?", parts)
        case "fave":
            connection.execute("DELETE FROM favings WHERE nsid = ? AND photo = ?", parts)
        case "album":
            connection.execute("DELETE FROM belongings WHERE album = ?", parts)


def _ordered(query: Query, looking: Looker, sort: Sort) -> tuple[Sql, str]:
    """Return what an order needs joined, and the order; without it the last posted is first."""
    if sort is Sort.TAKEN:
        return Sql(""), "d.taken DESC"
    if sort is Sort.FAVED and query.faved_by:
        faved = Sql(
            "JOIN favings o ON o.nsid = ? AND o.photo = d.photo"
            " AND o.shown_from <= ? AND o.shown_until > ?",
            (query.faved_by, looking.at, looking.at),
        )
        return faved, "o.faved DESC"
    if sort is Sort.RELEVANCE and query.relevant:
        score = relevance(query)
        return Sql(
            f"LEFT JOIN ({score.text}) o ON o.doc = d.doc", score.values
        ), "COALESCE(o.score, 0) DESC"
    return Sql(""), "d.posted DESC"


def _reached(connection: sqlite3.Connection) -> int:
    (reached,) = connection.execute("SELECT reached FROM position").fetchone()
    return int(reached)


def _write_whole(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
