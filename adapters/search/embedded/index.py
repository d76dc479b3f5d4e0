"""The embedded index: an SQLite file of its own, wherever the log is.

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
from pathlib import Path
from threading import Lock, local
from typing import Final

from adapters.search.embedded import filling
from adapters.search.embedded.conditions import documents, found_by, standing
from adapters.search.embedded.counting import Counting
from adapters.search.embedded.kept import Kept
from adapters.search.embedded.ordering import page
from adapters.search.embedded.sets import Sets
from domain.search.earth import kilometres
from domain.search.index import (
    VERSION,
    Count,
    Entries,
    Found,
    Looker,
    SearchUnavailable,
)
from domain.search.query import PLACE_TERMS, Condition, Query, Sort
from domain.search.sight import may_see_place, meant

_LIVE: Final = f"live-{VERSION}"
_NAME: Final = re.compile(r"search-(\d{4,})\.db")
_SECONDS: Final = 10.0
_FEW: Final = 300
_KEPT_BYTES: Final = 64 << 20


class EmbeddedSearch:
    """An index in a folder (`domain.search.index.SearchIndex`)."""

    def __init__(
        self,
        folder: Path,
        seconds: float = _SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        few: int = _FEW,
    ) -> None:
        """Take the folder; a question may take so many seconds.

        Up to `few` documents are read one by one where sets of more are met with each other.
        """
        self._folder = folder
        self._live_file = folder / _LIVE
        self._seconds = seconds
        self._monotonic = monotonic
        self._few = few
        self._mine = local()
        self._told: tuple[tuple[int, int], Path] | None = None
        self._open: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._held = Kept(None, 0)

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
            filling.replace(connection, streams, entries)
            connection.execute("UPDATE position SET reached = ?, changes = changes + 1", (reached,))
            connection.commit()
            return True

    def rebuild(self, batches: Iterable[Entries], reached: int) -> None:
        """Fill a fresh file beside the live one and make it the live one."""
        with _unavailable():
            before = self._live()
            path = self._folder / f"search-{self._next_number():04}.db"
            try:
                _build(path, batches, reached)
                _write_whole(self._live_file, path.name)
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
                filling.scrub(connection)
                # FTS5 marks words as removed, and lets go of them when it merges.
                connection.execute("INSERT INTO texts(texts) VALUES ('optimize')")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def search(self, query: Query, looking: Looker, sort: Sort, offset: int, limit: int) -> Found:
        """Return a page of the photos that a query finds."""
        with self._question() as sets:
            found = found_by(query, looking, sets)
            return Found(len(found), page(found, query, looking, sort, offset, limit, sets))

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
        """Return the values of each field among the photos found, the most frequent first."""
        with self._question() as sets:
            found = found_by(query, looking, sets)
            every = Counting(found, sets, newest)
            placed = every
            at_places = found & standing(may_see_place(looking), sets)
            if len(at_places) < len(found):
                placed = Counting(at_places, sets, newest)
            return [
                (placed if field in PLACE_TERMS else every).count(field, limit, beginning)
                for field in fields
            ]

    def how_many(self, query: Query, looking: Looker, conditions: Sequence[Condition]) -> list[int]:
        """Return for how many of the photos found each of some conditions holds, too."""
        with self._question() as sets:
            found = found_by(query, looking, sets)
            return [
                found.intersection_cardinality(documents(meant(one, looking), sets))
                for one in conditions
            ]

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._held = Kept(None, 0)
        self._mine = local()

    @contextmanager
    def _question(self) -> Iterator[Sets]:
        """Ask of one state of the index, within the time that a question may take."""
        with _unavailable():
            connection = self._reader()
            connection.execute("BEGIN")
            try:
                until = self._monotonic() + self._seconds
                # not the position: what is forgotten goes without moving it
                query = "SELECT changes, last + 1 FROM position"
                changes, end = connection.execute(query).fetchone()
                kept = self._kept(changes)
                yield Sets(connection, until, self._monotonic, self._few, kept, changes, end)
            finally:
                connection.rollback()

    def _kept(self, changes: int) -> Kept:
        """Return the sets that are held of the file that a question reads, after its changes."""
        kept = self._held
        if kept.file != self._mine.file:
            kept = self._held = Kept(self._mine.file, _KEPT_BYTES)
        kept.move_to(changes)
        return kept

    def _reader(self) -> sqlite3.Connection:
        """Return this thread's connection to the live index, which writes nothing."""
        path = self._path_again()
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

    def _path_again(self) -> Path:
        """Return the live index, its name read again only where another one was written."""
        try:
            told = self._live_file.stat()
        except FileNotFoundError:
            return self._path()
        written = (told.st_ino, told.st_mtime_ns)
        if self._told is None or self._told[0] != written:
            self._told = (written, self._path())
        return self._told[1]

    def _live(self) -> str | None:
        try:
            name = self._live_file.read_text("utf-8").strip()
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
        # What is not whole is thrown away anyhow, so nothing needs to be undone before the end.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN")
        filling.fill(connection, batches, reached)
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("ANALYZE")
        connection.commit()
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with path.open("rb") as file:
        os.fsync(file.fileno())


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
